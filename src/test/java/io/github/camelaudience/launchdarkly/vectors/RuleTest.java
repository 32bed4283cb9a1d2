package io.github.camelaudience.launchdarkly.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.membership.DifferenceRule;
import io.github.camelaudience.launchdarkly.vectors.Js.Arr;
import io.github.camelaudience.launchdarkly.vectors.Js.Bool;
import io.github.camelaudience.launchdarkly.vectors.Js.Obj;
import io.github.camelaudience.launchdarkly.vectors.Prediction.Expected;
import io.github.camelaudience.launchdarkly.vectors.Prediction.ItemResult;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each rule changes what it says, and by itself nothing else of the same case. */
class RuleTest {

    private static final String PERSONAS =
            "\"context\":{\"personas\":{\"computation_class\":\"audience\",\"computation_id\":\"a1\",\"computation_key\":\"vip\"}}";

    @TestFactory
    Stream<DynamicTest> oneRuleAtATime() {
        return Stream.of(
                rule(
                        DifferenceRule.D1,
                        single("", track("u1", "\"false\"")),
                        "sent: user u1 enters Vip (a1)",
                        "sent: user u1 leaves Vip (a1)"),
                rule(DifferenceRule.D2, single("", track("u1", "0")), "sent: user u1 leaves Vip (a1)", "failed"),
                rule(
                        DifferenceRule.D3,
                        single("", journey("{}")),
                        "sent: user u1 leaves Vip (a1)",
                        "sent: user u1 enters Vip (a1)"),
                rule(
                        DifferenceRule.D4,
                        single("", keyed("valueOf")),
                        "sent: user u1 enters ValueOf (a1)",
                        "sent: user u1 leaves ValueOf (a1)"),
                rule(
                        DifferenceRule.D5,
                        single("", event("identify", "\"u1\"", "\"properties\":{},\"traits\":{\"vip\":true}")),
                        "sent: user u1 leaves Vip (a1)",
                        "sent: user u1 enters Vip (a1)"),
                rule(DifferenceRule.D6, single("", track("", "true")), "sent: user null enters Vip (a1)", "dropped"),
                rule(
                        DifferenceRule.D7,
                        single("", track("\" \"", "true")),
                        "sent: user ' ' enters Vip (a1)",
                        "sent: user null enters Vip (a1)"),
                rule(
                        DifferenceRule.D8,
                        single("", track("1e21", "true")),
                        "sent: user 1e+21 enters Vip (a1)",
                        oneAndZeros(21)),
                rule(DifferenceRule.D8, single("", track("1.5", "true")), "sent: user 1.5 enters Vip (a1)", "failed"),
                rule(
                        DifferenceRule.D9,
                        single("", track("[\"u9\"]", "true")),
                        "sent: user u9 enters Vip (a1)",
                        "failed"),
                rule(
                        DifferenceRule.D10,
                        batch("", track("u1", "true"), track("u2", "true").replace("\"audience\"", "\"trait\"")),
                        "sent: user u1 enters Vip (a1). Events: accepted, failed",
                        "sent: user u1 enters Vip (a1). Events: accepted, accepted"),
                rule(
                        DifferenceRule.D11,
                        single("", keyed("__")),
                        "sent: user u1 leaves '  ' (a1)",
                        "sent: user u1 leaves a1 (a1)"),
                rule(
                        DifferenceRule.D12,
                        single("\"context_kind\":\"multi\"", track("u1", "true")),
                        "sent: multi u1 enters Vip (a1)",
                        "failed"),
                rule(
                        DifferenceRule.D13,
                        single("", track("\"\\ud83d\"", "true")),
                        "sent: user \ud83d enters Vip (a1)",
                        "failed"),
                rule(
                        DifferenceRule.D27,
                        single(
                                "\"user_email\":{\"@path\":\"$.properties.list\"}",
                                track("u1", "true,\"list\":[\"a\",\"b\"]")),
                        "failed",
                        "sent: user u1 enters Vip (a1)"),
                rule(
                        DifferenceRule.D28,
                        answered(
                                "\"reply\":{\"status\":200,\"headers\":{\"Content-Type\":\"text/html\"},\"body\":\"<p>\"}",
                                track("u1", "true")),
                        "sent: user u1 enters Vip (a1). Events: accepted",
                        "failed with status 200: user u1 enters Vip (a1)"),
                rule(DifferenceRule.D31, single("", "{\"userId\":\"u2\"}"), "dropped", "failed"),
                rule(
                        DifferenceRule.N3,
                        answered(
                                "\"reply\":{\"status\":200,\"body\":\"" + "y".repeat(131_072) + "\"}",
                                track("u1", "true")),
                        "failed: user u1 enters Vip (a1)",
                        "sent: user u1 enters Vip (a1). Events: accepted"),
                rule(
                        DifferenceRule.D14,
                        single(
                                "\"context_key\":\"email_only\"",
                                track("u1", "true,\"x\":1},\"traits\":{\"email\":\" \"")
                                        .replace("\"context\":{", "\"context\":{\"traits\":{\"email\":\"e\"},")),
                        "sent: user ' ' enters Vip (a1)",
                        "sent: user e enters Vip (a1)"),
                rule(
                        DifferenceRule.D15,
                        batch(
                                "\"context_kind\":{\"@path\":\"$.properties.k\"}",
                                track("u1", "true,\"k\":\"user\""),
                                track("o1", "true,\"k\":\"org\"")),
                        "sent: user u1 enters Vip (a1), user o1 enters Vip (a1). Events: accepted, accepted",
                        "sent: user u1 enters Vip (a1); then org o1 enters Vip (a1). Events: accepted, accepted"),
                rule(
                        DifferenceRule.D16,
                        batch("", at(2, track("u1", "true")), track("u2", "true"), at(1, track("u1", "false"))),
                        "sent: user u1 enters Vip (a1), user u2 enters Vip (a1), user u1 leaves Vip (a1). Events: accepted, accepted, accepted",
                        "sent: user u1 enters Vip (a1), user u2 enters Vip (a1). Events: accepted, accepted, accepted"),
                rule(
                        DifferenceRule.D17,
                        batch(
                                "",
                                track("u1", "true"),
                                track("u2", "true,\"new\":true").replace("\"vip\"}}", "\"new\"}}")),
                        "sent: user u1 enters Vip (a1), user u2 enters New (a1). Events: accepted, accepted",
                        "sent: user u1 enters New (a1), user u2 enters New (a1). Events: accepted, accepted"),
                rule(
                        DifferenceRule.D19,
                        answered(
                                "\"reply\":{\"status\":404}",
                                track("u1", "true"),
                                track("u2", "true").replace("audience", "trait")),
                        "failed with status 404: user u1 enters Vip (a1)",
                        "failed with status 404: user u1 enters Vip (a1). Events: failed, failed"),
                rule(
                        DifferenceRule.D20,
                        answered("\"reply\":{\"status\":413}", track("u1", "true"), track("u2", "true")),
                        "failed with status 413: user u1 enters Vip (a1), user u2 enters Vip (a1)",
                        "failed with status 413: user u1 enters Vip (a1), user u2 enters Vip (a1); then user u1 enters Vip (a1); then user u2 enters Vip (a1)"),
                rule(
                        DifferenceRule.D21,
                        answered("\"reply\":{\"status\":503}", track("u1", "true")),
                        "failed with status 503: user u1 enters Vip (a1)",
                        "failed with status 503: perhaps several times user u1 enters Vip (a1)"),
                rule(
                        DifferenceRule.D21,
                        answered("\"reply\":{\"status\":409,\"body\":{\"code\":\"key_exists\"}}", track("u1", "true")),
                        "failed with status 409: user u1 enters Vip (a1)",
                        "sent: user u1 enters Vip (a1). Events: accepted"),
                rule(
                        DifferenceRule.D22,
                        answered(
                                "\"replyByCohort\":{\"a2\":{\"status\":401}}",
                                track("u1", "true"),
                                track("u2", "true").replace("\"a1\"", "\"a2\"")),
                        "failed with status 401: user u1 enters Vip (a1); then user u2 enters Vip (a2)",
                        "failed with status 401: perhaps user u1 enters Vip (a1); then perhaps user u2 enters Vip (a2)"),
                rule(
                        DifferenceRule.D23,
                        answered("\"reply\":{\"status\":302,\"headers\":{\"Location\":\"/x\"}}", track("u1", "true")),
                        "sent: user u1 enters Vip (a1); then a GET request. Events: accepted",
                        "failed with status 302: user u1 enters Vip (a1)"),
                rule(
                        DifferenceRule.D24,
                        batch("", track("u1", "true"), event("page", "\"u2\"", "\"properties\":{}")),
                        "sent: user u1 enters Vip (a1). Events: accepted, failed",
                        "sent: user u1 enters Vip (a1). Events: accepted, accepted"),
                rule(DifferenceRule.D31, single("", "{\"userId\":\"u1\"}"), "dropped", "failed"),
                rule(
                        DifferenceRule.D31,
                        batch("", track("u1", "true"), "{\"a\":1}"),
                        "sent: user u1 enters Vip (a1). Events: accepted, failed",
                        "sent: user u1 enters Vip (a1). Events: accepted, failed"),
                rule(
                        DifferenceRule.D28,
                        answered(
                                "\"replyByCohort\":{\"a2\":{\"status\":404}}",
                                track("u1", "true"),
                                track("u2", "true").replace("\"a1\"", "\"a2\"")),
                        "failed with status 404: user u1 enters Vip (a1); then user u2 enters Vip (a2)",
                        "failed with status 404: perhaps user u1 enters Vip (a1); then perhaps user u2 enters Vip (a2)"),
                rule(
                        DifferenceRule.M7,
                        single("\"segment_user_id\":{\"@bogus\":1}", event("page", "\"u1\"", "\"x\":1")),
                        "dropped",
                        "failed"),
                rule(
                        DifferenceRule.M13,
                        batch(
                                "\"segment_user_id\":{\"@path\":{\"@path\":\"$.properties.p\"}}",
                                track("u1", "true,\"p\":\"userId\""),
                                track("u2", "true")),
                        "failed",
                        "sent: user u1 enters Vip (a1). Events: accepted, failed"),
                rule(
                        DifferenceRule.M6,
                        single(
                                "\"segment_user_id\":{\"@replace\":{\"pattern\":\"u\",\"replacement\":\"<$&>\",\"value\":{\"@path\":\"$.userId\"}}}",
                                track("u1", "true")),
                        "sent: user <u>1 enters Vip (a1)",
                        "sent: user <$&>1 enters Vip (a1)"),
                rule(
                        DifferenceRule.M8,
                        single("\"segment_computation_action\":\"foo\"", event("page", "\"u1\"", "\"x\":1")),
                        "dropped",
                        "failed"),
                rule(
                        DifferenceRule.M9,
                        single("\"segment_user\":\"foo\"", track("u1", "true")),
                        "sent: user u1 enters Vip (a1)",
                        "failed"),
                rule(
                        DifferenceRule.M10,
                        single(
                                "\"traits_or_props\":{\"@merge\":{\"direction\":\"right\",\"objects\":[{\"@path\":\"$.properties\"},{\"@path\":\"$.list\"}]}}",
                                keyed("0")
                                        .replace("\"properties\":{}", "\"properties\":{\"0\":true},\"list\":[false]")),
                        "sent: user u1 leaves 0 (a1)",
                        "sent: user u1 enters 0 (a1)"),
                rule(
                        DifferenceRule.M11,
                        single("\"segment_user_id\":{\"@path\":\"user$.Id\"}", track("u1", "true")),
                        "sent: user u1 enters Vip (a1)",
                        "sent: user null enters Vip (a1)"),
                rule(
                        DifferenceRule.M16,
                        single(
                                "\"__segment_internal_directive\":{\"@merge\":{\"direction\":\"left\",\"objects\":[]}}",
                                event("page", "\"u1\"", "\"x\":1")),
                        "dropped",
                        "failed"),
                rule(
                        DifferenceRule.M12,
                        single("\"audience_action\":\"add\"", track("u1", "true")),
                        "failed",
                        "sent: user u1 enters Vip (a1)"),
                rule(
                        DifferenceRule.M4,
                        single("\"segment_user_id\":{\"@path\":\"$.toString.name\"}", track("u1", "true")),
                        "sent: user toString enters Vip (a1)",
                        "sent: user null enters Vip (a1)"),
                rule(
                        DifferenceRule.M3,
                        single("\"segment_user_id\":{\"@path\":\"$.properties.z.id\"}", track("u1", "true,\"z\":0")),
                        "sent: user 0 enters Vip (a1)",
                        "sent: user null enters Vip (a1)"),
                rule(
                        DifferenceRule.M1,
                        single(
                                "\"segment_user_id\":{\"@template\":\"{{{userId}}}\"}",
                                track("\"{{properties.s}}\"", "true,\"s\":\"secret\"")),
                        "sent: user secret enters Vip (a1)",
                        "sent: user {{properties.s}} enters Vip (a1)"),
                rule(
                        DifferenceRule.M2,
                        single("\"segment_user_id\":{\"@template\":\"{{properties}}\"}", track("u1", "true")),
                        "sent: user [object Object] enters Vip (a1)",
                        "failed"),
                rule(
                        DifferenceRule.M5,
                        single("\"segment_user_id\":{\"@template\":\"{{userId}}\"}", track("1e21", "true")),
                        "sent: user 1e+21 enters Vip (a1)",
                        oneAndZeros(21)),
                rule(DifferenceRule.N1, single("", "7"), "dropped", "failed"),
                rule(
                        DifferenceRule.N1,
                        batch("", track("u1", "true"), "null"),
                        "failed",
                        "sent: user u1 enters Vip (a1). Events: accepted, failed"),
                rule(
                        DifferenceRule.N2,
                        batch(
                                "",
                                track("u1", "true"),
                                event("track", "\"u2\"", "\"x\":1").replace(PERSONAS, "\"context\":null")),
                        "failed",
                        "sent: user u1 enters Vip (a1). Events: accepted, failed"),
                rule(
                        DifferenceRule.S1,
                        answered("\"settings\":{\"apiKey\":\"sdk-1\",\"clientId\":\"c\"}", track("u1", "true")),
                        "sent: user u1 enters Vip (a1). Events: accepted",
                        "failed"));
    }

