package io.github.camelaudience.launchdarkly.core.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.mapping.DefaultMapping;
import io.github.camelaudience.launchdarkly.core.membership.ContextKeyPriority;
import io.github.camelaudience.launchdarkly.core.membership.RejectReason;
import io.github.camelaudience.launchdarkly.core.membership.SkipReason;
import io.github.camelaudience.launchdarkly.core.membership.Verdict;
import io.github.camelaudience.launchdarkly.core.segment.Collected;
import io.github.camelaudience.launchdarkly.core.trigger.Trigger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rule D31: the wrong thing was pointed at us, and that is said, with what it looks like and no value. */
class StrangeObjectTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                                             | it is empty
            {"Records":[{"eventSource":"aws:s3","s3":{}}]}                  | AWS hands to a Lambda function
            {"userId":"alice","cohortName":"n","cohortId":"c","value":true} | a request to LaunchDarkly
            {"environmentId":"alice","contextKind":"user"}                  | a request to LaunchDarkly
            {"Type":"SubscriptionConfirmation","Message":"You have","SubscribeURL":"https://alice"} | confirm a subscription
            {"Type":"Notification","Message":"alice","TopicArn":"a"}        | whose Message is no JSON text
            {"specversion":"1.0","data":"alice"}                            | a CloudEvent without data
            {"payload":{"type":"track","userId":"alice"}}                   | Kafka Connect
            {"schema":null,"payload":null}                                  | Kafka Connect
            {"detail-type":"t","detail":"alice"}                            | Amazon EventBridge
            {"message":{"attributes":{"a":"alice"}},"subscription":"s"}     | Pub/Sub
            {"json":"alice"}                                                | Extensible Webhook
            {"batch":{"userId":"alice"}}                                    | a batch that is no array
            {"userId":"alice","traits":{}}                                  | a Segment message that lost it
            {"alice":"alice"}                                               | nothing that is known here
            """)
    void isRejected(String json, String looksLike) {
        Verdict verdict = verdict(json, Trigger.IDENTIFY_OR_TRACK);
        assertThat(verdict).isInstanceOfSatisfying(Verdict.Rejected.class, rejected -> {
            assertThat(rejected.reason()).isEqualTo(RejectReason.NOT_A_MESSAGE);
            assertThat(rejected.path()).isEqualTo("$");
            assertThat(rejected.detail())
                    .startsWith("expected a Segment message but found an object without a type")
                    .contains(looksLike)
                    .doesNotContain("alice");
        });
    }

    @Test
    void ofLaunchDarklysOwnBodyEachMemberIsRejected() {
        Collected collected =
                Collected.read("{\"environmentId\":\"e\",\"contextKind\":\"user\",\"batch\":[{\"userId\":\"u\","
                        + "\"cohortName\":\"n\",\"cohortId\":\"c\",\"value\":true}]}");
        assertThat(collected.outline).containsExactly("$.batch[0] ok");
        assertThat(mapper(Trigger.IDENTIFY_OR_TRACK).map(collected.messages.get(0), MessageOverrides.NONE))
                .isInstanceOfSatisfying(Verdict.Rejected.class, rejected -> assertThat(rejected.reason())
                        .isEqualTo(RejectReason.NOT_A_MESSAGE));
    }

    @Test
    void whatTheTriggerAsksForIsAMessage() {
        assertThat(verdict("{}", message -> true)).isEqualTo(new Verdict.Skipped(SkipReason.NOT_AN_AUDIENCE));
        assertThat(verdict("{\"type\":\"page\"}", Trigger.IDENTIFY_OR_TRACK))
                .isEqualTo(new Verdict.Skipped(SkipReason.NOT_SUBSCRIBED));
    }

    @Test
    void aTypeThatIsNoTextIsNone() {
        for (String type : new String[] {"5", "null", "[\"track\"]"}) {
            assertThat(verdict("{\"type\":" + type + "}", Trigger.IDENTIFY_OR_TRACK))
                    .isInstanceOfSatisfying(Verdict.Rejected.class, rejected -> assertThat(rejected.reason())
                            .isEqualTo(RejectReason.NOT_A_MESSAGE));
        }
    }

    private static Verdict verdict(String json, Trigger trigger) {
        return mapper(trigger).map(Collected.read(json).messages.get(0), MessageOverrides.NONE);
    }

    private static ChangeMapper mapper(Trigger trigger) {
        return new ChangeMapper(
                new MappingSettings(
                        "env",
                        "user",
                        ContextKeyPriority.USER_ID_THEN_EMAIL_THEN_ANONYMOUS_ID,
                        MissingMembership.reject,
                        AudienceIdFallback.none),
                trigger,
                DefaultMapping.INSTANCE);
    }
}
