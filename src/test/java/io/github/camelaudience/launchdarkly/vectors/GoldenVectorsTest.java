package io.github.camelaudience.launchdarkly.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * The promise of {@code docs/reference/rules.md}: for each recorded case the component sends what Segment's own destination sent, or
 * differs by exactly the rules that the model predicts. {@code -Dvectors=file} replays another file.
 */
class GoldenVectorsTest {

    @Test
    void everyVectorMatchesOrDiffersByRule() throws Exception {
        VectorTally tally = Replay.print(VectorFile.load());

        assertThat(tally.unexplained()).isEmpty();
    }
}
