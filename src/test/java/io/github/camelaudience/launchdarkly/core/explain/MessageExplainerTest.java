package io.github.camelaudience.launchdarkly.core.explain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelaudience.launchdarkly.core.json.TestMessages;
import io.github.camelaudience.launchdarkly.core.mapping.DefaultMapping;
import io.github.camelaudience.launchdarkly.core.mapping.FieldMapping;
import io.github.camelaudience.launchdarkly.core.mapping.MappingCompiler;
import io.github.camelaudience.launchdarkly.core.membership.ContextKeyPriority;
import io.github.camelaudience.launchdarkly.core.membership.PersonDeletion;
import io.github.camelaudience.launchdarkly.core.membership.RejectReason;
import io.github.camelaudience.launchdarkly.core.membership.SkipReason;
import io.github.camelaudience.launchdarkly.core.membership.Verdict;
import io.github.camelaudience.launchdarkly.core.segment.AudienceMessage;
import io.github.camelaudience.launchdarkly.core.segment.AudienceMessageReader;
import io.github.camelaudience.launchdarkly.core.segment.MessageSink;
import io.github.camelaudience.launchdarkly.core.segment.ReadLimits;
import io.github.camelaudience.launchdarkly.core.segment.UnreadableMessage;
import io.github.camelaudience.launchdarkly.core.trigger.Trigger;
import io.github.camelaudience.launchdarkly.core.verdict.AudienceIdFallback;
import io.github.camelaudience.launchdarkly.core.verdict.AudienceLists;
import io.github.camelaudience.launchdarkly.core.verdict.ChangeMapper;
import io.github.camelaudience.launchdarkly.core.verdict.DeletePolicy;
import io.github.camelaudience.launchdarkly.core.verdict.MappingSettings;
import io.github.camelaudience.launchdarkly.core.verdict.MessageOverrides;
import io.github.camelaudience.launchdarkly.core.verdict.MissingMembership;
import io.github.camelaudience.launchdarkly.core.verdict.OnDelete;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each explanation tells the verdict, where the flag was, and the rules that made a difference. */
class MessageExplainerTest {

    private static final String PRIORITY = "{'context_key':'user_id_then_email_then_anonymousId'}";

