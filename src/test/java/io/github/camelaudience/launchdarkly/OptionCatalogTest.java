package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.camelaudience.launchdarkly.core.ledger.LedgerTimes;
import io.github.camelaudience.launchdarkly.core.ledger.MemoryStore;
import io.github.camelaudience.launchdarkly.core.ledger.OneProcessLedger;
import io.github.camelaudience.standin.StandIn;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.apache.camel.util.TimeUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.ds.PGSimpleDataSource;

/** What the catalog says about an option is true of the code. */
class OptionCatalogTest {

    /** A value for each option that has no default to set, or whose default proves nothing. */
    private static final Map<String, String> VALUES = Map.ofEntries(
            Map.entry("clientSideId", StandIn.DEFAULT_ENVIRONMENT),
            Map.entry("accessToken", "api-1"),
            Map.entry("baseUrl", "https://proxy.example.com"),
            Map.entry("clientSdkUrl", "https://sdk.example.com"),
            Map.entry("contextKind", "device"),
            Map.entry("mapping", "{}"),
            Map.entry("mappingLanguages", "jsonpath,jq"),
            Map.entry("headerOverrides", "true"),
            Map.entry("trigger", "type = \"track\""),
            Map.entry("rejectedUri", "mock:rejected"),
            Map.entry("httpComponent", "ld-http"),
            Map.entry("projectKey", "default"),
            Map.entry("environmentKey", "production"),
            Map.entry("segmentKey", "aud.{audienceId}"),
            Map.entry("stateRepository", "#state"),
            Map.entry("ledgerFolder", "ledger"),
            Map.entry("ledgerDataSource", "#database"),
            Map.entry("membershipLedger", "#ledger"),
            Map.entry("settleAfter", "90000"),
            Map.entry("auditShare", "0.25"),
            Map.entry("audienceId", "aud_1"),
            Map.entry("audienceKey", "vip"),
            Map.entry("snapshotTime", "2026-01-02T03:04:05Z"),
            Map.entry("mirrorConfirm", "0123456789ab"),
            Map.entry("keyColumn", "user_id"),
            Map.entry("csvDelimiter", ";"),
            Map.entry("mirrorBrakeShare", "0.5"),
            Map.entry("mirrorBadRowShare", "0.5"),
            Map.entry("mirrorFolder", "mirror"),
            Map.entry("allowAudiences", "vip_users,trial_*"),
            Map.entry("denyAudiences", "aud_1"),
            Map.entry("onDelete", "remove"),
            Map.entry("deleteEnvironments", "507f1f77bcf86cd799439011"),
            Map.entry("rejectedFolders", "rejected-http"),
            Map.entry("brakeShare", "0.25"),
            Map.entry("eventsUri", "mock:events"),
            Map.entry("maxRetryDelay", "45s"));

    /** Options that name a bean, with one of its kind. */
    private static final Map<String, Object> BEANS = Map.of(
            "stateRepository", new MemoryStateRepository(),
            "ledgerDataSource", new PGSimpleDataSource(),
            "membershipLedger",
                    new OneProcessLedger(
                            new MemoryStore(1), LedgerTimes.of(Duration.ofSeconds(30)), System::currentTimeMillis));

    /** Options that are given together or not at all. */
    private static final Map<String, String> TOGETHER = Map.of(
            "projectKey", "environmentKey=other",
            "environmentKey", "projectKey=other",
            "deleteEnvironments", "onDelete=remove",
            "rejectedFolders", "onDelete=remove",
            "operation", "ledgerFolder=other");

    private static JsonNode catalog() throws Exception {
        try (InputStream json = OptionCatalogTest.class.getResourceAsStream(
                "/META-INF/io/github/camelaudience/launchdarkly/launchdarkly-audience.json")) {
            return JsonMapper.builder().build().readTree(json);
        }
    }

    static Stream<Map.Entry<String, JsonNode>> endpointOptions() throws Exception {
        return catalog().get("properties").properties().stream();
    }

    /** Every option that is a field of our configuration, not one of Camel's own. */
    static Stream<Map.Entry<String, JsonNode>> ourOptions() throws Exception {
        return endpointOptions()
                .filter(option -> option.getValue().has("configurationField")
                        || option.getKey().equals("clientSideId"));
    }

    @ParameterizedTest
    @MethodSource("endpointOptions")
    void isDescribed(Map.Entry<String, JsonNode> option) {
        assertThat(option.getValue().path("description").asText()).endsWith(".").hasSizeGreaterThan(20);
    }

    @ParameterizedTest
    @MethodSource("ourOptions")
    void hasTheDefaultThatTheFieldHas(Map.Entry<String, JsonNode> option) throws Exception {
        Field field = LaunchDarklyAudienceConfiguration.class.getDeclaredField(option.getKey());
        field.setAccessible(true);
        Object initial = field.get(new LaunchDarklyAudienceConfiguration());
        JsonNode documented = option.getValue().path("defaultValue");
        String expected = initial == null ? null : initial.toString();
        assertThat(documented.isMissingNode() ? null : inMillis(option.getValue(), documented.asText()))
                .isEqualTo(expected);
    }

