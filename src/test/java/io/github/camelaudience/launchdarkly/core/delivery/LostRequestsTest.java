package io.github.camelaudience.launchdarkly.core.delivery;

import static io.github.camelaudience.launchdarkly.core.delivery.DeliveryRig.change;
import static io.github.camelaudience.launchdarkly.core.delivery.DeliveryRig.crowd;
import static io.github.camelaudience.launchdarkly.core.delivery.DeliveryRig.slot;
import static io.github.camelaudience.launchdarkly.core.delivery.ScriptedTargets.accepted;
import static io.github.camelaudience.launchdarkly.core.delivery.ScriptedTargets.answer;
import static io.github.camelaudience.launchdarkly.core.delivery.ScriptedTargets.broken;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.launchdarkly.BatchLimits;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentUpdate;
import io.github.camelaudience.launchdarkly.core.ledger.Acceptance;
import io.github.camelaudience.launchdarkly.core.ledger.AudienceState;
import io.github.camelaudience.launchdarkly.core.ledger.Claim;
import io.github.camelaudience.launchdarkly.core.ledger.ForwardingLedger;
import io.github.camelaudience.launchdarkly.core.ledger.LedgerTimes;
import io.github.camelaudience.launchdarkly.core.membership.AudienceKey;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a request without an answer has undone is sent once more, and nothing else is. */
class LostRequestsTest {

    private static final long SETTLE_AFTER =
            LedgerTimes.of(Duration.ofSeconds(30)).settleAfter().toMillis();

    /** The first request has no answer and takes effect after the second, which leaves the member. */
    private static DeliveryRig.Job undone(DeliveryRig rig) {
        rig.targets.script((request, number) -> {
            rig.time.in(100_000, () -> rig.targets.takesEffect(request));
            return broken();
        });
        rig.submit(change("a", "u", true, 10, "m1"));
        rig.time.advance(5);
        rig.targets.script((request, number) -> accepted());
        DeliveryRig.Job newer = rig.submit(change("a", "u", false, 20, "m2"));
        rig.settle();
        rig.time.advance(120_000);
        assertThat(rig.targets.isMember(slot("a", "u"))).isTrue();
        return newer;
    }

