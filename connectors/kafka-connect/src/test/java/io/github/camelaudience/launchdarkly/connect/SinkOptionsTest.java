package io.github.camelaudience.launchdarkly.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelaudience.launchdarkly.core.launchdarkly.Instance;
import io.github.camelaudience.launchdarkly.core.settings.EngineOptions;
import io.github.camelaudience.standin.StandIn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The connector has the options of the component, and says of each wrong one what the component says. */
class SinkOptionsTest {

    private final LaunchDarklyAudienceSinkConnector connector = new LaunchDarklyAudienceSinkConnector();

    private static Map<String, String> configuration(String... more) {
        Map<String, String> configuration = new HashMap<>(Map.of(
                "name", "audiences",
                "topics", "t",
                "connector.class", LaunchDarklyAudienceSinkConnector.class.getName(),
                "value.converter", "c",
                "clientSideId", StandIn.DEFAULT_ENVIRONMENT,
                "accessToken", "api-1"));
        for (int i = 0; i < more.length; i += 2) {
            configuration.put(more[i], more[i + 1]);
        }
        return configuration;
    }

    private Map<String, List<String>> errors(Map<String, String> configuration) {
        Map<String, List<String>> errors = new HashMap<>();
        for (ConfigValue value : connector.validate(configuration).configValues()) {
            if (!value.errorMessages().isEmpty()) {
                errors.put(value.name(), new ArrayList<>(value.errorMessages()));
            }
        }
        return errors;
    }

    /** A new option of the component has a meaning here, or a reason why not. */
    @Test
    void everyOptionOfTheCatalogIsHereOrLeftOutByName() {
        Set<String> catalog = new TreeSet<>();
        CatalogOption.all().forEach(option -> catalog.add(option.name()));
        Set<String> known = new TreeSet<>(SinkOptions.names());
        known.addAll(SinkOptions.LEFT_OUT.keySet());
        assertThat(known)
                .as(
                        "what is not here: give it a getter in EngineOptions and a meaning in EngineSettings, or a reason in LEFT_OUT")
                .isEqualTo(catalog);
        assertThat(SinkOptions.names()).doesNotContainAnyElementsOf(SinkOptions.LEFT_OUT.keySet());
        assertThat(SinkOptions.namesOfEngine()).as("getters without an option").isSubsetOf(known);
        assertThat(SinkOptions.LEFT_OUT.values())
                .allSatisfy(reason -> assertThat(reason).hasSizeGreaterThan(20));
    }

    @Test
    void theDefinitionIsThatOfTheCatalog() {
        ConfigDef definition = connector.config();
        for (CatalogOption option : CatalogOption.all()) {
            if (!SinkOptions.names().contains(option.name())) {
                continue;
            }
            ConfigDef.ConfigKey key = definition.configKeys().get(option.name());
            assertThat(key).as(option.name()).isNotNull();
            assertThat(key.documentation).as(option.name()).hasSizeGreaterThan(20);
            assertThat(key.type == ConfigDef.Type.PASSWORD).as(option.name()).isEqualTo(option.isSecret());
            assertThat(key.displayName).isEqualTo(option.displayName());
            assertThat(key.group).isEqualTo(option.group());
            if (option.defaultValue() != null) {
                assertThat(String.valueOf(key.defaultValue)).as(option.name()).isEqualTo(option.defaultValue());
            }
        }
        assertThat(definition.configKeys().get("clientSideId").hasDefault()).isFalse();
        assertThat(definition.configKeys().get("accessToken").hasDefault()).isFalse();
        assertThat(definition.configKeys().get("accessToken").type).isEqualTo(ConfigDef.Type.PASSWORD);
        assertThat(definition.configKeys().get("maxBatchSize").type).isEqualTo(ConfigDef.Type.INT);
        assertThat(definition.configKeys().get("dryRun").type).isEqualTo(ConfigDef.Type.BOOLEAN);
        assertThat(definition.configKeys().get("instance").recommender.validValues("instance", Map.of()))
                .contains("commercial", "eu", "federal");
        assertThat(definition.toRst()).contains("retryTimeout");
    }

