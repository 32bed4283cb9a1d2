package io.github.camelaudience.launchdarkly.core.launchdarkly.big;

import static io.github.camelaudience.launchdarkly.core.launchdarkly.rest.RestRig.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.BatchLimits;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Disposition;
import io.github.camelaudience.launchdarkly.core.launchdarkly.DryRun;
import io.github.camelaudience.launchdarkly.core.launchdarkly.rest.EnvironmentKeys;
import io.github.camelaudience.launchdarkly.core.launchdarkly.rest.RestRig;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.standin.Environment;
import io.github.camelaudience.standin.Refusal;
import io.github.camelaudience.standin.StandIn;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is asked of LaunchDarkly for a big segment, and what its answers mean. */
class BigSegmentsTest {

    private static final EnvironmentKeys KEYS = new EnvironmentKeys("default", "test");
    private static final String ID = "5f0000000000000000000001";

    private final RestRig rig = new RestRig(StandIn.builder(), KEYS);
    private final BigSegments backend = rig.big();

    @Test
    void aSegmentIsMadeForTheKindOfItsFirstMemberAndWritten() {
        try (rig) {
            assertAccepted(backend.send(
                    update(backend, rig.change("device", "a", "d1", true), rig.change("device", "a", "d2", false))));
            assertThat(rig.requests())
                    .containsExactly(
                            "GET projects/default/environments/test",
                            "GET segments/default/test/segment-a",
                            "POST segments/default/test",
                            "POST segments/default/test/segment-a/contexts");
            assertThat(rig.launchDarkly.requests().get(2).bodyText())
                    .contains("\"unbounded\":true", "\"unboundedContextKind\":\"device\"", "[segment-audience:a]");
            assertThat(rig.launchDarkly.syncRequests().get(0).bodyText())
                    .isEqualTo("{\"included\":{\"add\":[\"d1\"],\"remove\":[\"d2\"]}}");
            assertThat(rig.launchDarkly.members("a")).containsExactly("d1");
        }
    }

    @Test
    void oneRequestOfASegmentAtATimeAndNoLimitOfMembers() {
        try (rig) {
            assertThat(backend.limits()).isEqualTo(BatchLimits.oneAtATime(Integer.MAX_VALUE));
            assertThat(backend.targetOf(rig.change("device", "a", "d1", true).slot()))
                    .isEqualTo(backend.targetOf(rig.enters("a", "u1").slot()));
            assertThat(backend.dryRun()).isInstanceOf(DryRun.class);
        }
    }

    @Test
    void aContextOfAnotherKindIsToBlameAndTheOthersAreWritten() {
        try (rig) {
            backend.send(update(backend, rig.enters("a", "u1")));
            MembershipChange stranger = rig.change("device", "a", "d1", true);
            ApiOutcome outcome = backend.send(update(backend, stranger, rig.enters("a", "u2")));
            assertAccepted(outcome);
            assertThat(outcome.exceptions()).containsOnlyKeys(stranger.slot());
            assertThat(outcome.exceptions().get(stranger.slot())).satisfies(refusal -> {
                assertThat(refusal.disposition()).isEqualTo(Disposition.REFUSED);
                assertThat(refusal.describeWithoutMessage())
                        .contains("segment segment-a", "of kind user", "of kind device", "contextKind=user");
            });
            assertThat(rig.launchDarkly.members("a")).containsExactly("u1", "u2");

            ApiOutcome alone = backend.send(update(backend, stranger));
            assertThat(alone.disposition()).isEqualTo(Disposition.REFUSED);
            assertThat(alone.exceptions()).containsOnlyKeys(stranger.slot());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\":\"A\",\"key\":\"segment-a\",\"description\":\"[segment-audience:a]\"} | is a standard segment, not a big one | set backend=standard",
                "{\"name\":\"A\",\"key\":\"segment-a\",\"unbounded\":true} | was made by someone else | put [segment-audience:a] into",
            })
    void aSegmentThatIsNotTheAudiencesIsLeftAlone(String document, String what, String cure) {
        try (rig) {
            rig.launchDarkly.createSegment("default", "test", document);
            ApiOutcome outcome = backend.send(update(backend, rig.enters("a", "u1")));
            assertThat(outcome.disposition()).isEqualTo(Disposition.AUDIENCE_HELD);
            assertThat(outcome.describeWithoutMessage()).contains(what, cure);
            assertThat(rig.launchDarkly.syncRequests()).isEmpty();
        }
    }

    @Test
    void anArchivedEnvironmentIsNoMembersFault() {
        Refusal refusal = new Refusal(400, "invalid_request", "The environment is archived");
        Environment archived = Environment.of("default", "test", ID).refusing(null, refusal);
        try (RestRig troubled = new RestRig(StandIn.builder().environment(archived), KEYS)) {
            BigSegments segments = troubled.big();
            ApiOutcome outcome = segments.send(update(segments, troubled.enters("a", "u1")));
            assertThat(outcome.disposition()).isEqualTo(Disposition.AUDIENCE_HELD);
            assertThat(outcome.describeWithoutMessage()).contains("The environment is archived");
        }
    }

    @Test
    void aMemberThatIsRefusedAloneIsToBlame() {
        try (RestRig poisoned = new RestRig(StandIn.builder().poison("bad"), KEYS)) {
            BigSegments segments = poisoned.big();
            assertThat(segments.send(update(segments, poisoned.enters("a", "bad")))
                            .disposition())
                    .isEqualTo(Disposition.REFUSED);
        }
    }

    @Test
    void noMemberAddsMoreBytesThanAreCounted() {
        try (rig) {
            for (String key : List.of("u", "\u00e9\"\\", "\u0001", "long".repeat(50))) {
                MembershipChange member = rig.enters("a", key);
                int added = BigSegmentJson.write(List.of(rig.enters("a", "x"), member)).length
                        - BigSegmentJson.write(List.of(rig.enters("a", "x"))).length;
                assertThat(added).isLessThanOrEqualTo(backend.ownBytes(member.slot()));
            }
        }
    }

    private static void assertAccepted(ApiOutcome outcome) {
        assertThat(outcome.disposition()).as(outcome.describe()).isEqualTo(Disposition.ACCEPTED);
    }
}