    @Test
    void d18NoRequestHasMoreThan1000Members() {
        String[] events =
                IntStream.range(0, 1001).mapToObj(i -> track("u" + i, "true")).toArray(String[]::new);
        VectorCase vector = read(batch("", events));

        assertThat(memberCounts(vector, Switches.none())).containsExactly(1001);
        assertThat(memberCounts(vector, EnumSet.of(DifferenceRule.D18))).containsExactly(1000, 1);
    }

    /** D30 shows where D16 chooses by time, D32 where D5 or D14 hold. */
    @Test
    void someRulesShowOnlyThroughOthers() {
        String late = track("u1", "true").replace("{\"type\"", "{\"timestamp\":\"2024-05-06 09:30:23\",\"type\"");
        String early = track("u1", "false").replace("{\"type\"", "{\"timestamp\":\"2024-05-06T09:30:22Z\",\"type\"");
        assertThat(VectorJudge.rulesThatMatter(read(batch("", late, early))))
                .containsExactly(DifferenceRule.D16, DifferenceRule.D30);

        String source = "\"traits_or_props\":{\"@if\":{\"exists\":{\"@path\":\"$.properties\"},"
                + "\"then\":{\"@path\":\"$.properties\"},\"else\":{\"@path\":\"$.traits\"}}}";
        String identify = event("identify", "\"u1\"", "\"properties\":{},\"traits\":{\"vip\":true}");
        assertThat(VectorJudge.rulesThatMatter(read(single(source, identify))))
                .containsExactly(DifferenceRule.D5, DifferenceRule.D32);
    }

