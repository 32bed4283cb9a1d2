package io.github.camelaudience.standin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The public contract, one test per row. */
class StandInContractTest {

    private static final String ENV = "5f00000000000000000000aa";
    private static final String SYNC = "/api/v2/segment-targets/segment-audiences";
    private static final String FIRST = "{'cohortId':'aud_1','cohortName':'One','userId':'a','value':true}";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private StandIn launchDarkly = StandIn.builder()
            .token("api-test")
            .readOnlyToken("api-reader")
            .environment(ENV)
            .maxMembers(1000)
            .maxBytes(100 * 1024)
            .poison("poison")
            .start();

    @AfterEach
    void close() {
        launchDarkly.close();
    }

    @Test
    void accepted_is_204_without_body_and_in_force() throws Exception {
        HttpResponse<String> answer = sync(body(FIRST));

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().firstValue("content-length")).isEmpty();
        assertThat(answer.headers().firstValue("x-standin-request")).contains("1");
        assertThat(launchDarkly.members("aud_1")).containsExactly("a");
        assertThat(launchDarkly.memberships()).containsOnly(java.util.Map.entry(slot("user", "aud_1", "a"), true));
    }

    @Test
    void members_are_applied_in_array_order() throws Exception {
        sync(body(FIRST + ",{'userId':'a','value':false},{'userId':'b','value':true},{'userId':'a','value':true},"
                + "{'userId':'a','value':false}"));

        assertThat(launchDarkly.members("aud_1")).containsExactly("b");
        assertThat(launchDarkly.history("aud_1", "a")).hasToString("1010");
        assertThat(launchDarkly.history("aud_1", "a").values()).containsExactly(true, false, true, false);
        assertThat(launchDarkly.history("aud_1", "nobody").size()).isZero();
    }

    @Test
    void a_member_may_name_its_own_audience() throws Exception {
        sync(body(FIRST
                + ",{'cohortId':'aud_2','cohortName':'Two','userId':'b','value':true},{'userId':'c','value':true}"));

        assertThat(launchDarkly.members("aud_1")).containsExactly("a", "c");
        assertThat(launchDarkly.members("aud_2")).containsExactly("b");
        assertThat(launchDarkly.segments()).extracting(SegmentView::name).containsExactlyInAnyOrder("One", "Two");
        assertThat(launchDarkly.syncRequests().get(0).sync().lanes()).hasSize(2);
    }

    @Test
    void the_context_kind_is_per_request_and_user_by_default() throws Exception {
        sync("{'environmentId':'" + ENV + "','contextKind':'device','batch':[" + FIRST + "]}");
        sync(body(FIRST));

        assertThat(launchDarkly.memberships())
                .containsOnlyKeys(slot("device", "aud_1", "a"), slot("user", "aud_1", "a"));
        assertThat(launchDarkly.members(new Lane(ENV, "device", "aud_1"))).containsExactly("a");
    }

    @Test
    void batch_may_come_before_the_environment_and_numbers_are_text() throws Exception {
        HttpResponse<String> answer = sync("{'batch':[{'value':true,'userId':12345678901234567890,'cohortName':'N',"
                + "'cohortId':7,'extra':{'deep':[1]}}],'more':null,'environmentId':'" + ENV + "'}");

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(launchDarkly.members("7")).containsExactly("12345678901234567890");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'value':true}                                      | /batch/1/userId is required",
                "{'userId':'','value':true}                          | /batch/1/userId is required",
                "{'userId':0,'value':true}                           | /batch/1/userId is required",
                "{'userId':null,'value':true}                        | /batch/1/userId is required",
                "{'userId':true,'value':true}                        | /batch/1/userId must be text",
                "{'userId':['u'],'value':true}                       | /batch/1/userId must be text",
                "{'userId':'u'}                                      | /batch/1/value must be true or false",
                "{'userId':'u','value':'false'}                      | /batch/1/value must be true or false",
                "{'userId':'u','value':null}                         | /batch/1/value must be true or false",
                "{'userId':'u','value':1}                            | /batch/1/value must be true or false",
                "{'userId':'u','value':true,'cohortId':''}           | /batch/1/cohortId is required",
                "{'userId':'u','value':true,'cohortName':''}         | /batch/1/cohortName is required",
                "{'userId':'u','value':true,'cohortId':{}}           | /batch/1/cohortId must be text",
                "'u'                                                 | /batch/1 must be an object",
                "{'userId':'poison','value':true}                    | The batch holds an invalid member"
            })
    void one_bad_member_fails_the_whole_request(String member, String message) throws Exception {
        HttpResponse<String> answer = sync(body(FIRST + "," + member));

        assertError(answer, 400, "invalid_request", message);
        assertThat(launchDarkly.memberships()).isEmpty();
        assertThat(launchDarkly.counters().applied()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]                                                   | the body must be a JSON object",
                "{'batch':[F]}                                        | /environmentId is required",
                "{'environmentId':'','batch':[F]}                     | /environmentId is required",
                "{'environmentId':'E'}                                | /batch/0/cohortId is required",
                "{'environmentId':'E','batch':[]}                     | /batch/0/cohortId is required",
                "{'environmentId':'E','batch':{}}                     | /batch must be an array",
                "{'environmentId':'E','batch':[{'cohortName':'n','userId':'u','value':true}]} | /batch/0/cohortId is required",
                "{'environmentId':'E','batch':[{'cohortId':'c','userId':'u','value':true}]}   | /batch/0/cohortName is required",
                "{'environmentId':'E','contextKind':'','batch':[F]}   | /contextKind is not a context kind",
                "{'environmentId':'E','contextKind':'kind','batch':[F]} | /contextKind is not a context kind",
                "{'environmentId':'E','contextKind':'a b','batch':[F]}  | /contextKind is not a context kind",
                "{'environmentId':'E','batch':[F]}{}                  | the body holds more than one JSON value",
                "{'environmentId':'E','batch':[F]                     | the body is not JSON",
                "nonsense                                             | the body is not JSON",
                "{'environmentId':'5f00','batch':[F]}                 | /environmentId is not a known client-side ID"
            })
    void a_bad_request_says_where(String template, String message) throws Exception {
        HttpResponse<String> answer = sync(template.replace("F", FIRST).replace("'E'", "'" + ENV + "'"));

        assertError(answer, 400, "invalid_request", message);
        assertThat(launchDarkly.memberships()).isEmpty();
    }

    @Test
    void an_empty_body_is_refused() throws Exception {
        assertThat(sync("").statusCode()).isEqualTo(400);
    }

    @Test
    void tokens_are_raw_and_known() throws Exception {
        for (String wrong : new String[] {"api-other", "Bearer api-test", "sdk-test"}) {
            assertError(send("POST", SYNC, wrong, body(FIRST)), 401, "unauthorized", "Invalid access token");
        }
        assertError(send("POST", SYNC, null, body(FIRST)), 401, "unauthorized", "Invalid access token");
        assertThat(send("POST", SYNC, "api-reader", body(FIRST)).statusCode()).isEqualTo(403);
        assertThat(launchDarkly.memberships()).isEmpty();
    }

    @Test
    void content_type_is_required() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(launchDarkly.url() + SYNC))
                .header("Authorization", "api-test")
                .POST(BodyPublishers.ofString(body(FIRST).replace('\'', '"')))
                .build();

        assertError(
                client.send(request, BodyHandlers.ofString()),
                400,
                "invalid_request",
                "Content-Type must be application/json");
    }

    @Test
    void too_many_members_and_too_many_bytes_are_413() throws Exception {
        String thousand = IntStream.range(0, 999)
                .mapToObj(i -> "{'userId':'u" + i + "','value':true}")
                .collect(Collectors.joining(","));

        assertThat(sync(body(FIRST + "," + thousand)).statusCode()).isEqualTo(204);
        assertThat(sync(body(FIRST + "," + FIRST + "," + thousand)).statusCode())
                .isEqualTo(413);
        assertThat(sync(body(FIRST) + " ".repeat(100 * 1024)).statusCode()).isEqualTo(413);
        assertThat(launchDarkly.members("aud_1")).hasSize(1000);
    }

    @Test
    void the_status_for_an_unknown_environment_can_be_chosen() throws Exception {
        launchDarkly.close();
        launchDarkly = StandIn.builder()
                .token("api-test")
                .unknownEnvironmentStatus(404)
                .start();

        assertThat(sync(body(FIRST)).statusCode()).isEqualTo(404);
    }

    @Test
    void token_probes() throws Exception {
        HttpResponse<String> versions = send("GET", "/api/v2/versions", "api-test", null);
        HttpResponse<String> identity = send("GET", "/api/v2/caller-identity", "api-reader", null);

        assertThat(JSON.readTree(versions.body()).path("currentVersion").asInt())
                .isEqualTo(20240415);
        assertThat(JSON.readTree(identity.body()).path("serviceToken").asBoolean())
                .isTrue();
        assertThat(send("GET", "/api/v2/versions", null, null).statusCode()).isEqualTo(401);
        assertThat(send("GET", "/api/v2/caller-identity", "nope", null).statusCode())
                .isEqualTo(401);
    }

    @Test
    void the_client_side_id_probe_needs_no_token_and_tells_on_one() throws Exception {
        assertThat(send("HEAD", "/sdk/goals/" + ENV, null, null).statusCode()).isEqualTo(200);
        assertThat(launchDarkly.counters().goalsWithToken()).isZero();
        assertThat(send("HEAD", "/sdk/goals/unknown", null, null).statusCode()).isEqualTo(404);
        assertThat(send("HEAD", "/sdk/goals/%C3%28", null, null).statusCode()).isEqualTo(404);
        send("HEAD", "/sdk/goals/" + ENV, "api-test", null);

        assertThat(launchDarkly.counters().goalsWithToken()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/api/v2/segment-target/segment-audiences", "/api/v2/segment-targets/amplitude", "/nothing"})
    void anything_else_is_404(String path) throws Exception {
        assertError(send("POST", path, "api-test", "{}"), 404, "not_found", "Invalid resource identifier");
        assertThat(send("GET", SYNC, "api-test", null).statusCode()).isEqualTo(404);
    }

    @Test
    void requests_are_remembered_with_headers_and_body() throws Exception {
        sync(body(FIRST));
        RecordedRequest request =
                launchDarkly.awaitRequests(1, java.time.Duration.ofSeconds(5)).get(0);

        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.path()).isEqualTo(SYNC);
        assertThat(request.header("Authorization")).isEqualTo("api-test");
        assertThat(request.header("content-type")).isEqualTo("application/json");
        assertThat(request.header("ld-api-version")).isEqualTo("20240415");
        assertThat(request.header("user-agent")).startsWith("Java-http-client");
        assertThat(JSON.readTree(request.bodyText()).at("/batch/0/userId").asText())
                .isEqualTo("a");
        assertThat(request.status()).isEqualTo(204);
        assertThat(request.applied()).isTrue();
        assertThat(request.fault()).isEqualTo(Fault.none());
        assertThat(request.endNanos()).isGreaterThan(request.startNanos());
    }

    @Test
    void reset_forgets_records_but_not_settings() throws Exception {
        sync(body(FIRST));
        launchDarkly.reset();

        assertThat(launchDarkly.memberships()).isEmpty();
        assertThat(launchDarkly.requests()).isEmpty();
        assertThat(launchDarkly.counters().received()).isZero();
        assertThat(sync(body(FIRST)).statusCode()).isEqualTo(204);
        assertThat(launchDarkly.history("aud_1", "a")).hasToString("1");
    }

    private static Slot slot(String kind, String cohortId, String userId) {
        return new Slot(ENV, kind, cohortId, userId);
    }

    private static String body(String batch) {
        return "{'environmentId':'" + ENV + "','batch':[" + batch + "]}";
    }

    private HttpResponse<String> sync(String body) throws IOException, InterruptedException {
        return send("POST", SYNC, "api-test", body);
    }

    private HttpResponse<String> send(String method, String path, String token, String body)
            throws IOException, InterruptedException {
        String json = body == null ? "" : body.replace('\'', '"');
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(launchDarkly.url() + path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json))
                .header("Content-Type", "application/json")
                .header("LD-API-Version", "20240415");
        if (token != null) {
            request.header("Authorization", token);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static void assertError(HttpResponse<String> answer, int status, String code, String message)
            throws IOException {
        JsonNode error = JSON.readTree(answer.body());
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(error.path("code").asText()).isEqualTo(code);
        assertThat(error.path("message").asText()).isEqualTo(message);
        assertThat(error.path("id").asText()).matches("[0-9a-f-]{36}");
    }
}
