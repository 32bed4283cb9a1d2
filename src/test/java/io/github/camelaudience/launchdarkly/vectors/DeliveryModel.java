package io.github.camelaudience.launchdarkly.vectors;

import io.github.camelaudience.launchdarkly.membership.DifferenceRule;
import io.github.camelaudience.launchdarkly.vectors.MemberGroups.Group;
import io.github.camelaudience.launchdarkly.vectors.Prediction.Expected;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Sends groups of members and takes the answers: the reference's HTTP client, or our rules D19 to D23 and D28. */
final class DeliveryModel {

    private final VectorCase vector;
    private final Set<DifferenceRule> rules;
    private final String authorization;
    private final String environmentId;
    private final List<Expected> requests = new ArrayList<>();
    private final List<Expected> followed = new ArrayList<>();
    private final Set<Integer> failedEvents = new HashSet<>();
    private final List<Integer> statuses = new ArrayList<>();
    private boolean failed;
    /** Nothing more is sent for a while: D22, D28. */
    private boolean stopped;

    private int refusedAlone;

    DeliveryModel(VectorCase vector, Set<DifferenceRule> rules, String authorization, String environmentId) {
        this.vector = vector;
        this.rules = rules;
        this.authorization = authorization;
        this.environmentId = environmentId;
    }

    void send(Group group) {
        Reply reply = vector.replyTo(group.cohortId());
        SentRequest request = SentRequest.post(authorization, group.body(environmentId), !reply.isRefusedConnection());
        boolean keyExists =
                rules.contains(DifferenceRule.D21) && reply.status() == 409 && "key_exists".equals(reply.code());
        boolean repeats = rules.contains(DifferenceRule.D21) && reply.isRetried() && !keyExists;
        requests.add(new Expected(request, repeats, false));
        if (reply.isSuccess() || (keyExists && !reply.isFault())) {
            return;
        }
        if (!rules.contains(DifferenceRule.D23) && reply.redirect().isPresent()) {
            followed.add(new Expected(redirected(request, reply), false, false));
            return;
        }
        boolean divisible = Set.of(400, 413, 422).contains(reply.status()) && !reply.isFault();
        if (rules.contains(DifferenceRule.D20) && divisible && group.members().size() > 1) {
            int half = group.members().size() / 2;
            send(group.part(0, half));
            send(group.part(half, group.members().size()));
            return;
        }
        failed = true;
        stopped |= rules.contains(DifferenceRule.D22) && Set.of(401, 403).contains(reply.status()) && !reply.isFault();
        stopped |= rules.contains(DifferenceRule.D28) && isHeld(reply, keyExists, divisible, group);
        if (rules.contains(DifferenceRule.D28) && reply.status() == 403 && reply.code() == null && !reply.isFault()) {
            parts(group);
        }
        statuses.add(reply.errorStatus());
        failedEvents.addAll(group.allEvents());
    }

    /** A 403 that is not LaunchDarkly's own may be about one member, which is looked for where something was accepted before. */
    private void parts(Group group) {
        int size = group.members().size();
        if (size > 1) {
            for (Group part : List.of(group.part(0, size / 2), group.part(size / 2, size))) {
                requests.add(
                        new Expected(SentRequest.post(authorization, part.body(environmentId), true), false, false));
                parts(part);
            }
        }
    }

    /** Whether no member can be guilty of it. Which of several audiences goes first is not known. */
    private boolean isHeld(Reply reply, boolean keyExists, boolean divisible, Group group) {
        if (divisible) {
            refusedAlone += reply.status() == 413 || group.members().size() > 1 ? 0 : 1;
            return refusedAlone >= 3;
        }
        return !reply.isFault()
                && !reply.isRetried()
                && !keyExists
                && !Set.of(401, 403, 413).contains(reply.status());
    }

    /** All requests; when the sending stops somewhere, any of them but one may be missing. */
    List<Expected> requests() {
        List<Expected> all = new ArrayList<>(requests);
        all.addAll(followed);
        if (stopped) {
            all.replaceAll(expected -> new Expected(expected.request(), expected.mayRepeat(), all.size() > 1));
        }
        return all;
    }

    boolean failed() {
        return failed;
    }

    boolean stopped() {
        return stopped;
    }

    boolean failed(int event) {
        return failedEvents.contains(event);
    }

    /** The status of the first error. */
    Integer status() {
        return statuses.isEmpty() ? null : statuses.get(0);
    }

    private static SentRequest redirected(SentRequest request, Reply reply) {
        URI from = URI.create(request.url());
        URI to = from.resolve(reply.redirect().orElseThrow());
        Map<String, String> headers = new HashMap<>(request.headers());
        if (!Objects.equals(from.getHost(), to.getHost())) {
            headers.remove(SentRequest.AUTHORIZATION);
        }
        boolean asGet = reply.status() != 307 && reply.status() != 308;
        return new SentRequest(asGet ? "GET" : "POST", to.toString(), headers, asGet ? Js.NULL : request.body(), true);
    }
}