    @Test
    void everyRuleHasATest() {
        Set<DifferenceRule> tested = oneRuleAtATime()
                .map(test -> DifferenceRule.valueOf(
                        test.getDisplayName().substring(0, test.getDisplayName().indexOf(':'))))
                .collect(Collectors.toCollection(Switches::none));
        tested.addAll(Set.of(DifferenceRule.D18, DifferenceRule.D30, DifferenceRule.D32));

        assertThat(tested).isEqualTo(Switches.all());
    }

    private static DynamicTest rule(DifferenceRule rule, String line, String reference, String withRule) {
        return DynamicTest.dynamicTest(rule + ": " + rule.input(), () -> {
            VectorCase vector = read(line);
            assertThat(inWords(ReferenceModel.run(vector, Switches.none()))).isEqualTo(reference);
            assertThat(inWords(ReferenceModel.run(vector, EnumSet.of(rule)))).isEqualTo(withRule);
        });
    }

    private static String oneAndZeros(int zeros) {
        return "sent: user 1" + "0".repeat(zeros) + " enters Vip (a1)";
    }

    private static String track(String userId, String flag) {
        String json = userId.isEmpty() || userId.matches("[\\[\"0-9].*") ? userId : '"' + userId + '"';
        return event("track", json, "\"properties\":{\"vip\":" + flag + "}");
    }

