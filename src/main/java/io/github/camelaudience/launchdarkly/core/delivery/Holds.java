package io.github.camelaudience.launchdarkly.core.delivery;

import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Disposition;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What of a sender is held: all of it, as after 401, which is about the access token; single environments, as after 403 and
 * what rule D28 names; or single audiences that cannot be written. Not thread-safe: guarded by the lock of {@link BatchSender}.
 */
final class Holds {

    /** An accepted request is recent for so long, and for two cool-downs at least. */
    private static final long RECENT_MILLIS = 300_000;

    private static final long NEVER = Long.MIN_VALUE / 2;
    /** So many audiences are known to be held; one that is forgotten is asked for again. */
    private static final int MOST_AUDIENCES = 10_000;

    private final int maxInFlight;
    private final long coolDownMillis;
    private final Hold sender = new Hold(true);
    private final Map<String, Environment> environments = new HashMap<>();
    /** Those that are held, or of which one request finds out; in the order in which that began last. */
    private final Map<Audience, Hold> audiences = new LinkedHashMap<>();

    Holds(int maxInFlight, long coolDownMillis) {
        this.maxInFlight = maxInFlight;
        this.coolDownMillis = coolDownMillis;
    }

    private record Audience(String environment, String id) {}

    /** What is known of one environment. */
    private static final class Environment {
        private final Hold hold = new Hold(false);
        private final Accused accused = new Accused();
        private int inFlight;
        private long acceptedAt = NEVER;
        private long acceptedRequest = -1;
    }

