package io.github.camelaudience.launchdarkly.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelaudience.launchdarkly.Integration;
import io.github.camelaudience.launchdarkly.core.json.TestMessages;
import io.github.camelaudience.launchdarkly.core.mapping.InvalidMappingException;
import io.github.camelaudience.launchdarkly.core.mapping.MappingCompiler;
import io.github.camelaudience.launchdarkly.core.membership.ContextKeyPriority;
import io.github.camelaudience.launchdarkly.core.membership.Verdict;
import io.github.camelaudience.launchdarkly.core.segment.AudienceMessage;
import io.github.camelaudience.launchdarkly.core.trigger.Trigger;
import io.github.camelaudience.launchdarkly.core.verdict.AudienceIdFallback;
import io.github.camelaudience.launchdarkly.core.verdict.ChangeMapper;
import io.github.camelaudience.launchdarkly.core.verdict.MappingSettings;
import io.github.camelaudience.launchdarkly.core.verdict.MessageOverrides;
import io.github.camelaudience.launchdarkly.core.verdict.MissingMembership;
import io.github.camelaudience.standin.SegmentMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code @camel} in a mapping: any field by an expression in one of Camel's languages. */
class CamelLanguagesTest {

    private static final Set<String> LANGUAGES = Set.of("simple", "jsonpath", "constant", "no-such");

    private final DefaultCamelContext context = new DefaultCamelContext();

    @BeforeEach
    void start() {
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "simple   | ${body[userId]}                   | change u1",
                "simple   | org-${body[properties][org]}      | change org-12345678901234567890",
                "jsonpath | $.userId                          | change u1",
                "jsonpath | $.properties.org                  | change 12345678901234567890",
                "jsonpath | $.properties.list[?(@.a == 2)].id | INVALID_IDENTIFIER",
                "simple   | ${body[nothing]}                  | NO_CONTEXT_KEY",
                "jsonpath | $.nothing                         | MAPPING_FAILED",
                "constant | everybody                         | change everybody",
            })
    void aFieldIsWhatTheExpressionSays(String language, String expression, String verdict) {
        assertThat(map(language, expression)).startsWith(verdict);
    }

    @Test
    void aFailureTellsWhereAndNothingOfTheMessage() {
        assertThat(map("jsonpath", "$.nothing"))
                .isEqualTo("MAPPING_FAILED the expression failed on this message (mapping $.segment_user_id.@camel)");
    }

    @Test
    void aLanguageThatIsMissingStopsTheStart() {
        assertThatThrownBy(() -> map("no-such", "x"))
                .isInstanceOf(InvalidMappingException.class)
                .hasMessageContaining("$.segment_user_id.@camel")
                .hasMessageContaining("no language no-such: is camel-no-such on the class path?");
    }

    @Test
    void anExpressionThatIsNoneStopsTheStart() {
        assertThatThrownBy(() -> map("simple", "${body"))
                .isInstanceOf(InvalidMappingException.class)
                .hasMessageContaining("not an expression of the language simple");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "mappingLanguages=jsonpath", "mappingLanguages=simple-x, jq"})
    void aLanguageThatTheEndpointDoesNotNameStopsTheStart(String option, @TempDir Path folder) throws Exception {
        Path mapping = folder.resolve("mapping.json");
        Files.writeString(mapping, "{\"segment_user_id\":" + camel("simple", "${sys.user.home}") + "}");
        String options = (option.isEmpty() ? "" : option + "&") + "mapping=file:" + mapping;
        assertThatThrownBy(() -> Integration.start(options))
                .rootCause()
                .hasMessageContaining("$.segment_user_id.@camel: the language simple is not allowed")
                .hasMessageContaining("mappingLanguages, which allows " + (option.isEmpty() ? "none" : "j"));
    }

    @Test
    void severalLanguagesCanBeNamed(@TempDir Path folder) throws Exception {
        Path mapping = folder.resolve("mapping.json");
        Files.writeString(mapping, "{\"segment_user_id\":" + camel("simple", "${body[userId]}") + "}");
        try (Integration ld = Integration.start("mappingLanguages=jq , simple,&mapping=file:" + mapping)) {
            assertThat(ld.send(SegmentMessage.identify("u1").enters("x")).getException())
                    .isNull();
        }
    }

    @Test
    void worksInAnEndpoint(@TempDir Path folder) throws Exception {
        Path mapping = folder.resolve("mapping.json");
        Files.writeString(mapping, "{\"segment_user_id\":" + camel("simple", "${body[userId]}") + "}");
        try (Integration ld = Integration.start("mappingLanguages=simple,jsonpath,jq&mapping=file:" + mapping)) {
            assertThat(ld.send(SegmentMessage.identify("u1").enters("x")).getException())
                    .isNull();
            assertThat(ld.launchDarkly.members("aud_x")).containsExactly("u1");
        }
    }

    private String map(String language, String expression) {
        AudienceMessage message = TestMessages.of("""
                {"type":"track","userId":"u1",
                 "context":{"personas":{"computation_class":"audience","computation_id":"a1","computation_key":"vip"}},
                 "properties":{"vip":true,"org":12345678901234567890,"list":[{"a":2,"id":"x"}]}}""");
        String mapping = "{\"segment_user_id\":" + camel(language, expression) + "}";
        ChangeMapper mapper = new ChangeMapper(
                new MappingSettings(
                        "env",
                        "user",
                        ContextKeyPriority.USER_ID_ONLY,
                        MissingMembership.reject,
                        AudienceIdFallback.none),
                Trigger.IDENTIFY_OR_TRACK,
                MappingCompiler.compile(mapping, new CamelLanguages(context, LANGUAGES)));
        Verdict verdict = mapper.map(message, MessageOverrides.NONE);
        if (verdict instanceof Verdict.Change change) {
            return "change " + change.change().slot().contextKey();
        } else if (verdict instanceof Verdict.Rejected rejected) {
            return rejected.reason() + " " + rejected.detail();
        }
        return ((Verdict.Skipped) verdict).reason().name();
    }

    private static String camel(String language, String expression) {
        return "{\"@camel\":{\"language\":\"" + language + "\",\"expression\":\"" + expression + "\"}}";
    }
}