    /** A duration in milliseconds, any other value as it is. */
    private static String inMillis(JsonNode option, String value) {
        return isDuration(option) ? Long.toString(TimeUtils.toMilliSeconds(value)) : value;
    }

    private static boolean isDuration(JsonNode option) {
        return option.get("type").asText().equals("duration");
    }

    static Stream<Map.Entry<String, JsonNode>> durations() throws Exception {
        return Stream.concat(ourOptions(), catalog().get("componentProperties").properties().stream())
                .filter(option -> isDuration(option.getValue()));
    }

    @ParameterizedTest
    @MethodSource("durations")
    void aDurationSaysItsUnit(Map.Entry<String, JsonNode> option) throws Exception {
        String documented = option.getValue().get("defaultValue").asText();
        assertThat(documented).matches("\\d+(ms|s|m)");
        Field field = LaunchDarklyAudienceConfiguration.class.getDeclaredField(option.getKey());
        field.setAccessible(true);
        String millis = inMillis(option.getValue(), documented);
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            for (String written : new String[] {documented, millis}) {
                LaunchDarklyAudienceEndpoint endpoint = (LaunchDarklyAudienceEndpoint)
                        context.getEndpoint("launchdarkly-audience:" + StandIn.DEFAULT_ENVIRONMENT
                                + "?accessToken=api-1&" + option.getKey() + "=" + written);
                assertThat(field.get(endpoint.getConfiguration())).as(written).hasToString(millis);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("ourOptions")
    void canBeSetByUri(Map.Entry<String, JsonNode> option) throws Exception {
        String name = option.getKey();
        Map<String, Object> options = new HashMap<>();
        options.put("accessToken", "api-0");
        String value = valueFor(name, option.getValue());
        if (!name.equals("clientSideId")) {
            options.put(name, value);
        }
        if (TOGETHER.containsKey(name)) {
            String[] other = TOGETHER.get(name).split("=");
            options.put(other[0], other[1]);
        }
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.getRegistry().bind("state", new MemoryStateRepository());
            context.getRegistry().bind("database", new PGSimpleDataSource());
            context.getRegistry().bind("ledger", BEANS.get("membershipLedger"));
            LaunchDarklyAudienceEndpoint endpoint = (LaunchDarklyAudienceEndpoint)
                    context.getEndpoint("launchdarkly-audience:" + StandIn.DEFAULT_ENVIRONMENT, options);
            Field field = LaunchDarklyAudienceConfiguration.class.getDeclaredField(name);
            field.setAccessible(true);
            Object set = field.get(endpoint.getConfiguration());
            if (BEANS.containsKey(name)) {
                assertThat(set).hasSameClassAs(BEANS.get(name));
            } else if (value.equals("45s")) {
                assertThat(set).isEqualTo(45_000L);
            } else {
                assertThat(set).hasToString(value);
            }
        }
    }

    /** Another value than the default. */
    private static String valueFor(String name, JsonNode option) {
        if (VALUES.containsKey(name)) {
            return VALUES.get(name);
        }
        JsonNode values = option.path("enum");
        if (!values.isMissingNode()) {
            return values.get(values.size() - 1)
                            .asText()
                            .equals(option.path("defaultValue").asText())
                    ? values.get(0).asText()
                    : values.get(values.size() - 1).asText();
        }
        return switch (option.get("type").asText()) {
            case "boolean" -> "true";
            case "integer", "duration" -> "1234";
            default -> throw new IllegalArgumentException("no value to test option " + name + " with");
        };
    }

    @Test
    void everyFieldIsAnOptionAndEveryOptionOneOfTheComponentToo() throws Exception {
        Set<String> fields = new TreeSet<>();
        for (Field field : LaunchDarklyAudienceConfiguration.class.getDeclaredFields()) {
            if (!field.isSynthetic()) {
                fields.add(field.getName());
            }
        }
        Set<String> endpoint = new TreeSet<>();
        ourOptions().forEach(option -> endpoint.add(option.getKey()));
        assertThat(endpoint).isEqualTo(fields);
        Set<String> component = new TreeSet<>();
        catalog().get("componentProperties").fieldNames().forEachRemaining(component::add);
        fields.remove("clientSideId");
        assertThat(component).containsAll(fields);
    }

    @Test
    void theAccessTokenIsTheOnlySecret() throws Exception {
        assertThat(endpointOptions()
                        .filter(option -> option.getValue().path("secret").asBoolean())
                        .map(Map.Entry::getKey))
                .containsExactly("accessToken");
    }
}
