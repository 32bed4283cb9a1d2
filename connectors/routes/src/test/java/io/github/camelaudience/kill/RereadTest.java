package io.github.camelaudience.kill;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The judge of the kill runs: one digit per value, 1 for entered, 0 for left. */
class RereadTest {

    private static boolean[] sent(String digits) {
        boolean[] values = new boolean[digits.length()];
        for (int i = 0; i < values.length; i++) {
            values[i] = digits.charAt(i) == '1';
        }
        return values;
    }

    private static List<Boolean> applied(String digits) {
        return digits.chars().mapToObj(digit -> digit == '1').collect(Collectors.toList());
    }

    @ParameterizedTest
    @CsvSource({
        "1010, 1010, 0, 0", // each once
        "1010, 10,   0, 0", // some left out
        "10,   100,  0, 1", // sent again, its answer was lost
        "10,   1010, 1, 2", // read again from the start
        "010,  01010, 1, 2",
        "10,   101010, 2, 4"
    })
    void explains(String sent, String applied, int stepsBack, int repeats) {
        assertThat(Reread.explaining(sent(sent), applied(applied))).isEqualTo(new Reread(stepsBack, repeats));
    }

    @ParameterizedTest
    @CsvSource({"11, 10", "0, 1"})
    void doesNotExplainWhatWasNeverSent(String sent, String applied) {
        assertThat(Reread.explaining(sent(sent), applied(applied))).isNull();
    }
}
