package io.github.camelaudience.launchdarkly.core.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a question may look like, and how a wrong one is refused without quoting it. */
class AuditQuestionTest {

    private static AuditQuestion read(String question) {
        return AuditQuestion.read(question.replace('\'', '"').getBytes(StandardCharsets.UTF_8), "user");
    }

    @Test
    void shortAndLongForms() {
        AuditQuestion question = read(
                "{'people':['ada',{'contextKey':'tv','contextKind':'device','expected':{'a':true,'b':false}}],"
                        + "'audiences':['a',{'audienceId':'b','contextKind':'device','segmentKey':'k','expectedMembers':12}]}");

        assertThat(question.people())
                .containsExactly(
                        new AuditQuestion.Person("user", "ada", Map.of()),
                        new AuditQuestion.Person("device", "tv", Map.of("a", true, "b", false)));
        assertThat(question.audiences())
                .containsExactly(
                        new AuditQuestion.Audience("a", "user", null, null),
                        new AuditQuestion.Audience("b", "device", "k", 12L));
        assertThat(read("['ada']").people()).hasSize(1);
        assertThat(read("{'audiences':['a']}").people()).isEmpty();
        assertThat(question.people().toString()).doesNotContain("ada", "tv");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "SECRET                                             | $ | JSON",
                "['SECRET'                                          | $ | JSON",
                "['a'] ['SECRET']                                   | $ | JSON",
                "'SECRET'                                           | $ | must be an object",
                "17                                                 | $ | must be an object",
                "{}                                                 | $ | neither people nor audiences",
                "[]                                                 | $ | neither people nor audiences",
                "{'people':'SECRET'}                                | $.people | must be an array",
                "{'persons':['SECRET']}                             | $ | none of [audiences, people]",
                "['a',17]                                           | $[1] | text or an object",
                "['a',' ']                                          | $[1] | not blank",
                "[{'contextKey':17}]                                | $[0].contextKey | must be text",
                "[{'userId':'SECRET'}]                              | $[0] | none of [contextKey",
                "[{'contextKey':'SECRET','contextKind':'a b'}]      | $[0].contextKind | ASCII",
                "[{'contextKey':'SECRET','expected':['x']}]         | $[0].expected | must be an object",
                "[{'contextKey':'SECRET','expected':{'SECRET':1}}]  | $[0].expected | true or false",
                "[{'contextKey':'SECRET','contextKey':'SECRET'}]    | $ | twice",
                "['\\ud800SECRET']                                | $[0] | surrogate",
                "[{'contextKey':'SECRET','expected':{' ':true}}]    | $[0].expected | not blank",
                "{'audiences':[{'audienceId':''}]}                  | $.audiences[0].audienceId | not blank",
                "{'audiences':[{'audienceId':'a','expectedMembers':-1}]}  | $.audiences[0].expectedMembers | whole number",
                "{'audiences':[{'audienceId':'a','expectedMembers':1.5}]} | $.audiences[0].expectedMembers | whole number"
            })
    void aWrongOneSaysWhereAndWhyAndQuotesNothing(String question, String path, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(question))
                .withMessageContaining(" at " + path + " ")
                .withMessageContaining(why)
                .withMessageNotContaining("SECRET")
                .withNoCause();
    }

    @Test
    void anEmptyBodyIsNoQuestion() {
        assertThatIllegalArgumentException().isThrownBy(() -> read("")).withMessageContaining("$");
    }
}