    /** Who was refused alone by a 403 that is not LaunchDarkly's own, with the number of the first request after that. */
    private static final class Accused extends LinkedHashMap<String, Long> {
        private static final long serialVersionUID = 1L;
        private static final int MOST = 1_000;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MOST;
        }
    }

    private Environment of(String environment) {
        return environments.computeIfAbsent(environment, name -> new Environment());
    }

    /** How many requests may be under way. */
    int maxInFlight() {
        return sender.isInDoubt() ? 1 : maxInFlight;
    }

    /** Whether a request of this lane may be started now, beside those that are under way. */
    boolean mayStart(Lane lane) {
        Environment known = of(lane.target.environment());
        if (known.hold.isInDoubt() && known.inFlight > 0) {
            return false;
        }
        Hold audience = audiences.get(new Audience(lane.target.environment(), lane.target.audienceId()));
        return audience == null || !audience.isInDoubt() || !lane.isInFlight();
    }

    /** Whether the next request finds out if one member's content makes the difference: then it has one member. */
    boolean probesAlone(String environment) {
        return probesAlone(sender) || probesAlone(of(environment).hold);
    }

    private static boolean probesAlone(Hold hold) {
        return hold.isInDoubt()
                && hold.cause() != null
                && (hold.cause().outcome().isForeign403()
                        || hold.cause().outcome().disposition() == Disposition.REFUSED);
    }

    void started(String environment) {
        of(environment).inFlight++;
    }

    /** Whether a request of this environment had to wait for the one that is back. */
    boolean finished(String environment) {
        Environment known = of(environment);
        known.inFlight--;
        return known.hold.isInDoubt();
    }

    /** A request is over, and its answer tells more than that nothing was ever accepted. What it means for its batch comes after. */
    void answered(String environment, ApiOutcome outcome, long request, long now) {
        Disposition disposition = outcome.disposition();
        if (disposition == Disposition.UNAUTHORIZED || disposition == Disposition.HELD) {
            return;
        }
        boolean accepted = disposition == Disposition.ACCEPTED;
        if (accepted || sender.cause() == null || sender.cause().kind() != DeliveryFailure.Kind.HELD) {
            sender.answered(accepted, request);
        }
        Environment known = of(environment);
        known.hold.answered(accepted, request);
        if (accepted && known.hold.cause() == null) {
            known.acceptedAt = now;
            known.acceptedRequest = Math.max(known.acceptedRequest, request);
        }
    }

    /** Likewise for the audiences of its batch: one that was held is no longer, if the answer was about something else. */
    void answered(List<PendingChange> members, ApiOutcome outcome, long request) {
        if (audiences.isEmpty()
                || outcome.disposition() == Disposition.AUDIENCE_HELD
                || outcome.disposition() == Disposition.UNAUTHORIZED
                || outcome.disposition() == Disposition.HELD) {
            return;
        }
        for (PendingChange member : members) {
            Audience audience = audienceOf(member);
            Hold hold = audiences.get(audience);
            if (hold != null) {
                hold.answered(outcome.disposition() == Disposition.ACCEPTED, request);
                if (hold.cause() == null) {
                    audiences.remove(audience);
                }
            }
        }
    }

    private static Audience audienceOf(PendingChange member) {
        return new Audience(
                member.change.slot().environment(), member.change.slot().audienceId());
    }

    /** Holds the audience of a slot. */
    void beginAudience(MembershipSlot slot, DeliveryFailure cause, long nextRequest, long now) {
        Audience audience = new Audience(slot.environment(), slot.audienceId());
        Hold known = audiences.remove(audience); // it comes last
        Hold hold = known == null ? new Hold(true) : known;
        hold.begin(cause, nextRequest, now + coolDownMillis);
        audiences.put(audience, hold);
        if (audiences.size() > MOST_AUDIENCES) {
            audiences.remove(audiences.keySet().iterator().next());
        }
    }

    /** The audiences that are held, until a later request with a change of theirs is accepted. */
    List<HeldAudience> heldAudiences() {
        return audiences.entrySet().stream()
                .map(held -> new HeldAudience(
                        held.getKey().environment(),
                        held.getKey().id(),
                        held.getValue().cause()))
                .toList();
    }

    /** Holds an environment. */
    void begin(String environment, DeliveryFailure cause, long nextRequest, long now) {
        Environment known = of(environment);
        known.hold.begin(cause, nextRequest, now + coolDownMillis);
        known.acceptedAt = NEVER;
    }

    /** Holds everything. */
    void begin(DeliveryFailure cause, long nextRequest, long now) {
        sender.begin(cause, nextRequest, now + coolDownMillis);
    }

    /** Holds nothing yet, but the next request goes alone. */
    void suspect(DeliveryFailure cause, long nextRequest, long now) {
        sender.begin(cause, nextRequest, now);
    }

    /** Whether the environment accepted something a moment ago, and was not held since. */
    boolean acceptedRecently(String environment, long now) {
        return now - of(environment).acceptedAt <= Math.max(RECENT_MILLIS, 2 * coolDownMillis);
    }

    /** Whether the environment accepted a request that was started after {@code nextRequest} was the next one. */
    boolean acceptedSince(String environment, long nextRequest) {
        return of(environment).acceptedRequest >= nextRequest;
    }

    /** Remembers that a member was refused alone, by a 403 that may be about its content. */
    void accuse(PendingChange member, long nextRequest) {
        of(member.change.slot().environment()).accused.put(key(member), nextRequest);
    }

    /** They are accepted, so what was held against them was not their content. */
    void acquit(List<PendingChange> members) {
        for (PendingChange member : members) {
            Environment known = of(member.change.slot().environment());
            if (known.accused.isEmpty()) {
                return; // all are of one environment
            }
            known.accused.remove(key(member));
        }
    }

    /** Whether a member was refused alone before, and others were accepted since: then it is the member (rule D28). */
    boolean isGuilty(PendingChange member, long now) {
        String environment = member.change.slot().environment();
        Long since = of(environment).accused.get(key(member));
        return since != null && acceptedRecently(environment, now) && acceptedSince(environment, since);
    }

    private static String key(PendingChange member) {
        return member.change.slot().contextKind()
                + ' '
                + member.change.slot().audienceId()
                + ' '
                + member.change.slot().contextKey();
    }

    /** Why nothing of this environment is sent at present, or {@code null}. */
    DeliveryFailure silence(String environment, long now) {
        if (sender.isSilent(now)) {
            return sender.cause();
        }
        Environment known = environments.get(environment);
        return known != null && known.hold.isSilent(now) ? known.hold.cause() : null;
    }

    /** Why nothing of this audience is sent at present, or {@code null}. */
    DeliveryFailure silence(String environment, String audienceId, long now) {
        DeliveryFailure ofAll = silence(environment, now);
        if (ofAll != null || audiences.isEmpty()) {
            return ofAll;
        }
        Hold hold = audiences.get(new Audience(environment, audienceId));
        return hold != null && hold.isSilent(now) ? hold.cause() : null;
    }

    /** Ends the silence of all that is held, and tells of how much. */
    int tryAgain(long now) {
        return (int) Stream.concat(all(), audiences.values().stream())
                .filter(hold -> hold.tryAgain(now))
                .count();
    }

    /** Ends the silence of one audience. */
    int tryAgain(String environment, String audienceId, long now) {
        Hold hold = audiences.get(new Audience(environment, audienceId));
        return hold != null && hold.tryAgain(now) ? 1 : 0;
    }

    /** Whether nothing is sent at present, at least to one environment. */
    boolean isAnySilent(long now) {
        return all().anyMatch(hold -> hold.isSilent(now));
    }

    /** Why something is held, until a later request is accepted; or {@code null}. */
    DeliveryFailure cause(DeliveryFailure.Kind kind) {
        return all().map(Hold::cause)
                .filter(Objects::nonNull)
                .filter(cause -> cause.kind() == kind)
                .findFirst()
                .orElse(null);
    }

    private Stream<Hold> all() {
        return Stream.concat(Stream.of(sender), environments.values().stream().map(known -> known.hold));
    }
}
