package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A Kamelet has the endpoint's options, all but those that are named here, with the endpoint's defaults. */
class KameletOptionsTest {

    private static final String ON_THE_COMPONENT = "can be set for all endpoints on the component";
    private static final String NOTHING_IS_SENT = "explaining sends nothing";
    private static final String NOTHING_IS_AUDITED = "this does not audit";
    private static final String LAUNCHDARKLY_IS_NOT_ASKED = "LaunchDarkly is not asked";
    private static final String NO_MESSAGES = "an audit reads no messages";
    private static final String NO_CHANGES = "an audit changes nothing";
    /** Options that are about messages of Segment. */
    private static final String[] OF_MESSAGES = {
        "allowAudiences",
        "denyAudiences",
        "onDelete",
        "deleteEnvironments",
        "rejectedFolders",
        "contextKey",
        "mapping",
        "mappingLanguages",
        "trigger",
        "onMissingMembership",
        "audienceIdFallback",
        "onRejected",
        "rejectedUri"
    };

    private static final String A_QUESTION = "a question reads no messages";
    private static final String A_SET = "a set holds keys, and no messages";
    private static final String A_QUESTION_CHANGES_NOTHING = "a question changes nothing";
    private static final String NOTHING_IS_REMEMBERED = "nothing is remembered";
    private static final String HEADERS = "headers come from whoever sends; a route sets exchange properties";
    private static final String CAMELS_OWN = "Camel's own, and of no use in a Kamelet's template";

    /** Says why options are not there, each reason once. */
    private static final class Reasons {
        private final Map<String, String> byOption = new TreeMap<>();

        Reasons because(String reason, String... options) {
            for (String option : options) {
                byOption.put(option, reason);
            }
            return this;
        }

        Map<String, String> map() {
            return byOption;
        }
    }

    /** Options of what mirrors, and of nothing else. */
    private static final Set<String> OF_MIRRORS = Set.of(
            "audienceId",
            "audienceKey",
            "snapshotTime",
            "mirrorConfirm",
            "keyColumn",
            "csvDelimiter",
            "mirrorRemovals",
            "mirrorBrakeShare",
            "mirrorBadRowShare",
            "mirrorFolder");

    private static final Map<String, String> NOT_IN_MIRROR_ACTION = new Reasons()
            .because("a set is of the audience that it names", "allowAudiences", "denyAudiences")
            .because(
                    A_SET,
                    "onDelete",
                    "deleteEnvironments",
                    "rejectedFolders",
                    "contextKey",
                    "mapping",
                    "mappingLanguages",
                    "trigger",
                    "onMissingMembership",
                    "audienceIdFallback")
            .because("a plan has a brake of its own", "brakeShare", "brakeMinimum")
            .because("what happens is in the report", "eventsUri")
            .because(CAMELS_OWN, "lazyStartProducer")
            .because(HEADERS, "headerOverrides")
            .because(ON_THE_COMPONENT, "clientSdkUrl", "retryDelay", "maxRetryDelay", "unauthorizedCoolDown")
            .because(NOTHING_IS_AUDITED, "auditShare")
            .because("what is wrong is in the report", "onRejected", "rejectedUri")
            .because("a set may have any size", "maxDocumentSize")
            .because("there is company already", "linger")
            .because("a mirror needs a ledger", "stateRepository", "maxRememberedMemberships")
            .map();

    private static final Map<String, String> NOT_IN_SINK = new Reasons()
            .because("a sink syncs; the action Kamelets explain and audit", "operation")
            .because(NOTHING_IS_AUDITED, "auditShare")
            .because(HEADERS, "headerOverrides")
            .because(CAMELS_OWN, "lazyStartProducer")
            .because(ON_THE_COMPONENT, "clientSdkUrl", "retryDelay", "maxRetryDelay", "unauthorizedCoolDown")
            .map();

    private static final Map<String, String> NOT_IN_EXPLAIN_ACTION = new Reasons()
            .because(
                    NOTHING_IS_SENT,
                    "rejectedFolders",
                    "brakeShare",
                    "brakeMinimum",
                    "eventsUri",
                    "dryRun",
                    "instance",
                    "baseUrl",
                    "clientSdkUrl",
                    "verifyOnStart",
                    "httpComponent",
                    "connectTimeout",
                    "responseTimeout",
                    "retryTimeout",
                    "retryDelay",
                    "maxRetryDelay",
                    "unauthorizedCoolDown",
                    "maxBatchSize",
                    "maxBatchBytes",
                    "maxInFlight",
                    "maxPending",
                    "linger",
                    "settleAfter")
            .because(CAMELS_OWN, "lazyStartProducer")
            .because(HEADERS, "headerOverrides")
            .because("it is in no request's body", "segmentKey")
            .because("a request for one message is for one audience", "audiencesPerRequest")
            .because(NOTHING_IS_AUDITED, "auditShare")
            .because(
                    NOTHING_IS_REMEMBERED,
                    "stateRepository",
                    "ledgerFolder",
                    "ledgerDataSource",
                    "membershipLedger",
                    "maxRememberedMemberships")
            .because("a rejected message is explained like any other", "onRejected", "rejectedUri")
            .map();

