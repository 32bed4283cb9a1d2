package io.github.camelaudience.launchdarkly.core.delivery;

import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiError;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.BatchLimits;
import io.github.camelaudience.launchdarkly.core.launchdarkly.CredentialsReport;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Disposition;
import io.github.camelaudience.launchdarkly.core.launchdarkly.RateFacts;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentBackend;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentUpdate;
import io.github.camelaudience.launchdarkly.core.launchdarkly.UpdateTarget;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * LaunchDarkly by script, in virtual time. Records what it is sent, and fails when a slot is in two open requests, when an audience has
 * two names in those of one target, when a target has two of them whose backend takes one at a time, and when a request is not as the
 * backend has it whose targets, sizes and limits these are.
 */
final class ScriptedTargets implements SegmentBackend {

    /** Says how a request is answered. */
    @FunctionalInterface
    interface Script {
        Answer answer(SegmentUpdate request, int number);
    }

    /**
     * One answer.
     *
     * @param outcome what the sender sees
     * @param millis  how long it takes
     * @param applied whether the members take effect
     */
    record Answer(ApiOutcome outcome, long millis, boolean applied) {
        Answer after(long latency) {
            return new Answer(outcome, latency, applied);
        }

        /** What is not accepted does not take effect. */
        Answer orNot() {
            return new Answer(outcome, millis, outcome.disposition() == Disposition.ACCEPTED);
        }

        Answer thoughApplied() {
            return new Answer(outcome, millis, true);
        }
    }

    /** One request as it was sent. */
    record Sent(int number, long at, SegmentUpdate request, Answer answer) {
        List<String> keys() {
            return request.members().stream()
                    .map(member -> member.slot().contextKey())
                    .toList();
        }

        int size() {
            return request.members().size();
        }
    }

    static final long LATENCY = 100;

    final List<Sent> sent = new ArrayList<>();
    final Map<MembershipSlot, List<MembershipChange>> history = new HashMap<>();
    /** What must never happen but did; the sender may swallow the error. */
    final List<String> violations = new ArrayList<>();

    private final VirtualTime time;
    private final SegmentBackend shape;
    private final List<UpdateTarget> openTargets = new ArrayList<>();
    private final List<SegmentUpdate> openRequests = new ArrayList<>();
    private final Set<MembershipSlot> openSlots = new HashSet<>();
    private Script script = (request, number) -> accepted();
    private int count;
    private int inFlight;
    private int mostInFlight;
    private int mostOfOneTarget;

    ScriptedTargets(VirtualTime time, SegmentBackend shape) {
        this.time = time;
        this.shape = shape;
    }

    static Answer accepted() {
        return answer(202);
    }

    /** An answer with this status, applied if it is good news. */
    static Answer answer(int status) {
        return answer(status, null, RateFacts.NONE);
    }

    static Answer answer(int status, String code, RateFacts facts) {
        ApiOutcome outcome = ApiOutcome.answered(status, new ApiError(code, null, null), facts);
        return new Answer(outcome, LATENCY, outcome.disposition() == Disposition.ACCEPTED);
    }

    /** The connection breaks. */
    static Answer broken() {
        return new Answer(ApiOutcome.unanswered(new IOException("scripted")), LATENCY, false);
    }

    static RateFacts retryAfter(long millis) {
        return new RateFacts(
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.of(millis),
                OptionalLong.empty());
    }

    void script(Script next) {
        script = next;
    }

    /** The first requests are answered so, all others accepted. */
    void script(Answer... answers) {
        int offset = count;
        script = (request, number) -> number - offset < answers.length ? answers[number - offset] : accepted();
    }

    /** A request with one of these members is answered with 400. */
    void poison(Set<String> keys) {
        script = (request, number) -> request.members().stream()
                        .anyMatch(member -> keys.contains(member.slot().contextKey()))
                ? answer(400, "invalid_request", RateFacts.NONE)
                : accepted();
    }

    /** Requests so far, those included that a test has removed from {@link #sent}. */
    int count() {
        return count;
    }

    int inFlight() {
        return inFlight;
    }

    int mostInFlight() {
        return mostInFlight;
    }

    /** The most requests that one target had open at a time. */
    int mostOfOneTarget() {
        return mostOfOneTarget;
    }

    List<Integer> sizes() {
        return sent.stream().map(Sent::size).toList();
    }

    /** When each request left, in milliseconds since the start. */
    List<Long> times() {
        return sent.stream().map(request -> request.at() - VirtualTime.START).toList();
    }

    boolean isMember(MembershipSlot slot) {
        List<MembershipChange> values = history.getOrDefault(slot, List.of());
        return !values.isEmpty() && values.get(values.size() - 1).included();
    }

    /** A request is applied that nobody waits for any more. */
    void takesEffect(SegmentUpdate request) {
        request.members().forEach(this::takesEffect);
    }

    private void takesEffect(MembershipChange member) {
        history.computeIfAbsent(member.slot(), slot -> new ArrayList<>()).add(member);
    }

    private AssertionError violated(String what) {
        violations.add(what);
        return new AssertionError(what);
    }

    @Override
    public UpdateTarget targetOf(MembershipSlot slot) {
        return shape.targetOf(slot);
    }

    @Override
    public BatchLimits limits() {
        return shape.limits();
    }

    @Override
    public int sharedBytes(UpdateTarget target, String audienceName) {
        return shape.sharedBytes(target, audienceName);
    }

    @Override
    public int ownBytes(MembershipSlot slot) {
        return shape.ownBytes(slot);
    }

    @Override
    public String render(SegmentUpdate request) {
        return shape.render(request);
    }

    @Override
    public CredentialsReport verify(String clientSideId) {
        return shape.verify(clientSideId);
    }

    @Override
    public ApiOutcome send(SegmentUpdate request) {
        UpdateTarget target = request.target();
        if (openTargets.contains(target) && limits().concurrency() == BatchLimits.Concurrency.ONE_AT_A_TIME) {
            throw violated("two requests in flight for " + target);
        }
        if (request.members().size() > limits().maxMembers()) {
            throw violated(request.members().size() + " members, which is more than the contract allows");
        }
        Set<MembershipSlot> slots = new HashSet<>();
        for (MembershipChange member : request.members()) {
            if (!targetOf(member.slot()).equals(target)) {
                throw violated("a member of another target: " + member.slot());
            }
            if (!slots.add(member.slot())) {
                throw violated("a slot twice in one request: " + member.slot());
            }
            if (openSlots.contains(member.slot())) {
                throw violated("two requests in flight for " + member.slot());
            }
        }
        for (SegmentUpdate open : openRequests) {
            request.audienceNames().forEach((id, name) -> {
                if (open.target().equals(target)
                        && !name.equals(open.audienceNames().getOrDefault(id, name))) {
                    throw violated("two names at a time for " + id);
                }
            });
        }
        Answer answer = script.answer(request, count);
        openRequests.add(request);
        openTargets.add(target);
        openSlots.addAll(slots);
        sent.add(new Sent(count++, time.now(), request, answer));
        inFlight++;
        mostInFlight = Math.max(mostInFlight, inFlight);
        mostOfOneTarget = Math.max(mostOfOneTarget, Collections.frequency(openTargets, target));
        for (MembershipChange member : request.members()) {
            if (answer.applied() && !answer.outcome().exceptions().containsKey(member.slot())) {
                takesEffect(member);
            }
        }
        time.pause(answer.millis());
        inFlight--;
        openRequests.removeIf(open -> open == request);
        openTargets.remove(target);
        openSlots.removeAll(slots);
        return answer.outcome();
    }
}
