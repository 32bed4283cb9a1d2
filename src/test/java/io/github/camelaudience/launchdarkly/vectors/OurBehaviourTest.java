package io.github.camelaudience.launchdarkly.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.vectors.Prediction.Expected;
import io.github.camelaudience.launchdarkly.vectors.Prediction.ItemResult;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A component that does exactly what the model with all rules says leaves no recorded case unexplained. */
class OurBehaviourTest {

    @Test
    void everyDifferenceHasARule() throws IOException {
        VectorTally tally = new VectorTally();
        for (VectorCase vector : VectorFile.load()) {
            Prediction ours = ReferenceModel.run(vector, Switches.all());
            tally.add(vector, VectorJudge.judge(vector, delivered(ours)));
        }
        System.out.println("model of ours, " + tally.summary());
        assertThat(tally.unexplained()).isEmpty();
        assertThat(tally.skipped()).isEmpty();
    }

    private static Delivery delivered(Prediction prediction) {
        return new Delivery(
                prediction.requests().stream().map(Expected::request).toList(),
                prediction.outcome(),
                prediction.status(),
                prediction.failed() == null
                        ? null
                        : prediction.failed().stream()
                                .map(ItemResult.FAILED::equals)
                                .toList());
    }
}
