package io.github.camelaudience.launchdarkly.core.segment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.membership.RejectReason;
import java.lang.management.ManagementFactory;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What one context costs that an envelope gives to thousands of small messages. Counts the processor time of this thread. */
class SharedContextCostTest {

    private static final int SIZE = 256 * 1024;

    private int messages;
    private final Map<RejectReason, Integer> unreadable = new EnumMap<>(RejectReason.class);

    private static String context(int size) {
        return "{\"x\":[" + "1,".repeat(size / 2) + "1]}";
    }

    private static byte[] batch(int contextSize, String message) {
        int count = (SIZE - contextSize) / (message.length() + 1);
        return ("{\"context\":" + context(contextSize) + ",\"batch\":[" + (message + ",").repeat(count) + message
                        + "]}")
                .getBytes(UTF_8);
    }

    private long nanos(byte[] document, boolean asTree) {
        long begun = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        new AudienceMessageReader(ReadLimits.DEFAULT).read(document, new MessageSink() {
            @Override
            public void message(AudienceMessage message) {
                messages++;
                assertThat(message.hasUnreadableTime()).isFalse();
                if (asTree) {
                    assertThat(message.tree().at("/context/x/1").intValue()).isEqualTo(1);
                }
            }

            @Override
            public void unreadable(UnreadableMessage message) {
                unreadable.merge(message.reason(), 1, Integer::sum);
            }
        });
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begun;
    }

    @Test
    void messagesWithoutATimeAndThoseAsTreesShareIt() {
        for (boolean asTree : new boolean[] {false, true}) {
            long took = nanos(batch(64_000, "{\"type\":\"track\"}"), asTree);
            assertThat(took).isLessThan(TimeUnit.SECONDS.toNanos(3));
        }
        assertThat(messages).isGreaterThan(20_000);
        assertThat(unreadable).isEmpty();
    }

    @Test
    void aLargeOneIsNotPutUnderThousandsOfOthers() {
        long took = nanos(batch(64_000, "{\"context\":{\"y\":1},\"json\":{\"type\":\"track\"}}"), false);
        assertThat(took).isLessThan(TimeUnit.SECONDS.toNanos(3));
        assertThat(unreadable).containsOnlyKeys(RejectReason.TOO_LARGE);
    }

    @Test
    void oneOfOrdinarySizeIs() {
        nanos(
                batch(
                        500,
                        "{\"context\":{\"y\":1},\"json\":{\"type\":\"track\",\"userId\":\"some-body\",\"properties\":{}}}"),
                true);
        assertThat(messages).isGreaterThan(2_000);
        assertThat(unreadable).isEmpty();
    }
}
