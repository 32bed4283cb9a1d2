package io.github.camelaudience.launchdarkly.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * The promise of the semantics: for each recorded case the component sends what Segment's own destination sent, or
 * differs by exactly the rules that the model predicts. {@code -Dvectors=file} replays another file.
 */
class GoldenVectorsTest {

    @Test
    void everyVectorMatchesOrDiffersByRule() throws Exception {
        VectorTally tally = new VectorTally();
        try (ComponentDriver component = new ComponentDriver()) {
            for (VectorCase vector : VectorFile.load()) {
                tally.add(vector, VectorJudge.judge(vector, component.deliver(vector)));
            }
        }
        tally.unexplained().forEach(System.out::println);
        tally.skipped().forEach(reason -> System.out.println("skipped " + reason));
        System.out.println(tally.summary());
        assertThat(tally.unexplained()).isEmpty();
    }
}
