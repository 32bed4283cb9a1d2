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

    private static final String A_QUESTION = "a question reads no messages";

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

    private static final Map<String, String> NOT_IN_MIRROR_ACTION = Map.ofEntries(
            Map.entry("allowAudiences", "a set is of the audience that it names"),
            Map.entry("denyAudiences", "a set is of the audience that it names"),
            Map.entry("onDelete", "a set holds keys, and no messages"),
            Map.entry("deleteEnvironments", "a set holds keys, and no messages"),
            Map.entry("rejectedFolders", "a set holds keys, and no messages"),
            Map.entry("brakeShare", "a plan has a brake of its own"),
            Map.entry("brakeMinimum", "a plan has a brake of its own"),
            Map.entry("eventsUri", "what happens is in the report"),
            Map.entry("lazyStartProducer", "Camel's own, and of no use in a Kamelet's template"),
            Map.entry("headerOverrides", "headers come from whoever sends; a route sets exchange properties"),
            Map.entry("clientSdkUrl", ON_THE_COMPONENT),
            Map.entry("retryDelay", ON_THE_COMPONENT),
            Map.entry("maxRetryDelay", ON_THE_COMPONENT),
            Map.entry("unauthorizedCoolDown", ON_THE_COMPONENT),
            Map.entry("auditShare", NOTHING_IS_AUDITED),
            Map.entry("contextKey", "a set holds keys, and no messages"),
            Map.entry("mapping", "a set holds keys, and no messages"),
            Map.entry("mappingLanguages", "a set holds keys, and no messages"),
            Map.entry("trigger", "a set holds keys, and no messages"),
            Map.entry("onMissingMembership", "a set holds keys, and no messages"),
            Map.entry("audienceIdFallback", "a set holds keys, and no messages"),
            Map.entry("onRejected", "what is wrong is in the report"),
            Map.entry("rejectedUri", "what is wrong is in the report"),
            Map.entry("maxDocumentSize", "a set may have any size"),
            Map.entry("linger", "there is company already"),
            Map.entry("stateRepository", "a mirror needs a ledger"),
            Map.entry("maxRememberedMemberships", "a mirror needs a ledger"));

    private static final Map<String, String> NOT_IN_SINK = Map.of(
            "operation", "a sink syncs; the action Kamelets explain and audit",
            "auditShare", NOTHING_IS_AUDITED,
            "headerOverrides", "headers come from whoever sends; a route sets exchange properties",
            "lazyStartProducer", "Camel's own, and of no use in a Kamelet's template",
            "clientSdkUrl", ON_THE_COMPONENT,
            "retryDelay", ON_THE_COMPONENT,
            "maxRetryDelay", ON_THE_COMPONENT,
            "unauthorizedCoolDown", ON_THE_COMPONENT);

    private static final Map<String, String> NOT_IN_EXPLAIN_ACTION = Map.ofEntries(
            Map.entry("rejectedFolders", NOTHING_IS_SENT),
            Map.entry("brakeShare", NOTHING_IS_SENT),
            Map.entry("brakeMinimum", NOTHING_IS_SENT),
            Map.entry("eventsUri", NOTHING_IS_SENT),
            Map.entry("lazyStartProducer", "Camel's own, and of no use in a Kamelet's template"),
            Map.entry("headerOverrides", "headers come from whoever sends; a route sets exchange properties"),
            Map.entry("dryRun", NOTHING_IS_SENT),
            Map.entry("instance", NOTHING_IS_SENT),
            Map.entry("segmentKey", "it is in no request's body"),
            Map.entry("baseUrl", NOTHING_IS_SENT),
            Map.entry("clientSdkUrl", NOTHING_IS_SENT),
            Map.entry("verifyOnStart", NOTHING_IS_SENT),
            Map.entry("httpComponent", NOTHING_IS_SENT),
            Map.entry("connectTimeout", NOTHING_IS_SENT),
            Map.entry("responseTimeout", NOTHING_IS_SENT),
            Map.entry("retryTimeout", NOTHING_IS_SENT),
            Map.entry("retryDelay", NOTHING_IS_SENT),
            Map.entry("maxRetryDelay", NOTHING_IS_SENT),
            Map.entry("unauthorizedCoolDown", NOTHING_IS_SENT),
            Map.entry("audiencesPerRequest", "a request for one message is for one audience"),
            Map.entry("maxBatchSize", NOTHING_IS_SENT),
            Map.entry("maxBatchBytes", NOTHING_IS_SENT),
            Map.entry("maxInFlight", NOTHING_IS_SENT),
            Map.entry("maxPending", NOTHING_IS_SENT),
            Map.entry("linger", NOTHING_IS_SENT),
            Map.entry("auditShare", NOTHING_IS_AUDITED),
            Map.entry("stateRepository", "nothing is remembered"),
            Map.entry("ledgerFolder", "nothing is remembered"),
            Map.entry("ledgerDataSource", "nothing is remembered"),
            Map.entry("membershipLedger", "nothing is remembered"),
            Map.entry("settleAfter", NOTHING_IS_SENT),
            Map.entry("maxRememberedMemberships", "nothing is remembered"),
            Map.entry("onRejected", "a rejected message is explained like any other"),
            Map.entry("rejectedUri", "a rejected message is explained like any other"));

    private static final Map<String, String> NOT_IN_AUDIT_ACTION = Map.ofEntries(
            Map.entry("allowAudiences", NO_MESSAGES),
            Map.entry("denyAudiences", NO_MESSAGES),
            Map.entry("onDelete", NO_MESSAGES),
            Map.entry("deleteEnvironments", NO_MESSAGES),
            Map.entry("rejectedFolders", NO_MESSAGES),
            Map.entry("brakeShare", NO_CHANGES),
            Map.entry("brakeMinimum", NO_CHANGES),
            Map.entry("eventsUri", NO_CHANGES),
            Map.entry("lazyStartProducer", "Camel's own, and of no use in a Kamelet's template"),
            Map.entry("headerOverrides", "headers come from whoever sends; a route sets exchange properties"),
            Map.entry("clientSdkUrl", ON_THE_COMPONENT),
            Map.entry("retryDelay", ON_THE_COMPONENT),
            Map.entry("maxRetryDelay", ON_THE_COMPONENT),
            Map.entry("unauthorizedCoolDown", ON_THE_COMPONENT),
            Map.entry("verifyOnStart", "an audit says what is wrong with them itself"),
            Map.entry("contextKey", NO_MESSAGES),
            Map.entry("mapping", NO_MESSAGES),
            Map.entry("mappingLanguages", NO_MESSAGES),
            Map.entry("trigger", NO_MESSAGES),
            Map.entry("onMissingMembership", NO_MESSAGES),
            Map.entry("audienceIdFallback", NO_MESSAGES),
            Map.entry("onRejected", NO_MESSAGES),
            Map.entry("rejectedUri", NO_MESSAGES),
            Map.entry("dryRun", NO_CHANGES),
            Map.entry("linger", NO_CHANGES),
            Map.entry("audiencesPerRequest", NO_CHANGES),
            Map.entry("maxBatchSize", NO_CHANGES),
            Map.entry("maxBatchBytes", NO_CHANGES),
            Map.entry("maxInFlight", NO_CHANGES),
            Map.entry("maxPending", NO_CHANGES),
            Map.entry("maxRememberedMemberships", NO_CHANGES));

    private static final Map<String, String> NOT_IN_WHY_ACTION = Map.ofEntries(
            Map.entry("allowAudiences", A_QUESTION),
            Map.entry("denyAudiences", A_QUESTION),
            Map.entry("onDelete", A_QUESTION),
            Map.entry("deleteEnvironments", A_QUESTION),
            Map.entry("rejectedFolders", A_QUESTION),
            Map.entry("brakeShare", LAUNCHDARKLY_IS_NOT_ASKED),
            Map.entry("brakeMinimum", LAUNCHDARKLY_IS_NOT_ASKED),
            Map.entry("eventsUri", "asking is no event"),
            Map.entry("lazyStartProducer", "Camel's own, and of no use in a Kamelet's template"),
            Map.entry("headerOverrides", "headers come from whoever sends; a route sets exchange properties"),
            Map.entry("auditShare", NOTHING_IS_AUDITED),
            Map.entry("backend", LAUNCHDARKLY_IS_NOT_ASKED),
            Map.entry("projectKey", LAUNCHDARKLY_IS_NOT_ASKED),
            Map.entry("environmentKey", LAUNCHDARKLY_IS_NOT_ASKED),
            Map.entry("segmentKey", LAUNCHDARKLY_IS_NOT_ASKED),
            Map.entry("clientSdkUrl", LAUNCHDARKLY_IS_NOT_ASKED),
            Map.entry("retryTimeout", LAUNCHDARKLY_IS_NOT_ASKED),
            Map.entry("retryDelay", LAUNCHDARKLY_IS_NOT_ASKED),
            Map.entry("maxRetryDelay", LAUNCHDARKLY_IS_NOT_ASKED),
            Map.entry("unauthorizedCoolDown", LAUNCHDARKLY_IS_NOT_ASKED),
            Map.entry("verifyOnStart", LAUNCHDARKLY_IS_NOT_ASKED),
            Map.entry("httpComponent", LAUNCHDARKLY_IS_NOT_ASKED),
            Map.entry("connectTimeout", LAUNCHDARKLY_IS_NOT_ASKED),
            Map.entry("responseTimeout", LAUNCHDARKLY_IS_NOT_ASKED),
            Map.entry("settleAfter", LAUNCHDARKLY_IS_NOT_ASKED),
            Map.entry("stateRepository", "it holds hashes, which do not tell why"),
            Map.entry("contextKey", A_QUESTION),
            Map.entry("mapping", A_QUESTION),
            Map.entry("mappingLanguages", A_QUESTION),
            Map.entry("trigger", A_QUESTION),
            Map.entry("onMissingMembership", A_QUESTION),
            Map.entry("audienceIdFallback", A_QUESTION),
            Map.entry("onRejected", A_QUESTION),
            Map.entry("rejectedUri", A_QUESTION),
            Map.entry("dryRun", "a question changes nothing"),
            Map.entry("linger", "a question changes nothing"),
            Map.entry("audiencesPerRequest", "a question changes nothing"),
            Map.entry("maxBatchSize", "a question changes nothing"),
            Map.entry("maxBatchBytes", "a question changes nothing"),
            Map.entry("maxInFlight", "a question changes nothing"),
            Map.entry("maxPending", "a question changes nothing"),
            Map.entry("maxRememberedMemberships", "a question changes nothing"));

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
