package io.github.camelaudience.standin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the stand-in tells SDKs and Relays, byte by byte; that an SDK understands it is shown in {@code sdk-proof}. */
class SdkWireTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Environment other = Environment.of("default", "other", "5f0000000000000000000002");
    private final StandIn launchDarkly = StandIn.builder()
            .environment("5f0000000000000000000001")
            .environment(other)
            .flag("checkout", FlagRule.onFor("aud_1"))
            .start();

    @AfterEach
    void close() {
        launchDarkly.close();
    }

    /** A stream, event by event. */
    private final class Stream implements AutoCloseable {
        private final BufferedReader reader;

        Stream(String path) throws Exception {
            HttpResponse<InputStream> answer =
                    client.send(request(path, launchDarkly.sdkKey()).build(), BodyHandlers.ofInputStream());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("content-type")).contains("text/event-stream");
            reader = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
        }

        /** The next event's data; comments are left out. */
        JsonNode next(String event) throws IOException {
            String line = reader.readLine();
            while (line.isEmpty() || line.startsWith(":")) {
                line = reader.readLine();
            }
            assertThat(line).isEqualTo("event: " + event);
            return JSON.readTree(reader.readLine().substring("data: ".length()));
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }

    private HttpRequest.Builder request(String path, String sdkKey) {
        return HttpRequest.newBuilder(URI.create(launchDarkly.url() + path))
                .header("Authorization", sdkKey)
                .timeout(Duration.ofSeconds(20));
    }

    private JsonNode get(String path, String sdkKey) throws Exception {
        HttpResponse<String> answer =
                client.send(request(path, sdkKey).build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
        assertThat(answer.statusCode()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private JsonNode get(String path) throws Exception {
        return get(path, launchDarkly.sdkKey());
    }

    private void sync(String environment, String cohortId, String userId, boolean value) throws Exception {
        String body = """
                {"environmentId":"%s","batch":[{"cohortId":"%s","cohortName":"One","userId":"%s","value":%s}]}""".formatted(environment, cohortId, userId, value);
        HttpRequest request = request("/api/v2/segment-targets/segment-audiences", launchDarkly.token())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        assertThat(client.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(204);
    }

    private void sync(String cohortId, String userId, boolean value) throws Exception {
        sync(launchDarkly.environment(), cohortId, userId, value);
    }

    private JsonNode member(String key) throws Exception {
        return get("/standin/big-segment-store?hash="
                + URLEncoder.encode(BigSegmentIndex.hash(key), StandardCharsets.UTF_8));
    }

    @Test
    void aStreamBeginsWithEverythingAndGoesOnWithChanges() throws Exception {
        try (Stream stream = new Stream("/all")) {
            JsonNode put = stream.next("put");
            assertThat(put.path("path").asText()).isEqualTo("/");
            JsonNode flag = put.at("/data/flags/checkout");
            assertThat(flag.at("/rules/0/clauses/0"))
                    .isEqualTo(JSON.readTree(
                            "{\"attribute\":\"\",\"op\":\"segmentMatch\",\"negate\":false,\"values\":[\"aud_1\"]}"));
            assertThat(flag.at("/variations/0").asBoolean()).isTrue();
            assertThat(flag.at("/fallthrough/variation").asInt()).isEqualTo(1);
            assertThat(put.at("/data/segments")).isEmpty();

            sync("aud_1", "ada", true);
            JsonNode segment = stream.next("patch");
            assertThat(segment.path("path").asText()).isEqualTo("/segments/segment-audiences-aud_1");
            assertThat(segment.at("/data/unbounded").asBoolean()).isTrue();
            assertThat(segment.at("/data/unboundedContextKind").asText()).isEqualTo("user");
            assertThat(segment.at("/data/generation").asInt()).isEqualTo(1);
            assertThat(segment.at("/data/included")).isEmpty();
            JsonNode named = stream.next("patch");
            assertThat(named.path("path").asText()).isEqualTo("/flags/checkout");
            assertThat(named.at("/data/version").asInt())
                    .isGreaterThan(flag.path("version").asInt());
            assertThat(named.at("/data/rules/0/clauses/0/values"))
                    .extracting(JsonNode::asText)
                    .contains("segment-audiences-aud_1");

            sync("aud_1", "grace", true); // a member of a big segment is no event of this stream
            launchDarkly.reset();
            JsonNode delete = stream.next("delete");
            assertThat(delete.path("path").asText()).isEqualTo("/segments/segment-audiences-aud_1");
            int deletion = delete.path("version").asInt();
            assertThat(deletion).isGreaterThan(segment.at("/data/version").asInt());

            sync("aud_1", "ada", true);
            assertThat(stream.next("patch").at("/data/version").asInt())
                    .as("an SDK takes only what is newer than the deletion")
                    .isGreaterThan(deletion);
        }
    }

    private int rest(String method, String path, String contentType, String body) throws Exception {
        HttpRequest request = request("/api/v2/segments/default/test" + path, launchDarkly.token())
                .header("Content-Type", contentType)
                .method(method, BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.discarding()).statusCode();
    }

    private void create(String segment) throws Exception {
        assertThat(rest("POST", "", "application/json", segment)).isEqualTo(201);
    }

    @Test
    void membersOfAStandardSegmentTravelWithIt() throws Exception {
        create("{\"key\":\"aud_1\",\"name\":\"One\"}");
        try (Stream stream = new Stream("/all")) {
            JsonNode before = stream.next("put").at("/data/segments/aud_1");
            assertThat(before.path("unbounded").asBoolean()).isFalse();
            assertThat(before.path("included")).isEmpty();

            assertThat(rest("PATCH", "/aud_1", "application/json; domain-model=launchdarkly.semanticpatch", """
                            {"environmentKey":"test","instructions":[
                              {"kind":"addIncludedTargets","contextKind":"user","values":["ada","grace"]},
                              {"kind":"addIncludedTargets","contextKind":"device","values":["d1"]},
                              {"kind":"addExcludedTargets","contextKind":"user","values":["alan"]}]}"""))
                    .isEqualTo(200);
            JsonNode after = stream.next("patch").path("data");
            assertThat(after.path("version").asInt())
                    .isGreaterThan(before.path("version").asInt());
            assertThat(after.path("included")).extracting(JsonNode::asText).containsExactlyInAnyOrder("ada", "grace");
            assertThat(after.path("includedContexts"))
                    .isEqualTo(JSON.readTree("[{\"contextKind\":\"device\",\"values\":[\"d1\"]}]"));
            assertThat(after.path("excluded")).extracting(JsonNode::asText).containsExactly("alan");
            assertThat(member("ada").path("included")).isEmpty();

            assertThat(rest("DELETE", "/aud_1", "application/json", "")).isEqualTo(204);
            assertThat(stream.next("delete").path("path").asText()).isEqualTo("/segments/aud_1");
            assertThat(get("/sdk/latest-all").path("segments")).isEmpty();
        }
    }

    @Test
    void aBigSegmentThatIsMadeAnewHasAnotherGeneration() throws Exception {
        String contexts = "{\"included\":{\"add\":[\"ada\"]},\"excluded\":{\"add\":[\"grace\"]}}";
        String segment = "{\"key\":\"aud_1\",\"name\":\"One\",\"unbounded\":true,\"unboundedContextKind\":\"user\"}";
        create(segment);
        assertThat(rest("POST", "/aud_1/contexts", "application/json", contexts))
                .isEqualTo(204);
        assertThat(member("ada").path("included")).extracting(JsonNode::asText).containsExactly("aud_1.g1");
        assertThat(member("grace").path("excluded"))
                .extracting(JsonNode::asText)
                .containsExactly("aud_1.g1");

        assertThat(rest("DELETE", "/aud_1", "application/json", "")).isEqualTo(204);
        create(segment);
        assertThat(get("/sdk/latest-all").at("/segments/aud_1/generation").asInt())
                .isEqualTo(2);
        assertThat(member("ada").path("included")).isEmpty();
        assertThat(rest("POST", "/aud_1/contexts", "application/json", contexts))
                .isEqualTo(204);
        assertThat(member("ada").path("included")).extracting(JsonNode::asText).containsExactly("aud_1.g2");
    }

    @Test
    void aPollTellsTheSame() throws Exception {
        sync("aud_1", "ada", true);
        JsonNode polled = get("/sdk/latest-all");

        try (Stream stream = new Stream("/all")) {
            assertThat(stream.next("put").path("data")).isEqualTo(polled);
        }
        assertThat(polled.path("segments")).hasSize(1);
    }

    @Test
    void eachEnvironmentHasItsOwn() throws Exception {
        sync("aud_1", "ada", true);

        assertThat(get("/sdk/latest-all").path("segments")).hasSize(1);
        assertThat(get("/sdk/latest-all", other.sdkKey()).path("segments")).isEmpty();
        assertThat(get("/sdk/latest-all", other.sdkKey()).path("flags")).hasSize(1);
        assertThat(get("/sdk/big-segments/revisions", other.sdkKey())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/all",
                "/sdk/latest-all",
                "/big-segments",
                "/sdk/big-segments/revisions",
                "/standin/big-segment-store"
            })
    void whoShowsNoSdkKeyIsRefused(String path) throws Exception {
        for (String key : new String[] {"sdk-wrong", launchDarkly.token()}) {
            HttpResponse<String> answer = client.send(request(path, key).build(), BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.body()).doesNotContain(launchDarkly.sdkKey(), key);
        }
    }

    @Test
    void aStoreIsAskedByHash() throws Exception {
        sync("aud_1", "ada", true);
        sync("aud_2", "ada", true);
        sync("aud_2", "ada", false);

        assertThat(member("ada"))
                .isEqualTo(JSON.readTree("{\"included\":[\"segment-audiences-aud_1.g1\"],\"excluded\":[]}"));
        assertThat(member("grace").path("included")).isEmpty();
        assertThat(get("/standin/big-segment-store").path("synchronizedOn").asLong())
                .isCloseTo(System.currentTimeMillis(), Offset.offset(60_000L));
    }

    @Test
    void aRelayCatchesUpAndThenListens() throws Exception {
        sync("aud_1", "ada", true);
        sync("aud_1", "grace", true);
        JsonNode all = get("/sdk/big-segments/revisions");
        assertThat(all).singleElement().satisfies(patch -> {
            assertThat(patch.path("environmentId").asText()).isEqualTo(launchDarkly.environment());
            assertThat(patch.path("segmentId").asText()).isEqualTo("segment-audiences-aud_1.g1");
            assertThat(patch.path("previousVersion").asText()).isEmpty();
            assertThat(patch.at("/changes/included/add"))
                    .extracting(JsonNode::asText)
                    .containsExactlyInAnyOrder(BigSegmentIndex.hash("ada"), BigSegmentIndex.hash("grace"));
            assertThat(patch.at("/changes/included/remove")).isEmpty();
            assertThat(patch.at("/changes/excluded/add")).isEmpty();
            assertThat(patch.at("/changes/excluded/remove")).isEmpty();
        });
        String version = all.at("/0/version").asText();
        try (Stream stream = new Stream("/big-segments")) {
            assertThat(get("/sdk/big-segments/revisions?after=" + version)).isEmpty();

            sync("aud_1", "ada", false);
            JsonNode patches = stream.next("patch");
            assertThat(patches).singleElement().satisfies(patch -> {
                assertThat(patch.path("previousVersion").asText()).isEqualTo(version);
                assertThat(patch.at("/changes/included/remove"))
                        .extracting(JsonNode::asText)
                        .containsExactly(BigSegmentIndex.hash("ada"));
            });
            assertThat(get("/sdk/big-segments/revisions?after=" + version)).isEqualTo(patches);
        }
    }

    private static final String EVENTS = """
            [{"kind":"summary","features":{}},
             {"kind":"feature","key":"checkout","creationDate":1000,"value":false,"context":{"kind":"user","key":"ada"}},
             {"kind":"feature","key":"checkout","creationDate":2000,"value":true,"context":{"kind":"device","key":"d1"}},
             {"kind":"feature","key":"checkout","creationDate":3000,"value":true,"context":{"kind":"user","key":"ada"}},
             {"kind":"feature","key":"checkout","creationDate":4000,"value":true,"context":{"kind":"user","key":"ada"}}]""";

    private int report(String path, byte[] body, String... headers) throws Exception {
        HttpRequest.Builder request = request(path, launchDarkly.sdkKey()).POST(BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.discarding()).statusCode();
    }

    @Test
    void reportsTellWhoSawWhat() throws Exception {
        byte[] events = EVENTS.getBytes(StandardCharsets.UTF_8);
        assertThat(report("/bulk", events)).isEqualTo(202);
        FlagView seen = new FlagView(
                "checkout",
                FlagRule.onFor("aud_1"),
                List.of(
                        new FlagView.Sighting("user", "ada", true, 3000),
                        new FlagView.Sighting("device", "d1", true, 2000)));
        assertThat(launchDarkly.flags()).containsExactly(seen);

        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write(events);
        }
        assertThat(report("/bulk", zipped.toByteArray(), "Content-Encoding", "gzip"))
                .isEqualTo(202);
        assertThat(report("/diagnostic", "{}".getBytes(StandardCharsets.UTF_8))).isEqualTo(202);
        assertThat(report("/bulk", "[{".getBytes(StandardCharsets.UTF_8))).isEqualTo(400);

        launchDarkly.reset();
        assertThat(launchDarkly.flags().get(0).sightings()).isEmpty();
    }

    @Test
    void theLivePageShowsFlagsBeforeItsScriptRuns() throws Exception {
        String event =
                "[{'kind':'feature','key':'checkout','creationDate':1,'value':%s,'context':{'kind':'user','key':'%s'}}]"
                        .replace('\'', '"');
        report("/bulk", event.formatted(true, "ada").getBytes(StandardCharsets.UTF_8));
        report("/bulk", event.formatted(false, "<b>&x").getBytes(StandardCharsets.UTF_8));
        HttpRequest page =
                HttpRequest.newBuilder(URI.create(launchDarkly.url() + "/")).build();
        String html =
                client.send(page, BodyHandlers.ofString(StandardCharsets.UTF_8)).body();

        assertThat(html)
                .contains(
                        "<span class=\"name mono\">checkout</span>",
                        "on for members of <span class=\"mono\">aud_1</span>",
                        "1<small> of 2</small>",
                        "<span class=\"person on\">ada</span>",
                        "<span class=\"person off\">&lt;b&gt;&amp;x</span>")
                .doesNotContain("<b>&", "<!--");
        assertThat(get("/standin/flags").at("/0/sightings/1/contextKey").asText())
                .isEqualTo("ada");
        assertThat(get("/standin/flags").at("/0/onFor/0").asText()).isEqualTo("aud_1");
    }

    @Test
    void itIsNeitherRecordedNorLimitedNorFaulted() throws Exception {
        launchDarkly.rateLimit(RateLimit.global(0));
        launchDarkly.faults(FaultPlan.always(Fault.status(500)));

        assertThat(get("/sdk/latest-all").path("flags")).hasSize(1);
        assertThat(launchDarkly.requests()).isEmpty();
        assertThat(launchDarkly.counters().received()).isZero();
    }

    @Test
    void aDroppedStreamEnds() throws Exception {
        try (Stream stream = new Stream("/all")) {
            stream.next("put");
            launchDarkly.dropStreams();
            assertThat(stream.reader).satisfies(reader -> {
                try {
                    assertThat(reader.readLine()).isIn("", null);
                    assertThat(reader.readLine()).isNull();
                } catch (IOException reset) {
                    // the connection was reset, which is what was asked for
                }
            });
        }
    }
}
