package io.github.camelaudience.launchdarkly.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.membership.DifferenceRule;
import io.github.camelaudience.launchdarkly.vectors.Delivery.Outcome;
import io.github.camelaudience.launchdarkly.vectors.Js.Bool;
import io.github.camelaudience.launchdarkly.vectors.Js.Obj;
import io.github.camelaudience.launchdarkly.vectors.VectorJudge.Finding;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The judge accepts the recording and our rules, and nothing else. */
class VectorJudgeTest {

    private static List<VectorCase> cases;

    @BeforeAll
    static void load() throws IOException {
        cases = VectorFile.load().stream()
                .filter(vector -> vector.single() && vector.recorded().outcome() == Outcome.SENT)
                .toList();
    }

    @Test
    void acceptsTheRecordingWhereNoRuleMatters() {
        VectorCase vector = first(EnumSet.noneOf(DifferenceRule.class));

        assertThat(VectorJudge.judge(vector, vector.recorded())).isEqualTo(new Finding.Equal());
    }

    @Test
    void acceptsOurRule() {
        VectorCase vector = first(EnumSet.of(DifferenceRule.D6));
        Delivery ours = new Delivery(List.of(), Outcome.DROPPED, null, null);

        assertThat(VectorJudge.judge(vector, ours)).isEqualTo(new Finding.ByRule(EnumSet.of(DifferenceRule.D6)));
    }

    @Test
    void refusesTheRecordingWhereARuleMatters() {
        VectorCase vector = first(EnumSet.of(DifferenceRule.D6));

        assertThat(VectorJudge.judge(vector, vector.recorded())).isInstanceOf(Finding.Unexplained.class);
    }

    @Test
    void refusesAnyOtherBody() {
        VectorCase vector = first(EnumSet.noneOf(DifferenceRule.class));
        SentRequest request = vector.recorded().requests().get(0);
        Js body = Obj.empty().define("batch", new Bool(true));
        SentRequest other =
                new SentRequest(request.method(), request.url(), request.headers(), body, request.received());
        VectorTally tally = new VectorTally();

        tally.add(vector, VectorJudge.judge(vector, new Delivery(List.of(other), Outcome.SENT, null, null)));

        assertThat(tally.unexplained()).hasSize(1);
        assertThat(tally.summary()).isEqualTo("vectors: total=1 equal=0 byRule=0 () skipped=0 unexplained=1");
    }

    @Test
    void refusesARepeatedRequestThatIsNotRetried() {
        VectorCase vector = first(EnumSet.noneOf(DifferenceRule.class));
        SentRequest request = vector.recorded().requests().get(0);

        Finding finding = VectorJudge.judge(vector, new Delivery(List.of(request, request), Outcome.SENT, null, null));

        assertThat(finding).isInstanceOf(Finding.Unexplained.class);
    }

    private static VectorCase first(EnumSet<DifferenceRule> rules) {
        return cases.stream()
                .filter(vector -> VectorJudge.rulesThatMatter(vector).equals(rules))
                .findFirst()
                .orElseThrow();
    }
}
