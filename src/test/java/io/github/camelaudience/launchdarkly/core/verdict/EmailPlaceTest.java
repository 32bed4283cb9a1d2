package io.github.camelaudience.launchdarkly.core.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.json.TestMessages;
import io.github.camelaudience.launchdarkly.core.mapping.DefaultMapping;
import io.github.camelaudience.launchdarkly.core.mapping.FieldMapping;
import io.github.camelaudience.launchdarkly.core.mapping.MappingCompiler;
import io.github.camelaudience.launchdarkly.core.membership.ChangeSource;
import io.github.camelaudience.launchdarkly.core.membership.ContextKeyPriority;
import io.github.camelaudience.launchdarkly.core.membership.Verdict;
import io.github.camelaudience.launchdarkly.core.trigger.Trigger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An e-mail address is told to stand where it was taken from (rule D14). */
class EmailPlaceTest {

    private static final String TRANSFORMED =
            "{\"__segment_internal_directive\": {\"@transform\": {\"apply\": {\"context\": {\"@path\": \"$.context\"},"
                    + " \"traits\": {\"@path\": \"$.traits\"}, \"type\": \"identify\"}}}}";

    private static ChangeMapper mapper(FieldMapping mapping) {
        return new ChangeMapper(
                new MappingSettings(
                        "env",
                        "user",
                        ContextKeyPriority.EMAIL_ONLY,
                        MissingMembership.reject,
                        AudienceIdFallback.none),
                Trigger.IDENTIFY_OR_TRACK,
                mapping);
    }

    private static Verdict verdict(ChangeMapper mapper, String first, String second) {
        return mapper.map(
                TestMessages.of("""
                {"type":"identify","messageId":"m","traits":{"k":true%s},"context":{"traits":{%s},"personas":
                {"computation_class":"audience","computation_id":"a","computation_key":"k"}}}""".formatted(
                        first == null ? "" : ",\"email\":" + first, second == null ? "" : "\"email\":" + second)),
                MessageOverrides.NONE);
    }

    private static String keyField(Verdict verdict) {
        return ChangeSource.of(((Verdict.Change) verdict).change().origin().text())
                .keyField();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "\"a@b.c\", , $.traits.email",
                "\"a@b.c\", \"d@b.c\", $.traits.email",
                ", \"d@b.c\", $.context.traits.email",
                "null, \"d@b.c\", $.context.traits.email",
                "\" \", \"d@b.c\", $.context.traits.email"
            })
    void ofAChange(String first, String second, String path) {
        for (FieldMapping mapping : new FieldMapping[] {DefaultMapping.INSTANCE, MappingCompiler.compile("{}")}) {
            ChangeMapper mapper = mapper(mapping);
            assertThat(keyField(verdict(mapper, "\"x@b.c\"", null)))
                    .as("the message before")
                    .isEqualTo("$.traits.email");
            assertThat(keyField(verdict(mapper, first, second))).isEqualTo(path);
        }
        assertThat(keyField(verdict(mapper(MappingCompiler.compile(TRANSFORMED)), first, second)))
                .as("after a root transform")
                .isEqualTo("$");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {"true, \"d@b.c\", $.traits.email", "\" \", true, $.context.traits.email"})
    void ofARejection(String first, String second, String path) {
        for (FieldMapping mapping : new FieldMapping[] {DefaultMapping.INSTANCE, MappingCompiler.compile("{}")}) {
            assertThat(verdict(mapper(mapping), first, second))
                    .isInstanceOfSatisfying(Verdict.Rejected.class, rejected -> assertThat(rejected.path())
                            .isEqualTo(path));
        }
    }
}