    private static final Map<String, String> NOT_IN_AUDIT_ACTION = new Reasons()
            .because(NO_MESSAGES, OF_MESSAGES)
            .because(
                    NO_CHANGES,
                    "brakeShare",
                    "brakeMinimum",
                    "eventsUri",
                    "dryRun",
                    "linger",
                    "audiencesPerRequest",
                    "maxBatchSize",
                    "maxBatchBytes",
                    "maxInFlight",
                    "maxPending",
                    "maxRememberedMemberships")
            .because(CAMELS_OWN, "lazyStartProducer")
            .because(HEADERS, "headerOverrides")
            .because(ON_THE_COMPONENT, "clientSdkUrl", "retryDelay", "maxRetryDelay", "unauthorizedCoolDown")
            .because("an audit says what is wrong with them itself", "verifyOnStart")
            .map();

    private static final Map<String, String> NOT_IN_WHY_ACTION = new Reasons()
            .because(A_QUESTION, OF_MESSAGES)
            .because(
                    LAUNCHDARKLY_IS_NOT_ASKED,
                    "brakeShare",
                    "brakeMinimum",
                    "backend",
                    "projectKey",
                    "environmentKey",
                    "segmentKey",
                    "clientSdkUrl",
                    "retryTimeout",
                    "retryDelay",
                    "maxRetryDelay",
                    "unauthorizedCoolDown",
                    "verifyOnStart",
                    "httpComponent",
                    "connectTimeout",
                    "responseTimeout",
                    "settleAfter")
            .because("asking is no event", "eventsUri")
            .because(CAMELS_OWN, "lazyStartProducer")
            .because(HEADERS, "headerOverrides")
            .because(NOTHING_IS_AUDITED, "auditShare")
            .because("it holds hashes, which do not tell why", "stateRepository")
            .because(
                    A_QUESTION_CHANGES_NOTHING,
                    "dryRun",
                    "linger",
                    "audiencesPerRequest",
                    "maxBatchSize",
                    "maxBatchBytes",
                    "maxInFlight",
                    "maxPending",
                    "maxRememberedMemberships")
            .map();

    @Test
    void theMirrorActionHasTheEndpointsOptions() throws IOException {
        hasTheEndpointsOptions("segment-audience-mirror-action", NOT_IN_MIRROR_ACTION);
    }

    @Test
    void theWhyActionHasTheEndpointsOptions() throws IOException {
        hasTheEndpointsOptions("segment-audience-why-action", NOT_IN_WHY_ACTION);
    }

    @Test
    void theAuditActionHasTheEndpointsOptions() throws IOException {
        hasTheEndpointsOptions("segment-audience-audit-action", NOT_IN_AUDIT_ACTION);
    }

    @Test
    void theSinkHasTheEndpointsOptions() throws IOException {
        hasTheEndpointsOptions("launchdarkly-audience-sink", NOT_IN_SINK);
    }

    @Test
    void theExplainActionHasTheEndpointsOptions() throws IOException {
        hasTheEndpointsOptions("segment-audience-explain-action", NOT_IN_EXPLAIN_ACTION);
    }

    private static void hasTheEndpointsOptions(String name, Map<String, String> leftOut) throws IOException {
        JsonNode kamelet = Yaml.read(Path.of("kamelets", name + ".kamelet.yaml"));
        Set<String> passedOn = new TreeSet<>(leftOut.keySet());
        passedOn.add("clientSideId");
        if (leftOut != NOT_IN_MIRROR_ACTION) {
            passedOn.addAll(OF_MIRRORS);
        }
        List<String> both = new ArrayList<>();
        parametersOfTheEndpoint(kamelet).fieldNames().forEachRemaining(option -> {
            if (!passedOn.add(option)) {
                both.add(option);
            }
        });
        assertThat(both).as("left out, and yet there").isEmpty();
        Map<String, JsonNode> options = new TreeMap<>();
        endpointOptions().fields().forEachRemaining(each -> options.put(each.getKey(), each.getValue()));
        assertThat(passedOn).isEqualTo(options.keySet());
        kamelet.at("/spec/definition/properties").fields().forEachRemaining(property -> {
            JsonNode option = options.get(property.getKey());
            String given = property.getValue().path("default").asText();
            assertThat(given)
                    .as(property.getKey())
                    .isEqualTo(option.path("defaultValue").asText());
        });
    }

    private static JsonNode parametersOfTheEndpoint(JsonNode kamelet) {
        for (JsonNode step : kamelet.at("/spec/template/from/steps")) {
            if (step.at("/to/uri").asText().startsWith("launchdarkly-audience:")) {
                return step.at("/to/parameters");
            }
        }
        throw new AssertionError("no endpoint");
    }

    private static JsonNode endpointOptions() throws IOException {
        Path catalog = Path.of(
                "src/generated/resources/META-INF/io/github/camelaudience/launchdarkly/launchdarkly-audience.json");
        return new ObjectMapper().readTree(catalog.toFile()).path("properties");
    }
}
