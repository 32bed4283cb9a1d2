package io.github.camelaudience.launchdarkly.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.launchdarkly.AudiencesPerRequest;
import io.github.camelaudience.launchdarkly.vectors.Js.Arr;
import io.github.camelaudience.launchdarkly.vectors.Js.Obj;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Where many audiences share requests, the memberships come out as with one audience a request: each recorded case that is answered
 * plainly is delivered in both ways, and must come to the same members, outcome and failures, in no more requests.
 */
class ManyAudiencesVectorsTest {

    /** A member with all that its request says of it. */
    private record Member(String method, String url, Map<String, String> headers, Js environment, Js kind, Js member) {}

    private static List<Member> members(Delivery delivery) {
        List<Member> members = new ArrayList<>();
        for (SentRequest request : delivery.requests()) {
            Obj body = (Obj) request.body();
            for (Js member : ((Arr) body.own("batch")).items()) {
                members.add(new Member(
                        request.method(),
                        request.url(),
                        request.headers(),
                        body.own("environmentId"),
                        body.own("contextKind"),
                        member));
            }
        }
        members.sort(Comparator.comparing(Member::toString));
        return members;
    }

    @Test
    void everyVectorComesToTheSameMemberships() throws Exception {
        Map<Boolean, Integer> requests = new HashMap<>();
        int shared = 0;
        try (ComponentDriver one = new ComponentDriver();
                ComponentDriver many = new ComponentDriver(AudiencesPerRequest.many)) {
            for (VectorCase vector : VectorFile.load()) {
                if (!vector.isAnsweredPlainly()) {
                    continue;
                }
                Delivery byAudience = one.deliver(vector);
                Delivery together = many.deliver(vector);
                assertThat(members(together)).as(vector.id()).isEqualTo(members(byAudience));
                assertThat(together.outcome()).as(vector.id()).isEqualTo(byAudience.outcome());
                assertThat(together.failed()).as(vector.id()).isEqualTo(byAudience.failed());
                int fewer = byAudience.requests().size() - together.requests().size();
                assertThat(fewer).as(vector.id()).isNotNegative();
                shared += fewer > 0 ? 1 : 0;
                requests.merge(true, together.requests().size(), Integer::sum);
                requests.merge(false, byAudience.requests().size(), Integer::sum);
            }
        }
        System.out.println("vectors: requests with one audience " + requests.get(false) + ", with many "
                + requests.get(true) + "; cases in which they share some " + shared);
        assertThat(shared).isPositive();
    }
}
