package io.github.camelaudience.server.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelaudience.standin.Fault;
import io.github.camelaudience.standin.FaultPlan;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page as the server sends it: whole without a script, for those who may see it, and with what can be done on it. */
class OperatorPageTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String[] ACTIONS = {
        "/operator/again", "/operator/replay", "/operator/rows", "/operator/explain", "/operator/why"
    };

    @TempDir
    static Path folder;

    private static StandIn launchDarkly;
    private static Operated operated;

    @BeforeAll
    static void start() throws Exception {
        launchDarkly = StandIn.start();
        operated = Operated.start(launchDarkly, folder, "camel.kamelet.launchdarkly-audience-sink.retryTimeout=1s");
    }

    @AfterAll
    static void stop() {
        operated.close();
        launchDarkly.close();
    }

    private static String shown() throws Exception {
        return operated.page().replaceFirst("(?s)<style>.*?</style>", "").replaceFirst("(?s)<script>.*?</script>", "");
    }

    private static void awaitPage(String... texts) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(shown()).contains(texts));
    }

    @Test
    void itIsWholeWithoutAScriptAndEverythingInItIsItsOwn() throws Exception {
        operated.message(SegmentMessage.identify("u1").enters("whole"));
        awaitPage("aud_whole");
        String page = operated.page();
        assertThat(page)
                .contains("<html lang=\"en\">", "Nothing needs you", "accepted changes")
                .doesNotContain(launchDarkly.token());
        assertThat(page.replaceAll("xmlns='http://www.w3.org/2000/svg'", ""))
                .as("nothing is loaded from elsewhere")
                .doesNotContainPattern("(src|href|action)=\"(https?:)?//");
        assertThat(page).doesNotContainPattern("\\s(style|on\\w+)=\"");
        Set<String> ids = new HashSet<>();
        Matcher id = Pattern.compile("\\sid=\"([^\"]*)\"").matcher(page);
        while (id.find()) {
            assertThat(ids.add(id.group(1)))
                    .as("id %s is there once", id.group(1))
                    .isTrue();
        }
        Matcher label = Pattern.compile("<label for=\"([^\"]*)\"|aria-labelledby=\"([^\"]*)\"")
                .matcher(page);
        while (label.find()) {
            assertThat(ids).contains(label.group(1) == null ? label.group(2) : label.group(1));
        }
        HttpResponse<String> answer = operated.get("/operator");
        assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "frame-ancestors 'none'", "'sha256-")
                .doesNotContain("unsafe");
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(operated.get("/operator/live").body()).contains("data-live").doesNotContain("<html", "<script");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "\"><img src=x onerror=alert(1)>",
                "</textarea><b>",
                "a'b&c<d>",
                "{} {}",
                "right\u202Eto left"
            })
    void whatComesFromOutsideIsText(String name) throws Exception {
        String message = SegmentMessage.identify("u1").enters("placeholder").replace("placeholder", json(name));
        assertThat(operated.message(message)).isEqualTo(200);
        String escaped = Html.of("{}", name).markup();
        awaitPage("<bdi>aud_" + escaped + "</bdi>");
        String page = operated.page();
        assertThat(page).doesNotContain("<script>alert", "<img", "<b>");
        String asked = operated.post("/operator/explain", Map.of("token", operated.token(), "message", name))
                .body();
        assertThat(asked).contains(">\n" + escaped + "</textarea>").doesNotContain("<script>alert", "<img", "<b>");
    }

    private static boolean isMember(String audienceId, String key) {
        return launchDarkly.memberships().entrySet().stream()
                .anyMatch(each -> each.getValue()
                        && each.getKey().cohortId().equals(audienceId)
                        && each.getKey().userId().equals(key));
    }

    private static String json(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    @Test
    void rejectedMessagesAreShownMaskedAndSentAgain() throws Exception {
        String broken = SegmentMessage.identify("margaret.hamilton@example.com").says("apollo", 17);
        assertThat(operated.message(broken)).isEqualTo(422);
        Path kept = operated.kept().get(0);
        awaitPage(
                "MEMBERSHIP_UNDETERMINED",
                "userId ma…(29)",
                "computation_key apollo",
                kept.getFileName().toString());
        assertThat(operated.page()).doesNotContain("margaret", "hamilton");
        String id = "segment.http.rejected/" + kept.getFileName();

        HttpResponse<String> again = operated.post("/operator/replay", Map.of("token", operated.token(), "id", id));
        assertThat(again.statusCode()).isEqualTo(303);
        assertThat(again.headers().firstValue("Location")).hasValue("/operator");
        awaitPage("<strong>rejected again</strong> (MEMBERSHIP_UNDETERMINED at $)");
        assertThat(operated.kept()).contains(kept);

        Files.writeString(kept, broken.replace("17", "true"), StandardCharsets.UTF_8);
        operated.post("/operator/replay", Map.of("token", operated.token(), "id", id));
        awaitPage("<strong>applied</strong>");
        assertThat(kept).doesNotExist();
        assertThat(isMember("aud_apollo", "margaret.hamilton@example.com")).isTrue();
        operated.post("/operator/replay", Map.of("token", operated.token(), "id", id));
        awaitPage("<strong>gone</strong>");
    }

    @Test
    void allAreSentAgainInTheirOrderAndWhatIsNotDeliveredStays() throws Exception {
        Files.createDirectories(operated.rejected);
        for (int i = 0; i < 120; i++) {
            Files.writeString(
                    operated.rejected.resolve("MEMBERSHIP_UNDETERMINED-T-" + i + ".json"),
                    SegmentMessage.identify("all-" + i).enters("all_again"));
        }
        launchDarkly.faults(FaultPlan.always(Fault.status(503)));
        operated.post("/operator/replay", Map.of("token", operated.token(), "all", "1"));
        awaitPage("not delivered", "LaunchDarkly does not accept now");
        assertThat(operated.kept()).hasSizeGreaterThanOrEqualTo(120);
        launchDarkly.faults(FaultPlan.none());
        operated.post("/operator/replay", Map.of("token", operated.token(), "all", "1"));
        awaitPage("120 applied");
        assertThat(operated.kept())
                .noneMatch(file -> file.getFileName().toString().contains("-T-"));
        for (int i = 0; i < 120; i++) {
            assertThat(isMember("aud_all_again", "all-" + i)).isTrue();
        }
    }

    @Test
    void aFileOfRejectedRowsGoesBackIntoTheInbox() throws Exception {
        Path rows = folder.resolve("inbox/rejected/night.csv.rejected");
        Files.createDirectories(rows.getParent());
        Files.writeString(rows, "{\"line\":1,\"reason\":\"X\",\"path\":\"$\",\"raw\":\"{}\"}\n");
        awaitPage("night.csv.rejected");
        Path busy = Files.writeString(folder.resolve("inbox/night.csv"), "");
        operated.post("/operator/rows", Map.of("token", operated.token(), "name", "night.csv.rejected"));
        awaitPage("still being read");
        assertThat(rows).exists();
        Files.delete(busy);
        operated.post("/operator/rows", Map.of("token", operated.token(), "name", "night.csv.rejected"));
        assertThat(rows).doesNotExist();
        assertThat(folder.resolve("inbox/night.csv.rejected")).exists();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "segment.http.rejected/../secret.json",
                "segment.http.rejected/..\\secret.json",
                "segment.http.rejected/",
                "../secret.json",
                "elsewhere/secret.json",
                "segment.http.rejected/link.json"
            })
    void onlyWhatIsKeptIsRead(String id) throws Exception {
        Path secret = Files.writeString(
                folder.resolve("secret.json"), SegmentMessage.identify("spy").enters("secrets"));
        Files.createDirectories(operated.rejected);
        Path link = operated.rejected.resolve("link.json");
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, secret);
        operated.post("/operator/replay", Map.of("token", operated.token(), "id", id));
        operated.post("/operator/rows", Map.of("token", operated.token(), "name", id));
        assertThat(secret).exists();
        assertThat(isMember("aud_secrets", "spy")).isFalse();
        Files.delete(link);
    }

    @Test
    void whatIsHeldIsTriedAgainWhenSomeoneSaysSo() throws Exception {
        launchDarkly.faults(FaultPlan.always(Fault.status(401)));
        assertThat(operated.message(SegmentMessage.identify("h1").enters("held")))
                .isEqualTo(503);
        awaitPage("LaunchDarkly refuses the access token", "Try again now", "request id");
        launchDarkly.faults(FaultPlan.none());
        assertThat(operated.message(SegmentMessage.identify("h2").enters("held")))
                .as("silent for the cool-down")
                .isEqualTo(503);
        operated.post("/operator/again", Map.of("token", operated.token(), "delivery", "1"));
        awaitPage("The next request of what is held goes at once.");
        assertThat(operated.message(SegmentMessage.identify("h3").enters("held")))
                .isEqualTo(200);
        awaitPage("Nothing needs you");
    }

    @Test
    void noOtherAudienceIsReleasedThanTheOneThatIsNamed(@TempDir Path other) throws Exception {
        String sink = "camel.kamelet.launchdarkly-audience-sink.";
        try (StandIn standIn = StandIn.start();
                Operated braked = Operated.start(standIn, other, sink + "brakeMinimum=10", sink + "retryTimeout=1s")) {
            assertThat(braked.message(crowd(0, 100, true))).isEqualTo(200);
            assertThat(braked.message(crowd(0, 60, false))).isEqualTo(503);
            assertThat(again(braked, "eu/aud_vip")).contains("Audience eu/aud_vip has no more time to wait");
            assertThat(braked.message(crowd(50, 60, false)))
                    .as("nobody spoke of aud_vip")
                    .isEqualTo(503);
            assertThat(again(braked, standIn.environment() + "/aud_vip")).contains("/aud_vip pass for an hour");
            assertThat(braked.message(crowd(50, 60, false))).isEqualTo(200);
        }
    }

    private static String again(Operated server, String audience) throws Exception {
        server.post("/operator/again", Map.of("token", server.token(), "delivery", "1", "audience", audience));
        return server.page();
    }

    private static String crowd(int from, int to, boolean enters) {
        return IntStream.range(from, to)
                .mapToObj(i -> SegmentMessage.identify("v" + i).at("2026-01-01T00:00:" + (enters ? 10 : 20) + "Z"))
                .map(message -> enters ? message.enters("vip") : message.leaves("vip"))
                .collect(Collectors.joining(",", "[", "]"));
    }

    @Test
    void anAudienceIsHeldWhereItsNameCanMean() {
        assertThat(new HeldName("y", Set.of("e1", "e2")).places())
                .containsExactlyInAnyOrder(new HeldName.Place("e1", "y"), new HeldName.Place("e2", "y"));
        assertThat(new HeldName("e2/x/y", Set.of("e1", "e2")).places())
                .contains(new HeldName.Place("e2", "x/y"))
                .doesNotContain(new HeldName.Place("e1", "x/y"));
        assertThat(new HeldName("x/y", Set.of("e1")).places()).containsExactly(new HeldName.Place("e1", "x/y"));
        assertThat(new HeldName("x/y", Set.of("e1")).ids()).containsExactly("x/y");
        assertThat(new HeldName("/y", Set.of("e1", "")).ids()).containsExactly("/y");
    }

    @Test
    void aMessageIsExplainedAndNothingIsSent() throws Exception {
        String message = SegmentMessage.identify("ada").enters("explained");
        HttpResponse<String> answer = operated.post(
                "/operator/explain",
                Map.of("token", operated.token(), "message", message + "\n{\"type\":\"identify\"}\nno json"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains(
                        "user ada would enter Explained (aud_explained)",
                        "Nothing would be sent: NOT_AN_AUDIENCE.",
                        "It would be rejected: NOT_JSON");
        assertThat(isMember("aud_explained", "ada")).isFalse();
        String many = (message + "\n").repeat(200);
        assertThat(operated.post("/operator/explain", Map.of("token", operated.token(), "message", many))
                        .body())
                .contains("150 more are not shown.");
    }

    @Test
    void itTellsWhySomebodyIsInAnAudienceAndHowLargeThatIs() throws Exception {
        assertThat(operated.message(SegmentMessage.identify("katherine").enters("orbit")))
                .isEqualTo(200);
        String token = operated.token();
        String answer = operated.post("/operator/why", Map.of("token", token, "user", "katherine", "audience", "Orbit"))
                .body();
        assertThat(answer).contains("In since ", "LaunchDarkly accepted it at", "aud_orbit");
        assertThat(operated.post("/operator/why", Map.of("token", token, "user", "nobody", "audience", ""))
                        .body())
                .contains("nothing that was accepted of this person is remembered");
        assertThat(operated.post("/operator/why", Map.of("token", token)).body())
                .contains("there is no key of a person in the box");
        awaitPage("data-label=\"Members\">at least 1</td>");
    }

    @Test
    void aFormThatIsTooLargeIsRefused() throws Exception {
        assertThat(operated.post(
                                "/operator/explain",
                                Map.of("token", operated.token(), "message", "x".repeat(4 * 1024 * 1024)))
                        .statusCode())
                .isEqualTo(413);
    }

    @Test
    void nothingIsDoneByGetNorWithoutTheTokenNorForAnotherSite() throws Exception {
        for (String action : ACTIONS) {
            assertThat(operated.get(action).statusCode()).as("GET %s", action).isIn(404, 405);
            assertThat(operated.post(action, Map.of("all", "1")).statusCode()).isEqualTo(403);
            assertThat(operated.post(action, Map.of("all", "1", "token", "guessed"))
                            .statusCode())
                    .isEqualTo(403);
            Map<String, String> good = Map.of("token", operated.token());
            assertThat(operated.post(action, good, "Origin", "http://evil.example")
                            .statusCode())
                    .isEqualTo(403);
            assertThat(operated.post(action, good, "Origin", "null").statusCode())
                    .isEqualTo(403);
            assertThat(operated.post(action, good, "Sec-Fetch-Site", "cross-site")
                            .statusCode())
                    .isEqualTo(403);
            assertThat(operated.post(action, good, "Origin", operated.url(""), "Sec-Fetch-Site", "same-origin")
                            .statusCode())
                    .isIn(200, 303);
        }
    }

    /** A name that someone else gives to this address (DNS rebinding) reads nothing. */
    @ParameterizedTest
    @CsvSource({
        "evil.example, 403",
        "localhost, 200",
        "127.0.0.1:9999, 200",
        "'[::1]:80', 200",
        "127.0.0.1.evil.example, 403"
    })
    void withoutAPasswordOnlyNamesOfThisMachineCount(String host, int status) throws Exception {
        assertThat(RawRequest.get(operated.server.managementPort, "/operator", host))
                .isEqualTo(status);
    }

    @Test
    void thePasswordIsAskedFor(@TempDir Path other) throws Exception {
        try (Operated closed =
                Operated.start(launchDarkly, other, "audience.page.password=correct horse", "audience.page.user=ops")) {
            HttpResponse<String> refused = closed.get("/operator");
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.headers().firstValue("WWW-Authenticate").orElseThrow())
                    .startsWith("Basic realm=");
            assertThat(refused.body()).doesNotContain("token", "aud_");
            for (String wrong : List.of("ops:", "ops:correct", ":correct horse", "operator:correct horse", "ops", "")) {
                assertThat(closed.get("/operator", "Authorization", basic(wrong))
                                .statusCode())
                        .as(wrong)
                        .isEqualTo(401);
            }
            for (String strange : List.of(
                    "Basic", "Basic !!!", "Bearer x", basic("ops:correct horse").substring(1))) {
                assertThat(closed.get("/operator", "Authorization", strange).statusCode())
                        .as(strange)
                        .isEqualTo(401);
            }
            assertThat(closed.get("/operator", "Authorization", basic("ops:correct horse"))
                            .body())
                    .contains("name=\"token\"")
                    .doesNotContain("correct horse");
            assertThat(closed.get("/operator/live").statusCode()).isEqualTo(401);
            assertThat(closed.post("/operator/replay", Map.of("all", "1")).statusCode())
                    .isEqualTo(401);
            // nobody has to wait for a stranger's form, nor to hold it
            int port = URI.create(closed.url("")).getPort();
            for (String action : ACTIONS) {
                assertThat(RawRequest.announce(port, action, 3_000_000)).isEqualTo(401);
                assertThat(RawRequest.announce(port, action, 30_000_000)).isEqualTo(401);
            }
        }
    }

    private static String basic(String credentials) {
        return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void beyondThisMachineThereIsNoPageWithoutAPassword(@TempDir Path other) throws Exception {
        try (Operated open = Operated.start(launchDarkly, other, "camel.management.host=0.0.0.0")) {
            HttpResponse<String> refused = open.get("/operator");
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body()).contains("PAGE_PASSWORD").doesNotContain("name=\"token\"");
            assertThat(open.get("/observe/health").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void itCanBeTurnedOff(@TempDir Path other) throws Exception {
        try (Operated none = Operated.start(launchDarkly, other, "audience.page.enabled=false")) {
            assertThat(none.get("/operator").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void aNameThatNoFileCanHaveIsNoMessage() {
        RejectedMessages rejected = new RejectedMessages(Map.of("kept", folder), null, 1);
        for (String name : List.of("\uD800.json", "\0.json", "../x.json", "..", "", "x".repeat(100_000) + ".json")) {
            assertThat(rejected.find("kept/" + name)).as(name).isEmpty();
        }
    }

    @Test
    void aFormWithoutALengthIsRefused() throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(operated.url("/operator/replay")))
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[10])));
        assertThat(operated.send(request).statusCode()).isEqualTo(411);
    }
}
