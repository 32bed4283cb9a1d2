package io.github.camelaudience.launchdarkly.sources.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Whatever some rows of a CSV file hold, no other row is lost: 20,000 files, or as many as the system property
 * {@code csv.documents} says, from the seed {@code csv.seed}.
 */
class DamagedCsvTest {

    private static final int DOCUMENTS = Integer.getInteger("csv.documents", 20_000);

    @Test
    void everyIntactRowIsSentOrReported() throws Exception {
        long seed = Long.getLong("csv.seed", new Random().nextLong());
        System.out.println("DamagedCsvTest seed " + seed + ", " + DOCUMENTS + " documents");
        Random random = new Random(seed);
        for (int i = 0; i < DOCUMENTS; i++) {
            DamagedCsv csv = DamagedCsv.random(random, 12);
            assertThat(csv.lost())
                    .as("document " + i + ":\n" + new String(csv.content(), StandardCharsets.ISO_8859_1))
                    .isEmpty();
        }
    }
}
