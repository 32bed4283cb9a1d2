package io.github.camelaudience.launchdarkly.core.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.json.PlantedMessages;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/**
 * Rule D34: whatever was damaged around it, a message that is still whole byte for byte ends in a verdict: it is read, or
 * is part of what was rejected. Twenty thousand documents; {@code -Dplanted.documents=1000000} for more.
 */
class NoMessageLostTest {

    private static final long SEED = Long.getLong("planted.seed", 20261128L);
    private static final int DOCUMENTS = Integer.getInteger("planted.documents", 20_000);

    @Test
    void everyMessageThatIsStillWholeEndsInAVerdict() {
        System.out.println("seed " + SEED);
        PlantedMessages source = new PlantedMessages(SEED);
        long read = 0;
        long rejected = 0;
        long lost = 0;
        for (int i = 0; i < DOCUMENTS; i++) {
            PlantedMessages.Planted planted = source.next();
            Collected collected = Collected.read(planted.document());
            read += collected.messages.size();
            rejected += collected.unreadable.size();
            String missing = PlantedMessages.missing(planted, collected);
            if (missing != null) {
                lost++;
                if (lost <= 5) {
                    System.out.println("document " + i + ": "
                            + new String(planted.document(), StandardCharsets.UTF_8)
                                    .replace("\n", "~N~")
                                    .replace("\r", "~R~")
                            + "\n  has lost " + missing + "\n  of "
                            + collected.outline
                            + collected.unreadable.stream()
                                    .map(u -> u.raw().text())
                                    .toList());
                }
            }
        }
        System.out.println(
                "planted: documents=" + DOCUMENTS + " read=" + read + " rejected=" + rejected + " lost=" + lost);
        assertThat(lost).isZero();
    }
}