    static Stream<Arguments> messages() {
        return Stream.of(
                // mapping | message | verdict | flag path | rules
                row("", track("'u1'", "true"), "change + u1", "$.properties.vip", ""),
                row("", track("'u1'", "false"), "change - u1", "$.properties.vip", ""),
                row("", track("'u1'", "'True'"), "change + u1", "$.properties.vip", "D1"),
                row("", track("'u1'", "17"), "MEMBERSHIP_UNDETERMINED $.properties", "$.properties.vip", "D2"),
                row("", journey(), "change + u1", "$.properties.vip", "D3"),
                row("", keyed("valueOf"), "MEMBERSHIP_UNDETERMINED $.properties", "$.properties.valueOf", "D2 D4"),
                row("", identify("'traits':{'vip':true},'properties':{'x':1}"), "change + u1", "$.traits.vip", "D5"),
                row("", identify("'properties':{'vip':true}"), "change + u1", "$.properties.vip", ""),
                row("", identify("'traits':{'vip':true}"), "change + u1", "$.traits.vip", ""),
                row("", track("null", "true"), "NO_CONTEXT_KEY", "$.properties.vip", "D6"),
                row(
                        PRIORITY,
                        track("' '", "true,'x':1},'anonymousId':'a1','y':{'z':0"),
                        "change + a1",
                        "$.properties.vip",
                        "D7"),
                row("", track("1e21", "true"), "change + 1000000000000000000000", "$.properties.vip", "D8"),
                row("", track("42", "true"), "change + 42", "$.properties.vip", ""),
                row("", track("1.5", "true"), "INVALID_IDENTIFIER $.userId", "$.properties.vip", "D8"),
                row("", track("true", "true"), "INVALID_IDENTIFIER $.userId", "$.properties.vip", "D9"),
                row("", track("{}", "true"), "INVALID_IDENTIFIER $.userId", "$.properties.vip", ""),
                row(
                        "",
                        track("'u1'", "true").replace("'audience'", "'trait'"),
                        "NOT_AN_AUDIENCE",
                        "$.properties.vip",
                        "D10"),
                row(
                        "",
                        track("'u1'", "true").replace("'a1'", "' '"),
                        "MISSING_AUDIENCE_ID $.context.personas.computation_id",
                        "$.properties.vip",
                        "D11"),
                row(
                        "",
                        track("'u1'", "true").replace("'vip'}", "null}"),
                        "MISSING_AUDIENCE_KEY $.context.personas.computation_key",
                        "$.properties",
                        ""),
                row("", keyed("_").replace("{}", "{'_':true}"), "change + u1", "$.properties._", "D11"),
                row(
                        "{'context_kind':{'@path':'$.properties.k'}}",
                        track("'u1'", "true,'k':'multi'"),
                        "INVALID_CONTEXT_KIND $",
                        "$.properties.vip",
                        "D12"),
                row("", track("'\\ud83d'", "true"), "INVALID_UNICODE $", "$.properties.vip", "D13"),
                row(
                        "{'context_key':'email_only'}",
                        track("'u1'", "true},'traits':{'email':''")
                                .replace("'context':{", "'context':{'traits':{'email':'e'},"),
                        "change + e",
                        "$.properties.vip",
                        "D14"),
                row(
                        "",
                        track("'u1'", "true").replace("'track'", "'page'"),
                        "NOT_SUBSCRIBED",
                        "$.properties.vip",
                        "D24"),
                row(
                        "{'segment_user_id':{'@template':'{{properties}}'}}",
                        track("'u1'", "true"),
                        "MAPPING_FAILED $",
                        null,
                        "M13"),
                row(
                        "{'user_email':{'@template':'{{properties}}'}}",
                        track("'u1'", "true"),
                        "change + u1",
                        "$.properties.vip",
                        "D27"),
                row(
                        "{'user_email':{'@path':'$.properties.list'}}",
                        track("'u1'", "true,'list':[null]"),
                        "change + u1",
                        "$.properties.vip",
                        "D27"),
                row(
                        "",
                        track("'u1'", "true},'anonymousId':['a','b'],'y':{'z':1"),
                        "change + u1",
                        "$.properties.vip",
                        "D27"),
                row("", keyed("internal_staff"), "AUDIENCE_NOT_ALLOWED", "$.properties.internal_staff", "D35"),
                row("", dated("'2026-01-02T03:04:05Z'"), "change + u1", "$.properties.vip", ""),
                row("", dated("'2026-01-02 03:04:05'"), "change + u1", "$.properties.vip", "D30"),
                row("", dated("'soon'"), "change + u1", "$.properties.vip", "D30"),
                row("", dated("'soon','sentAt':'2026-01-02T03:04:05Z'"), "change + u1", "$.properties.vip", "D30"),
                row("", "{'userId':'u1'}", "NOT_A_MESSAGE $", "$.properties", "D31"),
                row(
                        "{'traits_or_props':{'@if':{'exists':{'@path':'$.properties'},'then':{'@path':'$.properties'},"
                                + "'else':{'@path':'$.traits'}}}}",
                        identify("'traits':{'vip':true},'properties':{}"),
                        "change + u1",
                        "$.traits.vip",
                        "D5 D32"),
                row(
                        "{'traits_or_props':{'@path':'$.list'}}",
                        track("'u1'", "true},'list':{'vip':false"),
                        "change - u1",
                        "$.list.vip",
                        ""),
                row("", "{'type':'delete','userId':'u1'}", "delete u1", "$.properties", "D36"),
                row(PRIORITY, "{'type':'delete','userId':' ','anonymousId':7}", "delete 7", "$.properties", "D36"),
                row("", "{'type':'delete','anonymousId':'a1'}", "PERSON_UNDETERMINED $", "$.properties", "D36"),
                row("", "{'type':'track',", "NOT_JSON", null, ""),
                row("", "17", "NOT_AN_OBJECT $", null, "N1"),
                row("", "{'Records':[]}", "NOT_A_MESSAGE $", "$.properties", "D31"),
                row("", "{'a':" + "[".repeat(80) + "]".repeat(80) + "}", "TOO_DEEP", null, ""),
                row("", "[" + track("'u" + "x".repeat(5000) + "'", "true") + "]", "TOO_LARGE", null, ""));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void tellsVerdictFlagAndRules(String mapping, String document, String verdict, String flag, String rules) {
        Explanation explanation = explain(mapping, document).get(0);

        assertThat(shown(explanation.verdict())).startsWith(verdict);
        assertThat(explanation.flag() == null ? null : explanation.flag().path())
                .isEqualTo(flag);
        assertThat(explanation.rules().stream().sorted().map(Enum::name).collect(Collectors.joining(" ")))
                .isEqualTo(rules);
    }

    @Test
    void everyReasonThatAMessageCanHaveIsExplained() {
        Set<RejectReason> rejected = EnumSet.noneOf(RejectReason.class);
        Set<SkipReason> skipped = EnumSet.noneOf(SkipReason.class);
        messages().map(Arguments::get).forEach(row -> {
            Verdict verdict = explain((String) row[0], (String) row[1]).get(0).verdict();
            if (verdict instanceof Verdict.Rejected rejection) {
                rejected.add(rejection.reason());
            } else if (verdict instanceof Verdict.Skipped skip) {
                skipped.add(skip.reason());
            }
        });

        assertThat(rejected)
                .isEqualTo(EnumSet.complementOf(
                        EnumSet.of(RejectReason.UNAUTHENTICATED, RejectReason.REFUSED_BY_LAUNCHDARKLY)));
        assertThat(skipped).isEqualTo(EnumSet.complementOf(EnumSet.of(SkipReason.STALE, SkipReason.DUPLICATE)));
    }

    private static String dated(String time) {
        return track("'u1'", "true},'timestamp':" + time + ",'y':{'z':1");
    }

    @Test
    void saysWhichTimesCannotBeRead() {
        Explanation told = explain("", json(dated("'soon','receivedAt':{},'sentAt':1767323045")))
                .get(0);
        Explanation.Facts facts = told.facts();
        assertThat(shown(told.verdict())).isEqualTo("change + u1");
        assertThat(facts.unreadable()).containsExactly("$.timestamp", "$.receivedAt");
        assertThat(facts.timeSource()).isEqualTo("$.sentAt");
        assertThat(facts.eventTime()).isEqualTo(1_767_323_045_000L);

        Explanation.Facts none = explain("", json(dated("'soon'"))).get(0).facts();
        assertThat(none.unreadable()).containsExactly("$.timestamp");
        assertThat(none.timeSource()).isNull();
    }

    @Test
    void saysWhereEachFieldComesFrom() {
        String mapping = "{'segment_user_id':{'@path':'$.properties.member'},'unset':['segment_anonymous_id']}";
        String message = track("'u1'", "true,'member':7").replace("{'type'", "{'anonymousId':'a1','type'");
        AudienceMessage read = TestMessages.of(json(message));

        Explanation explanation = explainer(mapping).explain(read, new MessageOverrides(null, "account", null));

        assertThat(explanation.fields().stream()
                        .map(field -> field.name() + " = " + field.value().text() + " by "
                                + field.origin().name().toLowerCase(java.util.Locale.ROOT) + " " + field.source()))
                .containsExactly(
                        "segment_audience_id = a1 by message $.context.personas.computation_id",
                        "segment_audience_key = vip by message $.context.personas.computation_key",
                        "segment_computation_action = audience by message $.context.personas.computation_class",
                        "context_kind = account by override contextKind",
                        "segment_user_id = 7 by mapping {\"@path\":\"$.properties.member\"}",
                        "segment_anonymous_id = null by mapping unset",
                        "user_email = null by message $.traits.email",
                        "context_key = user_id_only by option contextKey");
        assertThat(explanation.facts().identifiers()).containsExactly("$.userId", "$.anonymousId");
    }

    @Test
    void agreesWithTheMapper() {
        messages().map(Arguments::get).forEach(row -> {
            List<Verdict> verdicts = new ArrayList<>();
            ChangeMapper mapper = new ChangeMapper(settings(), Trigger.IDENTIFY_OR_TRACK, mapping((String) row[0]));
            read((String) row[1], new MessageSink() {
                @Override
                public void message(AudienceMessage message) {
                    verdicts.add(mapper.map(message, MessageOverrides.NONE));
                }

                @Override
                public void unreadable(UnreadableMessage message) {
                    verdicts.add(new Verdict.Rejected(message.reason(), message.path(), message.detail()));
                }
            });

            assertThat(explain((String) row[0], (String) row[1]))
                    .extracting(Explanation::verdict)
                    .containsExactlyElementsOf(verdicts);
        });
    }

    @Test
    void theJsonHasEverything() {
        JsonNode json = ExplanationJson.of(explain(
                        "",
                        json("{'timestamp':'2026-01-02T03:04:05Z',"
                                + track("'u1'", "true").substring(1)))
                .get(0));

        assertThat(json.at("/path").asText()).isEqualTo("$");
        assertThat(json.at("/read/eventTime").asText()).isEqualTo("2026-01-02T03:04:05Z");
        assertThat(json.at("/read/audienceKey/value").asText()).isEqualTo("vip");
        assertThat(json.at("/fields/segment_user_id/shape").asText()).isEqualTo("text");
        assertThat(json.at("/flag/value").asText()).isEqualTo("true");
        assertThat(json.at("/verdict/result").asText()).isEqualTo("change");
        assertThat(json.at("/verdict/audienceName").asText()).isEqualTo("Vip");
        assertThat(json.at("/rules").isEmpty()).isTrue();
    }

    private static Arguments row(String mapping, String document, String verdict, String flag, String rules) {
        return Arguments.of(json(mapping), json(document), verdict, flag, rules);
    }

    private static String json(String quoted) {
        return quoted.replace('\'', '"');
    }

    private static String track(String userId, String flag) {
        return "{'type':'track','userId':" + userId + ",'context':{'personas':{'computation_class':'audience',"
                + "'computation_id':'a1','computation_key':'vip'}},'properties':{'vip':" + flag + "}}";
    }

    private static String journey() {
        return track("'u1'", "null").replace("'audience'", "'journey_step'").replace("'vip':null", "'x':1");
    }

    private static String keyed(String key) {
        return track("'u1'", "true").replace("{'vip':true}", "{}").replace("'vip'", "'" + key + "'");
    }

    private static String identify(String rest) {
        return track("'u1'", "true").replace("'properties':{'vip':true}", rest).replace("'track'", "'identify'");
    }

    private static List<Explanation> explain(String mapping, String document) {
        List<Explanation> explanations = new ArrayList<>();
        MessageExplainer explainer = explainer(mapping);
        read(document, new MessageSink() {
            @Override
            public void message(AudienceMessage message) {
                explanations.add(explainer.explain(message, MessageOverrides.NONE));
            }

            @Override
            public void unreadable(UnreadableMessage message) {
                explanations.add(MessageExplainer.explain(message));
            }
        });
        return explanations;
    }

    private static void read(String document, MessageSink sink) {
        byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
        new AudienceMessageReader(ReadLimits.DEFAULT.withMaxDocumentLength(4000))
                .read(bytes, 0, bytes.length, "$", AudienceMessage.NOT_INDEXED, sink);
    }

    private static MessageExplainer explainer(String mapping) {
        return new MessageExplainer(settings(), Trigger.IDENTIFY_OR_TRACK, mapping(json(mapping)));
    }

    private static FieldMapping mapping(String json) {
        return json.isEmpty() ? DefaultMapping.INSTANCE : MappingCompiler.compile(json);
    }

    private static MappingSettings settings() {
        return new MappingSettings(
                "env",
                "user",
                ContextKeyPriority.USER_ID_ONLY,
                MissingMembership.reject,
                AudienceIdFallback.none,
                AudienceLists.of(null, "internal_*"),
                new DeletePolicy(OnDelete.remove, List.of()));
    }

    private static String shown(Verdict verdict) {
        if (verdict instanceof Verdict.Change change) {
            return "change " + (change.change().included() ? "+ " : "- ")
                    + change.change().slot().contextKey();
        } else if (verdict instanceof Verdict.Delete delete) {
            return "delete "
                    + delete.people().stream().map(PersonDeletion::contextKey).collect(Collectors.joining(" "));
        } else if (verdict instanceof Verdict.Rejected rejected) {
            return rejected.reason() + " " + rejected.path();
        }
        return ((Verdict.Skipped) verdict).reason().name();
    }
}
