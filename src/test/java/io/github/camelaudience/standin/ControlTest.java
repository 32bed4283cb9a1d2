package io.github.camelaudience.standin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The stand-in's own pages. */
class ControlTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final StandIn launchDarkly =
            StandIn.builder().rateLimit(RateLimit.global(100)).start();

    @AfterEach
    void close() {
        launchDarkly.close();
    }

    @Test
    void state_tells_counters_limits_and_faults() throws Exception {
        sync("aud_1", "u1", true);
        launchDarkly.faults(FaultPlan.random(0.25, 9).with(Fault.stall(), 1).after(Fault.truncated()));
        JsonNode state = get("/standin/state");

        assertThat(state.at("/counters/received").asInt()).isEqualTo(1);
        assertThat(state.at("/counters/membersApplied").asInt()).isEqualTo(1);
        assertThat(state.at("/counters/byStatus/204").asInt()).isEqualTo(1);
        assertThat(state.at("/counters/byRoute/SEGMENT_TARGETS").asInt()).isEqualTo(1);
        assertThat(state.at("/rateLimit/global").asInt()).isEqualTo(100);
        assertThat(state.at("/rateLimit/perRoute").isNull()).isTrue();
        assertThat(state.at("/faults/script/0").asText()).isEqualTo("truncated");
        assertThat(state.at("/faults/faults/0/fault").asText()).isEqualTo("stall");
    }

    @Test
    void segments_tell_members_and_history() throws Exception {
        sync("aud/1 ü", "u1", true);
        sync("aud/1 ü", "u2", true);
        sync("aud/1 ü", "u1", false);
        JsonNode list = get("/standin/segments");
        JsonNode one = get("/standin/segments/aud%2F1%20%C3%BC?history").get(0);

        assertThat(list).hasSize(1);
        assertThat(list.at("/0/size").asInt()).isEqualTo(1);
        assertThat(list.at("/0/recent/0/userId").asText()).isEqualTo("u1");
        assertThat(list.at("/0/recent/0/entered").asBoolean()).isFalse();
        assertThat(one.path("cohortId").asText()).isEqualTo("aud/1 ü");
        assertThat(one.path("members")).extracting(JsonNode::asText).containsExactly("u2");
        assertThat(one.at("/history/u1").asText()).isEqualTo("10");
        assertThat(send("GET", "/standin/segments/none", "", null).statusCode()).isEqualTo(404);
    }

    @Test
    void requests_come_newest_first_and_without_the_token() throws Exception {
        sync("aud_1", "u1", true);
        sync("aud_1", "u2", true);
        HttpResponse<String> answer = send("GET", "/standin/requests?limit=1", "", null);
        JsonNode requests = JSON.readTree(answer.body());

        assertThat(requests).hasSize(1);
        assertThat(requests.at("/0/number").asInt()).isEqualTo(2);
        assertThat(requests.at("/0/headers/authorization").asText()).isEqualTo("***");
        assertThat(requests.at("/0/body").asText()).contains("\"u2\"");
        assertThat(answer.body()).doesNotContain(launchDarkly.token());
        assertThat(get("/standin/state").toString()).doesNotContain(launchDarkly.token());
    }

    @Test
    void faults_change_live() throws Exception {
        HttpResponse<String> answer = send("POST", "/standin/faults", """
                {"seed":7,"rate":0.5,
                 "faults":[{"type":"status","status":503,"weight":2,"headers":{"Retry-After":"1"},"body":"x","afterApplying":true},
                           {"type":"stall"},{"type":"close","afterApplying":true},{"type":"truncated"},{"type":"stalled-body"},
                           {"type":"slow-drip","millis":5},{"type":"delay","millis":10}],
                 "script":[{"type":"none"},{"type":"reset","moment":"after-applying"}],
                 "rules":[{"cohortId":"aud_1","userId":"u1","fault":{"type":"status","status":409}}]}""", null);
        FaultPlan plan = launchDarkly.faults();

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(plan.rate()).isEqualTo(0.5);
        assertThat(plan.seed()).isEqualTo(7);
        assertThat(plan.weighted()).hasSize(7);
        assertThat(plan.weighted().get(0))
                .isEqualTo(new FaultPlan.Weighted(
                        Fault.status(503)
                                .withHeader("Retry-After", "1")
                                .withBody("x")
                                .afterApplying(),
                        2));
        assertThat(plan.script()).containsExactly(Fault.none(), Fault.reset(Fault.Moment.AFTER_APPLYING));
        assertThat(plan.rules()).hasSize(1);
        assertThat(send("POST", "/standin/faults", "{}", null).statusCode()).isEqualTo(200);
        assertThat(launchDarkly.faults()).isEqualTo(FaultPlan.none());
        send("POST", "/standin/faults", "{\"rate\":0.1}", null);
        assertThat(launchDarkly.faults()).isEqualTo(FaultPlan.mixed(0.1, 0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "nonsense                                     | the body is not JSON",
                "[]                                           | the plan must be an object",
                "{'rates':1}                                  | the plan has an unknown member",
                "{'rate':2}                                   | rate must be 0..1",
                "{'script':[{'type':'explode'}]}              | /script/0/type must be",
                "{'script':[{'type':'status'}]}               | /script/0/status must be a number",
                "{'script':[{'type':'status','status':9}]}    | status must be 200..599",
                "{'script':[{'type':'reset'}]}                | /script/0/moment must be",
                "{'script':[{'type':'delay'}]}                | /script/0/millis must be",
                "{'rules':[{'fault':{'type':'stall','x':1}}]} | /rules/0/fault has an unknown member"
            })
    void a_bad_plan_is_refused_and_changes_nothing(String plan, String message) throws Exception {
        FaultPlan before = launchDarkly.faults();
        HttpResponse<String> answer = send("POST", "/standin/faults", plan.replace('\'', '"'), null);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(JSON.readTree(answer.body()).path("message").asText()).contains(message);
        assertThat(launchDarkly.faults()).isSameAs(before);
    }

    @Test
    void the_rate_limit_changes_live() throws Exception {
        HttpResponse<String> answer = send("POST", "/standin/rate-limit", """
                {"global":100,"perRoute":5,"perToken":50,"windowMillis":2000,"style":"reset-missing","told":["ROUTE","TOKEN"],
                 "limitsTold":true,"phaseMillis":{"TOKEN":300},"sharedReset":"LATER","turns":true}""", null);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(launchDarkly.rateLimit())
                .isEqualTo(RateLimit.global(100)
                        .withPerRoute(5)
                        .withPerToken(50)
                        .withWindow(Duration.ofSeconds(2))
                        .withStyle(RateLimitStyle.RESET_MISSING)
                        .telling(RateFamily.ROUTE, RateFamily.TOKEN)
                        .tellingLimits()
                        .withPhase(RateFamily.TOKEN, Duration.ofMillis(300))
                        .withSharedReset(RateLimit.SharedReset.LATER)
                        .inTurns());
        assertThat(JSON.readTree(answer.body())).isEqualTo(get("/standin/rate-limit"));
        assertThat(get("/standin/state").at("/rateLimit/tokenRemaining").asInt())
                .isEqualTo(50);
        assertThat(send("POST", "/standin/rate-limit", "{}", null).statusCode()).isEqualTo(200);
        assertThat(launchDarkly.rateLimit().global()).isEqualTo(RateLimit.UNLIMITED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "nonsense                      | the body is not JSON",
                "[]                            | the limit must be an object",
                "{'limit':1}                   | unknown member",
                "{'global':-1}                 | /global must be a whole number, 0 or more",
                "{'perToken':1.5}              | /perToken must be a whole number, 0 or more",
                "{'windowMillis':0}            | the window at least a millisecond",
                "{'style':'loud'}              | /style must be one of",
                "{'told':['everything']}       | /told must be one of",
                "{'phaseMillis':{'ROUTE':'x'}} | /ROUTE must be a whole number",
                "{'sharedReset':'mine'}        | /sharedReset must be one of"
            })
    void a_bad_limit_is_refused_and_changes_nothing(String limit, String message) throws Exception {
        RateLimit before = launchDarkly.rateLimit();
        HttpResponse<String> answer = send("POST", "/standin/rate-limit", limit.replace('\'', '"'), null);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(JSON.readTree(answer.body()).path("message").asText()).contains(message);
        assertThat(launchDarkly.rateLimit()).isSameAs(before);
    }

    @Test
    void reset_is_a_post_and_not_for_other_sites() throws Exception {
        sync("aud_1", "u1", true);

        assertThat(send("GET", "/standin/reset", "", null).statusCode()).isEqualTo(404);
        assertThat(send("POST", "/standin/reset", "", "https://evil.example").statusCode())
                .isEqualTo(403);
        assertThat(launchDarkly.memberships()).hasSize(1);
        assertThat(send("POST", "/standin/reset", "", launchDarkly.url()).statusCode())
                .isEqualTo(204);
        assertThat(launchDarkly.memberships()).isEmpty();
    }

    @Test
    void own_pages_are_neither_recorded_nor_limited_nor_faulted() throws Exception {
        launchDarkly.rateLimit(RateLimit.global(0));
        launchDarkly.faults(FaultPlan.always(Fault.status(500)));

        assertThat(send("GET", "/standin/state", "", null).statusCode()).isEqualTo(200);
        assertThat(launchDarkly.requests()).isEmpty();
        assertThat(send("GET", "/standin/nothing", "", null).statusCode()).isEqualTo(404);
        assertThat(send("GET", "/standin/segments/%25", "", null).statusCode()).isEqualTo(404);
        assertThat(send("PUT", "/standin/state", "", null).statusCode()).isEqualTo(405);
    }

    @Test
    void the_page_is_whole_and_self_contained_and_writes_text_only() throws Exception {
        sync("aud_1", "u1<b>", true);
        HttpResponse<String> page = send("GET", "/", "", null);

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
        assertThat(page.headers().firstValue("content-security-policy").orElseThrow())
                .startsWith("default-src 'none'")
                .doesNotContain("unsafe");
        assertThat(page.body())
                .contains(
                        "<title>Stand-in LaunchDarkly</title>",
                        "<b>1</b><span>memberships set</span>",
                        "<span class=\"name\" title=\"Name\">Name</span>",
                        "u1&lt;b&gt;",
                        "<span class=\"badge s2\">204</span>",
                        "environment " + launchDarkly.environment())
                .doesNotContain("u1<b>", "style=\"", "<!--")
                .doesNotContain("innerHTML", "insertAdjacentHTML", "document.write", "eval(", "https://");
    }

    @Test
    void the_live_stream_sends_a_picture_at_once_and_after_each_change() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(launchDarkly.url() + "/standin/live"))
                .build();
        try (BufferedReader events = new BufferedReader(new InputStreamReader(
                client.send(request, BodyHandlers.ofInputStream()).body(), StandardCharsets.UTF_8))) {
            assertThat(picture(events).path("segments").asText()).contains("No segment yet");
            sync("aud_1", "u1\n\ndata: x", true);
            JsonNode changed = picture(events);

            assertThat(changed.path("segments").asText()).contains(">u1\n\ndata: x</span>");
            assertThat(changed.path("requests").asText()).contains(">204</span>");
            assertThat(changed.path("tiles").asText()).contains("<b>1</b><span>requests</span>");
            sync("aud_1", "u2", true);
            assertThat(picture(events).path("segments").asText()).contains("<svg class=\"spark\"");
        }
    }

    private static JsonNode picture(BufferedReader events) throws IOException {
        String line = events.readLine();
        assertThat(line).startsWith("data: ");
        assertThat(events.readLine()).isEmpty();
        return JSON.readTree(line.substring(6));
    }

    private void sync(String cohortId, String userId, boolean value) throws Exception {
        String body = JSON.createObjectNode()
                .put("environmentId", launchDarkly.environment())
                .set(
                        "batch",
                        JSON.createArrayNode()
                                .add(JSON.createObjectNode()
                                        .put("cohortId", cohortId)
                                        .put("cohortName", "Name")
                                        .put("userId", userId)
                                        .put("value", value)))
                .toString();
        assertThat(send("POST", "/api/v2/segment-targets/segment-audiences", body, null)
                        .statusCode())
                .isEqualTo(204);
    }

    private JsonNode get(String path) throws Exception {
        return JSON.readTree(send("GET", path, "", null).body());
    }

    private HttpResponse<String> send(String method, String path, String body, String origin) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(launchDarkly.url() + path))
                .method(method, BodyPublishers.ofString(body))
                .header("Authorization", launchDarkly.token())
                .header("Content-Type", "application/json");
        if (origin != null) {
            request.header("Origin", origin);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
