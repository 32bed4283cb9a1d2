package io.github.camelaudience.launchdarkly.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The model without rules is the reference destination: it gives every recorded delivery. */
class ReferenceModelTest {

    @Test
    void reproducesTheRecording() throws IOException {
        List<VectorCase> cases = VectorFile.load();
        List<String> skipped = new ArrayList<>();
        List<String> mismatches = new ArrayList<>();
        for (VectorCase vector : cases) {
            try {
                Prediction prediction = ReferenceModel.run(vector, Switches.none());
                if (!prediction.isExactly(vector.recorded())) {
                    mismatches.add(vector.id() + "\n  model    " + prediction + "\n  recorded " + vector.recorded());
                }
            } catch (NotModelledException e) {
                skipped.add(vector.id() + ": " + e.getMessage());
            }
        }
        System.out.println("reference model: total=" + cases.size() + " equal="
                + (cases.size() - mismatches.size() - skipped.size()) + " skipped=" + skipped);
        assertThat(mismatches).isEmpty();
        assertThat(cases).isNotEmpty();
    }
}