    private static String journey(String properties) {
        return event("track", "\"u1\"", "\"properties\":" + properties).replace("\"audience\"", "\"journey_step\"");
    }

    private static String keyed(String key) {
        return event("track", "\"u1\"", "\"properties\":{}").replace("\"vip\"", '"' + key + '"');
    }

    private static String at(int second, String event) {
        return event.replaceFirst("\\{", "{\"timestamp\":\"2026-01-01T00:00:0" + second + "Z\",");
    }

    private static String event(String type, String userId, String rest) {
        String user = userId.isEmpty() ? "" : "\"userId\":" + userId + ",";
        return "{\"type\":\"" + type + "\"," + user + PERSONAS + "," + rest + "}";
    }

    private static String single(String mapping, String event) {
        return line("single", "\"mapping\":{" + mapping + "}", event);
    }

    private static String batch(String mapping, String... events) {
        return line("batch", "\"mapping\":{" + mapping + "}", events);
    }

    private static String answered(String more, String... events) {
        return line("batch", more, events);
    }

    private static String line(String mode, String more, String... events) {
        return "{\"case\":{\"id\":\"x-1\",\"settings\":{\"apiKey\":\"k\",\"clientId\":\"c\"},\"mode\":\"" + mode + "\","
                + more + ",\"events\":[" + String.join(",", events)
                + "]},\"expected\":{\"requests\":[],\"outcome\":\"dropped\"}}";
    }

