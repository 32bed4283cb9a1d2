package io.github.camelaudience.launchdarkly.vectors;

import io.github.camelaudience.launchdarkly.core.membership.DifferenceRule;
import io.github.camelaudience.launchdarkly.vectors.MemberGroups.Group;
import io.github.camelaudience.launchdarkly.vectors.Prediction.Expected;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Sends groups of members and takes the answers: the reference's HTTP client, or our rules D19 to D23 and D28. */
final class DeliveryModel {

    /** Redirects that the reference follows before it gives up. */
    private static final int MOST_REDIRECTS = 20;
    /** Members that are tried alone before their refusals count as nobody's fault (rule D28). */
    private static final int LONE_REFUSALS = 3;

    /** A refusal that the reference sees, and when. */
    private record Failure(double arrival, Integer status) {}

    private final VectorCase vector;
    private final Set<DifferenceRule> rules;
    private final String authorization;
    private final String environmentId;
    private final List<Expected> requests = new ArrayList<>();
    private final List<Expected> followed = new ArrayList<>();
    private final Set<Integer> failedEvents = new HashSet<>();
    private final List<Failure> failures = new ArrayList<>();
    private int loneRefusals;
    private boolean stopped;

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
        boolean held = rules.contains(DifferenceRule.D28) && reply.isHeld();
        boolean repeats = rules.contains(DifferenceRule.D21) && reply.isRetried() && !keyExists;
        requests.add(new Expected(request, repeats, false));
        boolean waits = reply.neverEnds() && !rules.contains(DifferenceRule.N3);
        if (!waits && !held && (reply.isSuccess() || (keyExists && !reply.isFault()))) {
            return;
        }
        if (!rules.contains(DifferenceRule.D23) && reply.redirect().isPresent()) {
            follow(group, request, reply);
            return;
        }
        boolean divisible = Set.of(400, 413, 422).contains(reply.status()) && !reply.isFault();
        if (rules.contains(DifferenceRule.D20) && divisible && group.members().size() > 1) {
            halves(group).forEach(this::send);
            return;
        }
        fail(group, new Failure(reply.arrival(), reply.errorStatus()));
        boolean refused =
                rules.contains(DifferenceRule.D22) && Set.of(401, 403).contains(reply.status()) && !reply.isFault();
        stopped |= refused || held;
        if (rules.contains(DifferenceRule.D28) && reply.isOfTheMember()) {
            stopped |= ++loneRefusals >= LONE_REFUSALS;
        }
        if (rules.contains(DifferenceRule.D28) && refused && group.members().size() > 1) {
            parts(group);
        }
    }

    /** A 403 that is not LaunchDarkly's own may be about one member, which is looked for where something was accepted before. */
    private void parts(Group group) {
        for (Group half : halves(group)) {
            requests.add(new Expected(SentRequest.post(authorization, half.body(environmentId), true), true, true));
            if (half.members().size() > 1) {
                parts(half);
            }
        }
    }

    private static List<Group> halves(Group group) {
        int half = group.members().size() / 2;
        return List.of(group.part(0, half), group.part(half, group.members().size()));
    }

    private void fail(Group group, Failure failure) {
        failures.add(failure);
        failedEvents.addAll(group.allEvents());
    }

    /** The reference goes where it is sent, and is answered well anywhere but at the same address. */
    private void follow(Group group, SentRequest request, Reply reply) {
        URI target;
        try {
            String location = reply.redirect().orElseThrow();
            URI from = new URI(request.url());
            target = location.isEmpty() ? from : from.resolve(new URI(location));
        } catch (URISyntaxException e) {
            target = null;
        }
        if (target == null || target.getHost() == null) {
            fail(group, new Failure(reply.arrival(), null));
            return;
        }
        SentRequest next = redirected(request, reply, target);
        boolean circle = next.url().equals(request.url());
        for (int i = 0; i < (circle ? MOST_REDIRECTS : 1); i++) {
            followed.add(new Expected(next, false, false));
        }
        if (circle) {
            fail(group, new Failure(reply.arrival(), null));
        }
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
        return !failures.isEmpty();
    }

    boolean stopped() {
        return stopped;
    }

    boolean failed(int event) {
        return failedEvents.contains(event);
    }

    /** The status of the error that comes first: the reference waits for all answers only as long as they are good. */
    Integer status() {
        return failures.stream()
                .min(Comparator.comparingDouble(Failure::arrival))
                .map(Failure::status)
                .orElse(null);
    }

    private static SentRequest redirected(SentRequest request, Reply reply, URI to) {
        URI from = URI.create(request.url());
        Map<String, String> headers = new HashMap<>(request.headers());
        if (!Objects.equals(from.getHost(), to.getHost())) {
            headers.remove(SentRequest.AUTHORIZATION);
        }
        boolean asGet = reply.status() != 307 && reply.status() != 308;
        String url = to.toString();
        int fragment = url.indexOf('#');
        return new SentRequest(
                asGet ? "GET" : "POST",
                fragment < 0 ? url : url.substring(0, fragment),
                headers,
                asGet ? Js.NULL : request.body(),
                true);
    }
}