    @Test
    void whatIsRightIsTakenWithItsUnitsAndDefaults() {
        assertThat(errors(configuration())).isEmpty();
        EngineOptions options = SinkOptions.of(configuration(
                        "linger", "250ms",
                        "retryTimeout", "1m30s",
                        "retryDelay", "700",
                        "instance", "eu",
                        "dryRun", "true",
                        "maxBatchSize", " 12 ",
                        "trigger", "type = \"track\"",
                        "transforms", "a",
                        "errors.tolerance", "all"))
                .engine();
        assertThat(options.getLinger()).isEqualTo(250);
        assertThat(options.getRetryTimeout()).isEqualTo(90_000);
        assertThat(options.getRetryDelay()).isEqualTo(700);
        assertThat(options.getInstance()).isEqualTo(Instance.eu);
        assertThat(options.isDryRun()).isTrue();
        assertThat(options.getMaxBatchSize()).isEqualTo(12);
        assertThat(options.getMaxPending()).isEqualTo(10_000);
        assertThat(options.getUnauthorizedCoolDown()).isEqualTo(60_000);
        assertThat(options.getMapping()).isNull();
        assertThat(options.toString()).doesNotContain("api-1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "clientSideId | api-5 | clientSideId is a key or token",
                "accessToken | sdk-5 | accessToken is an SDK key",
                "accessToken | 5f0000000000000000000001 | accessToken is a client-side ID",
                "baseUrl | http://example.com | baseUrl must be https",
                "baseUrl | https://example.com/api/v2 | baseUrl must have no path",
                "clientSdkUrl | example.com:443 | clientSdkUrl must begin with https://",
                "contextKind | multi | contextKind must be",
                "contextKey | userid | contextKey must be one of user_id_only",
                "instance | mars | instance must be one of commercial, eu, federal",
                "backend | tiny | backend must be one of synced, standard, big",
                "segmentKey | all | segmentKey must have {audienceId} in it once",
                "audiencesPerRequest | few | audiencesPerRequest must be one of one, many",
                "auditShare | 0.5 | makes no audits",
                "onRejected | drop | onRejected must be one of fail, skip",
                "maxBatchSize | 0 | maxBatchSize must be at least 1",
                "maxBatchSize | many | Not a number",
                "maxPending | -1 | maxPending must be at least 1",
                "maxRetryDelay | 1ms | maxRetryDelay must not be less than retryDelay",
                "linger | soon | linger must be a duration, such as 500ms, 30s or 4m",
                "linger | -1 | linger must be a duration",
                "retryTimeout | 60d | retryTimeout must be at most",
                "connectTimeout | 0 | connectTimeout must be positive",
                "maxRememberedMemberships | -1 | maxRememberedMemberships must not be negative",
                "dryRun | perhaps | Expected value to be either true or false",
                "trigger | type == | trigger",
                "trigger | type = \"track\" and type = \"page\" | trigger can never match",
                "mapping | {\"user_id\": | mapping",
                "mapping | {\"user_id\":{\"@camel\":{\"language\":\"jq\",\"expression\":\".x\"}}} | mapping",
                "mapping | classpath:mapping.json | configuration provider",
                "trigger | file:/etc/trigger.fql | configuration provider",
                "maxBatchSise | 5 | is maxBatchSize meant?",
                "max-batch-size | 5 | is maxBatchSize meant?",
                "dry.run | true | is dryRun meant?",
                "DRYRUN | true | is dryRun meant?",
                "clientsideid2 | x | no option of this connector",
                "rejectedUri | log:x | errors.deadletterqueue.topic.name",
                "operation | verify | verifyOnStart",
                "mappingLanguages | jq | languages of Camel",
            })
    void whatIsWrongIsSaidOfTheOption(String option, String value, String words) {
        Map<String, String> configuration = configuration(option, value);
        assertThat(errors(configuration)).containsOnlyKeys(option);
        assertThat(errors(configuration).get(option))
                .anySatisfy(message -> assertThat(message).contains(words));
        assertThatThrownBy(() -> connector.start(configuration))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(words)
                .hasMessageNotContaining("sdk-5");
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() {
        assertThat(errors(configuration(
                        "maxBatchSize", "0",
                        "maxPending", "0",
                        "connectTimeout", "0",
                        "trigger", "nonsense ===",
                        "baseUrl", "ftp://x",
                        "linger", "soon",
                        "tpyo", "1")))
                .containsOnlyKeys(
                        "maxBatchSize", "maxPending", "connectTimeout", "trigger", "baseUrl", "linger", "tpyo");
    }

    @Test
    void halfAnEnvironmentIsSaidOnceAndTheRestAsWell() {
        Map<String, List<String>> errors =
                errors(configuration("projectKey", "p", "segmentKey", "all", "linger", "60d"));
        assertThat(errors).containsOnlyKeys("environmentKey", "segmentKey", "linger");
        assertThat(errors.get("environmentKey")).singleElement().asString().startsWith("environmentKey is missing");
    }

    @Test
    void whatIsMissingIsSaid() {
        Map<String, String> configuration = configuration();
        configuration.remove("clientSideId");
        configuration.remove("accessToken");
        assertThat(errors(configuration)).containsOnlyKeys("clientSideId", "accessToken");
        assertThatThrownBy(() -> connector.start(configuration))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("clientSideId")
                .hasMessageContaining("accessToken");
        assertThat(errors(configuration("clientSideId", " "))).containsKey("clientSideId");
    }

    @Test
    void everyTaskHasTheConfigurationAndItsNumber() {
        connector.start(configuration());
        assertThat(connector.taskConfigs(3))
                .hasSize(3)
                .allSatisfy(task -> assertThat(task).containsAllEntriesOf(configuration()))
                .extracting(task -> task.get(SinkOptions.TASK_NUMBER))
                .containsExactly("0", "1", "2");
        assertThat(connector.taskConfigs(3)).allSatisfy(task -> SinkOptions.of(task));
        assertThat(connector.taskClass()).isEqualTo(LaunchDarklyAudienceSinkTask.class);
        assertThat(connector.version()).isNotBlank();
    }

    @Test
    void thereIsNoCamelHere() {
        assertThatThrownBy(() -> Class.forName("org.apache.camel.CamelContext"))
                .isInstanceOf(ClassNotFoundException.class);
    }

    /** As a file of properties keeps it: Kafka Connect takes a blank at the end of these away when it looks at them. */
    @Test
    void aBlankAtTheEndMakesNoOtherChoice() {
        assertThat(SinkOptions.of(configuration("onRejected", "skip ")).skipsRejected())
                .isTrue();
        assertThat(SinkOptions.of(configuration("errors.tolerance", "all ")).skipsRejected())
                .isTrue();
    }
}
