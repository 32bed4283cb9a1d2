package io.github.camelaudience.launchdarkly.core.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.json.JsonText;
import io.github.camelaudience.launchdarkly.core.json.RawJson;
import java.util.List;
import org.junit.jupiter.api.Test;

/** At a limit a message passes, one beyond it does not; its neighbours always do. */
class ReadLimitsTest {

    private static final ReadLimits LIMITS = new ReadLimits(6, 100, 10_000);
    private static final List<String> MEMBERS = List.of(
            "x", "userId", "type", "messageId", "timestamp", "context", "traits", "properties", "batch", "json");

    @Test
    void depthIsCountedForEachMessage() {
        for (String member : MEMBERS) {
            for (String form : List.of(
                    "%s", "[%s]", "[{},%s,{}]", "{}\n%s", "{\"batch\":[%s]}", "[{\"detail\":{\"batch\":[%s]}}]")) {
                assertThat(reasons(String.format(form, nested(member, 5))))
                        .as(member)
                        .doesNotContain("TOO_DEEP");
                assertThat(reasons(String.format(form, nested(member, 6))))
                        .as(member)
                        .contains("TOO_DEEP");
            }
        }
        assertThat(reasons("{\"context\":{\"personas\":{\"computation_key\":" + arrays(3) + "}}}"))
                .containsOnly("ok");
        assertThat(reasons("{\"context\":{\"personas\":{\"computation_key\":" + arrays(4) + "}}}"))
                .contains("TOO_DEEP");
        assertThat(reasons("{\"context\":{\"traits\":{\"email\":" + arrays(4) + "}}}"))
                .contains("TOO_DEEP");
    }

    @Test
    void stringsThatAreReadAreLimited() {
        for (String member : List.of("userId", "type", "messageId", "timestamp")) {
            assertThat(reasons("[{\"" + member + "\":\"" + "x".repeat(100) + "\"}]"))
                    .containsOnly("ok");
            assertThat(reasons("[{\"" + member + "\":\"" + "x".repeat(101) + "\"},{}]"))
                    .containsExactly("TOO_LARGE", "ok");
            assertThat(Collected.read(JsonText.bytes("{\"" + member + "\":\"" + "x".repeat(101) + "\"}"), LIMITS)
                            .outline)
                    .containsExactly("$." + member + " TOO_LARGE");
        }
        assertThat(reasons("{\"x\":\"" + "x".repeat(5000) + "\"}")).containsOnly("ok");
        assertThat(reasons("[{\"" + "n".repeat(100) + "\":1}]")).containsOnly("ok");
        assertThat(reasons("[{\"" + "n".repeat(1000) + "\":1},{}]")).containsExactly("TOO_LARGE", "ok");
        String late = "{\"traits\":{\"k\":\"%s\"},\"context\":{\"personas\":{\"computation_key\":\"k\"}}}";
        assertThat(reasons(String.format(late, "x".repeat(100)))).containsOnly("ok");
        assertThat(reasons(String.format("[" + late + ",{}]", "x".repeat(101)))).containsExactly("TOO_LARGE", "ok");
        for (String time : List.of("originalTimestamp", "receivedAt", "sentAt")) {
            String message = "{\"" + time + "\":\"%s\"}";
            assertThat(reasons(String.format(message, "x".repeat(100)))).containsOnly("ok");
            assertThat(reasons(String.format("[" + message + ",{}]", "x".repeat(101))))
                    .containsExactly("TOO_LARGE", "ok");
        }
    }

    @Test
    void numbersAreLimited() {
        ReadLimits limits = new ReadLimits(6, 2000, 10_000); // the parser holds a long number as it holds a string
        String json = "[{\"x\":%s},{}]";
        assertThat(Collected.read(JsonText.bytes(String.format(json, "1".repeat(1000))), limits).outline)
                .containsExactly("$[0] ok", "$[1] ok");
        assertThat(Collected.read(JsonText.bytes(String.format(json, "1".repeat(1001))), limits).outline)
                .containsExactly("$[0] TOO_LARGE", "$[1] ok");
    }