    private static VectorCase read(String line) {
        try {
            return VectorFile.read(line);
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }

    private static Stream<Integer> memberCounts(VectorCase vector, Set<DifferenceRule> rules) {
        return ReferenceModel.run(vector, rules).requests().stream()
                .map(expected -> ((Arr) ((Obj) expected.request().body()).own("batch"))
                        .items()
                        .size());
    }

    private static String inWords(Prediction prediction) {
        StringBuilder text = new StringBuilder(
                switch (prediction.outcome()) {
                    case SENT -> "sent";
                    case DROPPED -> "dropped";
                    case ERROR -> "failed";
                });
        if (!prediction.requests().isEmpty()) {
            text.append(prediction.status() == null ? "" : " with status " + prediction.status())
                    .append(prediction.requests().stream()
                            .map(RuleTest::inWords)
                            .collect(Collectors.joining("; then ", ": ", "")));
        }
        if (prediction.failed() != null && !prediction.failed().contains(ItemResult.EITHER)) {
            text.append(prediction.failed().stream()
                    .map(result -> result == ItemResult.FAILED ? "failed" : "accepted")
                    .collect(Collectors.joining(", ", ". Events: ", "")));
        }
        return text.toString();
    }

    private static String inWords(Expected expected) {
        if (!(expected.request().body() instanceof Obj body)) {
            return "a " + expected.request().method() + " request";
        }
        String often = expected.mayRepeat() ? "perhaps several times " : expected.optional() ? "perhaps " : "";
        return ((Arr) body.own("batch"))
                .items().stream()
                        .map(Obj.class::cast)
                        .map(item -> "%s %s %s %s (%s)"
                                .formatted(
                                        text(body, "contextKind"),
                                        text(item, "userId"),
                                        item.own("value").equals(new Bool(true)) ? "enters" : "leaves",
                                        text(item, "cohortName"),
                                        text(item, "cohortId")))
                        .collect(Collectors.joining(", ", often, ""));
    }

    /** A member's text, in quotes when it is not to be seen. */
    private static String text(Obj object, String name) {
        String text = object.own(name) == null ? "null" : JsText.of(object.own(name));
        return text.isBlank() ? "'" + text + "'" : text;
    }
}