    @Test
    void whatALateRequestHasUndoneIsSentOnceMore() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            undone(rig);
            int sent = rig.targets.count();
            rig.time.advance(SETTLE_AFTER);
            rig.sender.lookForLost();
            rig.time.advance(1_000);
            assertThat(rig.targets.isMember(slot("a", "u"))).isFalse();
            assertThat(rig.targets.count()).isEqualTo(sent + 1);
            assertThat(rig.anyOpen()).isFalse();
            rig.sender.lookForLost();
            rig.time.advance(1_000);
            assertThat(rig.targets.count()).isEqualTo(sent + 1);
            rig.assertAtRest();
        }
    }

    @Test
    void equalValuesCostNothing() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.targets.script(broken(), accepted());
            rig.submit(change("a", "u", true, 10, "m1"));
            rig.settle();
            assertThat(rig.anyOpen()).isTrue();
            rig.time.advance(SETTLE_AFTER);
            rig.sender.lookForLost();
            rig.time.advance(1_000);
            assertThat(rig.anyOpen()).isFalse();
            assertThat(rig.targets.sent).hasSize(2);
            rig.assertAtRest();
        }
    }

    @Test
    void itIsSentAgainUntilItIsAccepted() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            undone(rig);
            rig.targets.script(answer(503), broken(), answer(400), accepted());
            rig.time.advance(SETTLE_AFTER);
            rig.settleLost();
            assertThat(rig.targets.isMember(slot("a", "u"))).isFalse();
            rig.assertAtRest();
        }
    }

    /** 40 members are undone by one lost request, and LaunchDarkly refuses two of them whenever they are sent. */
    @Test
    void whatIsRefusedKeepsNoOthersFromBeingSentOnceMoreAndIsGivenUpInTheEnd() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.targets.script((request, number) -> {
                rig.time.in(100_000, () -> rig.targets.takesEffect(request));
                return broken();
            });
            rig.submit(timed(40, true, 10));
            rig.time.advance(5);
            rig.targets.script((request, number) -> accepted());
            rig.submit(timed(40, false, 20));
            rig.settle();
            rig.time.advance(120_000);
            rig.targets.script((request, number) -> request.members().stream().anyMatch(each -> Set.of("u7", "u31")
                            .contains(each.slot().contextKey()))
                    ? answer(400)
                    : accepted());
            rig.time.advance(SETTLE_AFTER);
            rig.settleLost();
            for (int i = 0; i < 40; i++) {
                assertThat(rig.targets.isMember(slot("a", "u" + i))).as("u" + i).isEqualTo(i == 7 || i == 31);
            }
            assertThat(rig.forgone).containsExactlyInAnyOrder(slot("a", "u7"), slot("a", "u31"));
            int sent = rig.targets.count();
            rig.time.advance(SETTLE_AFTER);
            rig.sender.lookForLost();
            rig.time.advance(60_000);
            rig.sender.lookForLost();
            assertThat(rig.targets.count()).as("nothing goes on for ever").isEqualTo(sent);
            rig.assertAtRest();
        }
    }

    private static MembershipChange[] timed(int size, boolean included, long time) {
        return IntStream.range(0, size)
                .mapToObj(i -> change("a", "u" + i, included, time, "m" + time + "-" + i))
                .toArray(MembershipChange[]::new);
    }

    /** What refuses everything is about no member: no more than a few are tried alone in a look. */
    @Test
    void whatRefusesEverythingIsNotAskedForEachMember() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.targets.script((request, number) -> broken());
            rig.submit(timed(1_000, true, 10));
            rig.time.advance(5);
            rig.targets.script((request, number) -> accepted());
            rig.submit(timed(1_000, false, 20));
            rig.settle();
            rig.time.advance(SETTLE_AFTER);
            rig.targets.script((request, number) -> answer(400));
            int sent = rig.targets.count();
            rig.sender.lookForLost();
            rig.time.advance(9_000);
            assertThat(rig.targets.count() - sent).isBetween(4, 20);
            rig.targets.script((request, number) -> accepted());
            rig.settleLost();
            assertThat(rig.forgone).isEmpty();
            rig.assertAtRest();
        }
    }

    /** The audience is renamed while what is to be sent once more waits for its turn. */
    @Test
    void itHasTheNameThatTheAudienceHasWhenItIsSent() {
        try (DeliveryRig rig = DeliveryRig.proven(
                options -> options.shape = new OtherLimits(DeliveryRig.SYNCED, BatchLimits.oneAtATime(10)))) {
            undone(rig);
            rig.time.advance(SETTLE_AFTER);
            rig.targets.script((request, number) -> accepted().after(3_000));
            rig.submit(new MembershipChange(slot("a", "other"), "new name", true, 30, "m3"));
            rig.time.advance(1_000);
            rig.sender.lookForLost();
            rig.settle();
            rig.settleLost();
            assertThat(rig.targets.isMember(slot("a", "u"))).isFalse();
            SegmentUpdate last =
                    rig.targets.sent.get(rig.targets.sent.size() - 1).request();
            assertThat(last.members().get(0).slot()).isEqualTo(slot("a", "u"));
            assertThat(last.audienceName("a")).isEqualTo("new name");
            rig.assertAtRest();
        }
    }

    /** Each question to a shared ledger takes its time, and the claim does not wait. */
    @Test
    void aNameIsAskedOnceForAnAudienceAndNotForEachMember() {
        int[] asked = {0};
        try (DeliveryRig rig = DeliveryRig.proven(
                options -> options.ledger = clock -> new ForwardingLedger(DeliveryRig.memory(100_000, clock)) {
                    @Override
                    public AudienceState audience(AudienceKey audience) {
                        asked[0]++;
                        return super.audience(audience);
                    }
                })) {
            rig.targets.script((request, number) -> broken());
            rig.submit(timed(1_000, true, 10));
            rig.time.advance(5);
            rig.targets.script((request, number) -> accepted());
            rig.submit(timed(1_000, false, 20));
            rig.settle();
            rig.time.advance(SETTLE_AFTER);
            int sent = rig.targets.count();
            rig.settleLost();
            assertThat(rig.targets.count()).isGreaterThan(sent);
            assertThat(asked[0]).isBetween(1, 10);
            rig.assertAtRest();
        }
    }

    @Test
    void aStoppedSenderSendsNothingMore() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            undone(rig);
            int sent = rig.targets.count();
            rig.time.advance(SETTLE_AFTER);
            rig.sender.stop(0);
            rig.sender.lookForLost();
            rig.time.advance(1_000);
            assertThat(rig.targets.count()).isEqualTo(sent);
            rig.assertAtRest();
        }
    }

    /** Where requests are strictly one after the other, so is this; {@link ScriptedTargets} finds two at a time. */
    @Test
    void itTakesItsTurnWhereRequestsAreOneAfterTheOther() {
        try (DeliveryRig rig = DeliveryRig.proven(
                options -> options.shape = new OtherLimits(DeliveryRig.SYNCED, BatchLimits.oneAtATime(10)))) {
            undone(rig);
            rig.time.advance(SETTLE_AFTER);
            rig.targets.script((request, number) -> accepted().after(5_000));
            DeliveryRig.Job crowd = rig.submit(crowd("a", 40));
            rig.time.advance(1_000);
            rig.sender.lookForLost();
            rig.settle();
            rig.settleLost();
            assertThat(crowd.settlements()).containsOnly(Settlement.ACCEPTED);
            assertThat(rig.targets.isMember(slot("a", "u"))).isFalse();
            rig.assertAtRest();
        }
    }

    @Test
    void aStopWhileItWaitsForItsTurnEndsItsClaim() {
        try (DeliveryRig rig = DeliveryRig.proven(
                options -> options.shape = new OtherLimits(DeliveryRig.SYNCED, BatchLimits.oneAtATime(10)))) {
            undone(rig);
            rig.time.advance(SETTLE_AFTER);
            rig.targets.script((request, number) -> accepted().after(5_000));
            rig.submit(crowd("a", 40));
            rig.time.advance(1_000);
            rig.sender.lookForLost();
            rig.time.advance(100);
            rig.sender.stop(0);
            rig.time.advance(60_000);
            rig.assertAtRest();
        }
    }

    @Test
    void whatIsBusyWaitsAndTheOthersGo() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            Claim other = rig.ledger.claim(List.of(change("a", "u1", true, 10, "m1")));
            DeliveryRig.Job busy = rig.submit(change("a", "u1", false, 20, "m2"));
            DeliveryRig.Job free = rig.submit(change("a", "u2", true, 20, "m3"));
            rig.time.advance(3_000);
            assertThat(free.only()).isEqualTo(Settlement.ACCEPTED);
            assertThat(busy.calls).isZero();
            DeliveryRig.Job newer = rig.submit(change("a", "u1", true, 30, "m4"));
            other.ended();
            rig.time.advance(1_500);
            assertThat(busy.only()).isEqualTo(Settlement.SUPERSEDED);
            assertThat(newer.only()).isEqualTo(Settlement.ACCEPTED);
            assertThat(rig.targets.isMember(slot("a", "u1"))).isTrue();
            rig.assertAtRest();
        }
    }

    @Test
    void whatOthersHaveTakenMeanwhileIsJudgedAgain() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            MembershipChange others = change("a", "u1", true, 30, "m9");
            rig.targets.script(accepted().after(60_000));
            DeliveryRig.Job late = rig.submit(change("a", "u1", false, 20, "m1"));
            DeliveryRig.Job alone = rig.submit(change("b", "u1", false, 20, "m2"));
            rig.time.advance(50_000);
            rig.ledger.claim(List.of(others)).accepted(new Acceptance(null, rig.time.now()));
            rig.settle();
            assertThat(late.only()).isEqualTo(Settlement.ACCEPTED);
            assertThat(alone.only()).isEqualTo(Settlement.ACCEPTED);
            rig.settleLost();
            assertThat(rig.targets.isMember(slot("a", "u1"))).isTrue();
            rig.assertAtRest();
        }
    }
}