    @Test
    void documentsAreLimited() {
        String json = "{\"x\":\"" + "x".repeat(9_992) + "\"}";
        assertThat(reasons(json)).containsExactly("ok");
        assertThat(reasons(json + " ")).containsExactly("TOO_LARGE");
    }

    @Test
    void envelopesWithinEnvelopesAreLimited() {
        assertThat(reasons("{\"json\":{\"detail\":{\"batch\":[{\"json\":{}}]}}}"))
                .containsExactly("ok");
        assertThat(reasons("{\"json\":{\"detail\":{\"batch\":[{\"json\":{\"json\":{}}},{}]}}}"))
                .containsExactly("TOO_DEEP", "ok");
    }

    @Test
    void elementsAreLimitedAndTheRestIsOneFault() {
        ReadLimits limits = new ReadLimits(6, 100, 10_000, 5);
        String held = "{\"message\":{\"data\":\"W3t9LHt9LHt9XQ==\"}}"; // [{},{},{}]
        for (String form : List.of("[%s]", "{\"batch\":[%s],\"sentAt\":1}", "%s", "{\"detail\":{\"batch\":[%s]}}")) {
            for (String element : List.of("{}", "0", "{\"a\":x}")) {
                String separator = form.equals("%s") ? "\n" : ",";
                String five = String.join(separator, java.util.Collections.nCopies(5, element));
                Collected all = Collected.read(JsonText.bytes(String.format(form, five)), limits);
                assertThat(all.outline).hasSize(5).noneMatch(line -> line.endsWith("TOO_LARGE"));
                String json = String.format(form, five + separator + element + separator + element);
                Collected more = Collected.read(JsonText.bytes(json), limits);
                assertThat(more.outline).hasSize(6).last().asString().endsWith("[5] TOO_LARGE");
                RawJson rest = more.unreadable.get(more.unreadable.size() - 1).raw();
                assertThat(json).endsWith(rest.text());
                assertThat(rest.text()).startsWith(element + separator + element);
            }
        }
        Collected nested = Collected.read(JsonText.bytes("[" + held + "," + held + "," + held + "]"), limits);
        assertThat(nested.outline)
                .endsWith("$[1].message.data[2] TOO_LARGE", "$[2].message.data[0] TOO_LARGE")
                .hasSize(7);
    }

    @Test
    void aDocumentOfNothingButFaultsTakesLittleMemory() {
        byte[] json = JsonText.bytes("[0" + ",0".repeat(8 * 1024 * 1024 - 2) + "]");
        com.sun.management.ThreadMXBean threads =
                (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        int[] found = {0};
        long before = threads.getCurrentThreadAllocatedBytes();
        new AudienceMessageReader(ReadLimits.DEFAULT).read(json, new MessageSink() {
            @Override
            public void message(AudienceMessage message) {
                found[0]++;
            }

            @Override
            public void unreadable(UnreadableMessage message) {
                found[0]++;
            }
        });
        assertThat(found[0]).isEqualTo(100_001);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(128L * 1024 * 1024);
    }

    private static List<String> reasons(String json) {
        return Collected.read(JsonText.bytes(json), LIMITS).outline.stream()
                .map(line -> line.substring(line.indexOf(' ') + 1))
                .toList();
    }

    /** An object that is no envelope, with a member that nests so deep. */
    private static String nested(String member, int levels) {
        return "{\"type\":\"t\",\"" + member + "\":" + (levels % 2 == 0 ? objects(levels) : arrays(levels))
                + ",\"type\":\"t\"}";
    }

    private static String arrays(int levels) {
        return "[".repeat(levels) + "]".repeat(levels);
    }

    private static String objects(int levels) {
        return "{\"a\":".repeat(levels - 1) + "{}" + "}".repeat(levels - 1);
    }
}
