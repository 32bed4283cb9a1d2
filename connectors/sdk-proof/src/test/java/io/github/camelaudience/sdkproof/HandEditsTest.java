package io.github.camelaudience.sdkproof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.launchdarkly.sdk.ContextKind;
import com.launchdarkly.sdk.LDContext;
import com.launchdarkly.sdk.LDValue;
import com.launchdarkly.sdk.server.LDClient;
import io.github.camelaudience.standin.FlagRule;
import io.github.camelaudience.standin.StandIn;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Segments that somebody edits by hand, through the REST API: the SDK says of each context what the stand-in's own
 * {@code segments/evaluate} says, whoever is included, excluded or of another kind.
 */
class HandEditsTest {

    private static final String STANDARD = "by-patch";
    private static final String BIG = "by-contexts";
    private static final List<String> KINDS = List.of("user", "device");
    private static final List<String> KEYS = List.of("ada", "grace", "d1", "ü ß/+");
    private static final int ROUNDS = 12;
    private static final int EDITS = 8;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final StandIn standIn = StandIn.builder()
            .flag(STANDARD, FlagRule.onFor(STANDARD))
            .flag(BIG, FlagRule.onFor(BIG))
            .start();

    @AfterEach
    void close() {
        standIn.close();
    }

    private HttpResponse<String> send(String method, String path, String contentType, LDValue body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(standIn.url() + "/api/v2" + path))
                .header("Authorization", standIn.token())
                .header("Content-Type", contentType)
                .method(method, BodyPublishers.ofString(body.toJsonString()))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private String segments() {
        return "/segments/" + standIn.projectKey() + "/" + standIn.environmentKey();
    }

    private void create(String key, boolean unbounded) throws Exception {
        LDValue segment = LDValue.buildObject()
                .put("key", key)
                .put("name", key)
                .put("unbounded", unbounded)
                .put("unboundedContextKind", unbounded ? "user" : null)
                .build();
        assertThat(send("POST", segments(), "application/json", segment).statusCode())
                .isEqualTo(201);
    }

    private void patch(boolean add, boolean included, String kind, String key) throws Exception {
        LDValue instruction = LDValue.buildObject()
                .put("kind", (add ? "add" : "remove") + (included ? "Included" : "Excluded") + "Targets")
                .put("contextKind", kind)
                .put("values", LDValue.arrayOf(LDValue.of(key)))
                .build();
        LDValue body = LDValue.buildObject()
                .put("environmentKey", standIn.environmentKey())
                .put("instructions", LDValue.arrayOf(instruction))
                .build();
        String type = "application/json; domain-model=launchdarkly.semanticpatch";
        assertThat(send("PATCH", segments() + "/" + STANDARD, type, body).statusCode())
                .isIn(200, 400); // who is included cannot be excluded as well
    }

    private void contexts(boolean add, boolean included, String key) throws Exception {
        LDValue list = LDValue.buildObject()
                .put(add ? "add" : "remove", LDValue.arrayOf(LDValue.of(key)))
                .build();
        LDValue body = LDValue.buildObject()
                .put(included ? "included" : "excluded", list)
                .build();
        assertThat(send("POST", segments() + "/" + BIG + "/contexts", "application/json", body)
                        .statusCode())
                .isEqualTo(204);
    }

    /** Which contexts are members of which segment, as the REST API evaluates it. */
    private Map<String, Boolean> evaluated() throws Exception {
        Map<String, Boolean> members = new TreeMap<>();
        String path = "/projects/" + standIn.projectKey() + "/environments/" + standIn.environmentKey()
                + "/segments/evaluate";
        for (String kind : KINDS) {
            for (String key : KEYS) {
                LDValue context =
                        LDValue.buildObject().put("kind", kind).put("key", key).build();
                HttpResponse<String> answer = send("POST", path, "application/json", context);
                assertThat(answer.statusCode()).isEqualTo(200);
                LDValue.parse(answer.body())
                        .get("items")
                        .values()
                        .forEach(segment -> members.put(
                                segment.get("key").stringValue() + " " + kind + " " + key,
                                segment.get("isMember").booleanValue()));
            }
        }
        return members;
    }

    private static Map<String, Boolean> seen(LDClient sdk) {
        Map<String, Boolean> members = new TreeMap<>();
        for (String kind : KINDS) {
            for (String key : KEYS) {
                LDContext context = LDContext.create(ContextKind.of(kind), key);
                for (String flag : List.of(STANDARD, BIG)) {
                    members.put(flag + " " + kind + " " + key, sdk.boolVariation(flag, context, false));
                }
            }
        }
        return members;
    }

    @Test
    void theSdkSaysWhatTheRestApiSays() throws Exception {
        long seed = Long.getLong("sdk.seed", System.nanoTime());
        System.out.println("edits by hand: -Dsdk.seed=" + seed);
        Random random = new Random(seed);
        create(STANDARD, false);
        create(BIG, true);
        try (LDClient sdk = StandInSdk.of(standIn).withoutCache().start()) {
            for (int round = 0; round < ROUNDS; round++) {
                for (int i = 0; i < EDITS; i++) {
                    String key = KEYS.get(random.nextInt(KEYS.size()));
                    boolean add = random.nextInt(3) > 0;
                    boolean included = random.nextInt(3) > 0;
                    if (random.nextBoolean()) {
                        patch(add, included, KINDS.get(random.nextInt(KINDS.size())), key);
                    } else {
                        contexts(add, included, key);
                    }
                }
                Map<String, Boolean> evaluated = evaluated();
                await().atMost(Duration.ofSeconds(20))
                        .pollInterval(Duration.ofMillis(20))
                        .untilAsserted(
                                () -> assertThat(seen(sdk)).as("seed " + seed).isEqualTo(evaluated));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSegmentThatIsDeletedTakesItsMembersAlong(boolean unbounded) throws Exception {
        String segment = unbounded ? BIG : STANDARD;
        try (LDClient sdk = StandInSdk.of(standIn).withoutCache().start()) {
            for (int time = 0; time < 3; time++) {
                create(segment, unbounded);
                awaitAda(sdk, segment, false);
                if (unbounded) {
                    contexts(true, true, "ada");
                } else {
                    patch(true, true, "user", "ada");
                }
                awaitAda(sdk, segment, true);
                assertThat(send("DELETE", segments() + "/" + segment, "application/json", LDValue.ofNull())
                                .statusCode())
                        .isEqualTo(204);
                awaitAda(sdk, segment, false);
            }
        }
    }

    private static void awaitAda(LDClient sdk, String flag, boolean value) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> sdk.boolVariation(flag, LDContext.create("ada"), !value) == value);
    }
}
