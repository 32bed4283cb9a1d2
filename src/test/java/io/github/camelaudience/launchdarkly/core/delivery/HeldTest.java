package io.github.camelaudience.launchdarkly.core.delivery;

import static io.github.camelaudience.launchdarkly.core.delivery.DeliveryRig.change;
import static io.github.camelaudience.launchdarkly.core.delivery.DeliveryRig.crowd;
import static io.github.camelaudience.launchdarkly.core.delivery.ScriptedTargets.accepted;
import static io.github.camelaudience.launchdarkly.core.delivery.ScriptedTargets.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiError;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.RateFacts;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no member can be guilty of costs nobody anything but time (rule D28). */
class HeldTest {

    private static void assertHeld(DeliveryRig.Job job) {
        assertFailed(job, DeliveryFailure.Kind.HELD);
    }

    private static void assertFailed(DeliveryRig.Job job, DeliveryFailure.Kind kind) {
        assertThat(job.calls).isEqualTo(1);
        assertThat(job.settlements()).allSatisfy(settlement -> assertThat(settlement)
                .isInstanceOfSatisfying(
                        Settlement.Failed.class,
                        failed -> assertThat(failed.cause().kind()).isEqualTo(kind)));
    }

    private static ScriptedTargets.Answer invalid() {
        return answer(400, "invalid_request", RateFacts.NONE);
    }

    /** As LaunchDarkly says it. */
    private static ScriptedTargets.Answer forbidden() {
        ApiOutcome outcome = ApiOutcome.answered(403, new ApiError("forbidden", "denied", "r"), RateFacts.NONE);
        return new ScriptedTargets.Answer(outcome, ScriptedTargets.LATENCY, false);
    }

    private static MembershipChange in(String environment, String audience, String key) {
        return new MembershipChange(
                new MembershipSlot(environment, "user", audience, key),
                audience,
                true,
                MembershipChange.NO_EVENT_TIME,
                null);
    }

    /** A firewall that refuses requests with one of these members. */
    private static ScriptedTargets.Script firewall(Set<String> keys) {
        return (request, number) -> request.members().stream()
                        .anyMatch(member -> keys.contains(member.slot().contextKey()))
                ? answer(403)
                : accepted();
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                300, 301, 302, 303, 304, 307, 308, 402, 404, 405, 406, 407, 410, 411, 414, 415, 417, 421, 426, 428, 431,
                451, 499, 501
            })
    void oneRequestThenNoneUntilTheCoolDownIsOverAndThenAllIsWell(int status) {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.targets.script((request, number) -> answer(status));
            rig.submit(crowd("a", 1000));
            rig.settle();
            rig.jobs.forEach(HeldTest::assertHeld);
            assertThat(rig.targets.sent).hasSize(1);
            assertThat(rig.sender.state().coolingDown()).isTrue();
            assertThat(rig.sender.state().held().outcome().status()).isEqualTo(status);
            for (int i = 0; i < 50; i++) {
                rig.time.advance(1_000);
                assertHeld(rig.submit(change("b", "u" + i, true)));
            }
            assertThat(rig.targets.sent).hasSize(1);
            rig.time.advance(10_000);
            for (int i = 0; i < 6; i++) {
                rig.submit(change("c" + i, "u", true));
            }
            rig.time.advance(50);
            assertThat(rig.targets.inFlight()).as("one probe").isEqualTo(1);
            rig.settle();
            rig.jobs.subList(51, 57).forEach(HeldTest::assertHeld);
            assertThat(rig.targets.sent).hasSize(2);
            rig.time.advance(60_000);
            rig.targets.script((request, number) -> accepted());
            for (int i = 0; i < 6; i++) {
                rig.submit(change("d" + i, "u", true));
            }
            rig.time.advance(50);
            assertThat(rig.targets.inFlight()).as("one probe").isEqualTo(1);
            rig.settle();
            assertThat(rig.targets.mostInFlight()).isEqualTo(4);
            assertThat(rig.sender.state().held()).isNull();
            rig.jobs.subList(57, 63).forEach(job -> assertThat(job.only()).isEqualTo(Settlement.ACCEPTED));
            assertThat(rig.told).doesNotContainKey(Settlement.Refused.class);
            rig.assertAtRest();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 404})
    void oneEnvironmentDoesNotHoldUpTheOthers(int status) {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.targets.script(
                    (request, number) -> request.target().environment().equals("bad") ? answer(status) : accepted());
            DeliveryRig.Job bad = rig.submit(in("bad", "a", "u1"), in("bad", "b", "u2"));
            DeliveryRig.Job good = rig.submit(in("good", "a", "u1"), in("good", "b", "u2"));
            rig.settle();
            assertThat(good.settlements()).containsOnly(Settlement.ACCEPTED);
            assertThat(bad.settlements()).hasOnlyElementsOfType(Settlement.Failed.class);
            assertThat(rig.targets.sent.stream()
                            .filter(sent ->
                                    sent.request().target().environment().equals("bad"))
                            .count())
                    .isLessThanOrEqualTo(2);
            rig.targets.sent.clear();
            assertThat(rig.submit(in("bad", "c", "u3")).only()).isInstanceOf(Settlement.Failed.class);
            DeliveryRig.Job more = rig.submit(in("good", "c", "u3"));
            rig.settle();
            assertThat(more.only()).isEqualTo(Settlement.ACCEPTED);
            assertThat(rig.targets.sent).hasSize(1);
            rig.time.advance(60_000);
            rig.targets.sent.clear();
            rig.submit(in("bad", "a", "u1"), in("bad", "b", "u2"), in("good", "a", "u4"), in("good", "b", "u4"));
            rig.time.advance(50);
            assertThat(rig.targets.sent.stream()
                            .map(sent -> sent.request().target().environment()))
                    .as("one probe of the bad one, and no wait for the others")
                    .containsExactlyInAnyOrder("bad", "good", "good");
            rig.settle();
            rig.assertAtRest();
        }
    }

    @Test
    void a401IsAboutTheTokenAndSoAboutAllEnvironments() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.targets.script(answer(401));
            rig.submit(in("one", "a", "u"));
            rig.settle();
            assertFailed(rig.submit(in("other", "a", "u")), DeliveryFailure.Kind.UNAUTHORIZED);
            assertThat(rig.targets.sent).hasSize(1);
            rig.assertAtRest();
        }
    }

    @Test
    void whatIsInFlightBesideItIsNotSentAgainDuringTheCoolDown() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.targets.script((request, number) -> switch (request.target().audienceId()) {
                case "gone" -> answer(404);
                case "failing" -> answer(503).after(200);
                case "throttled" -> answer(429).after(250);
                default -> invalid().after(300);
            });
            rig.submit(change("gone", "u", true));
            rig.submit(change("failing", "u", true));
            rig.submit(change("throttled", "u", true));
            rig.submit(crowd("poisoned", 4));
            rig.time.advance(59_000);
            assertThat(rig.targets.sent).hasSize(4);
            rig.jobs.forEach(HeldTest::assertHeld);
            rig.assertAtRest();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 10, 100, 1000})
    void asLongAsNothingWasEverAcceptedNothingIsRefused(int size) {
        try (DeliveryRig rig = new DeliveryRig()) {
            rig.targets.script((request, number) -> invalid());
            assertAllHeld(rig, rig.submit(crowd("a", size)));
            int first = rig.targets.sent.size();
            assertThat(first).isLessThanOrEqualTo(32 - Integer.numberOfLeadingZeros(size) + 2 * FirstTrial.MEMBERS);
            assertThat(rig.targets.sizes().stream().filter(each -> each == 1).count())
                    .isEqualTo(Math.min(size, FirstTrial.MEMBERS));
            for (int i = 0; i < 5; i++) {
                rig.time.advance(60_000);
                rig.targets.sent.clear();
                assertAllHeld(rig, rig.submit(crowd("a", size)));
                assertThat(rig.targets.sizes()).as("one probe of one member").containsExactly(1);
            }
            rig.time.advance(60_000);
            rig.targets.poison(Set.of("u0"));
            DeliveryRig.Job last = rig.submit(crowd("a", size));
            rig.settle();
            for (int i = 1; i < size; i++) {
                assertThat(last.settlements().get(i) instanceof Settlement.Refused)
                        .isFalse();
            }
            rig.assertAtRest();
        }
    }

    private static void assertAllHeld(DeliveryRig rig, DeliveryRig.Job job) {
        rig.settle();
        assertHeld(job);
        assertThat(rig.sender.state().held()).isNotNull();
    }

    /** Whoever is tried may be one of the bad ones, but not for ever. */
    @Property(tries = 20)
    void aFirstBatchOfWhichOnlySomeAreRefusedComesThrough(
            @ForAll @IntRange(min = 1, max = 50) int bad, @ForAll long seed) {
        try (DeliveryRig rig = new DeliveryRig(options -> options.seed = seed)) {
            rig.targets.poison(IntStream.range(0, bad).mapToObj(i -> "u" + i).collect(Collectors.toSet()));
            DeliveryRig.Job job = rig.submit(crowd("a", 100));
            rig.settle();
            for (int i = 0; i < 100 && !job.settlements().contains(Settlement.ACCEPTED); i++) {
                assertThat(job.settlements()).noneMatch(Settlement.Refused.class::isInstance);
                rig.time.advance(60_000);
                job = rig.submit(crowd("a", 100));
                rig.settle();
            }
            for (int i = 0; i < 100; i++) {
                assertThat(job.settlements().get(i) instanceof Settlement.Refused)
                        .as("member %s", i)
                        .isEqualTo(i < bad);
            }
            rig.assertAtRest();
        }
    }

    @Test
    void severalAudiencesAreTriedTogether() {
        try (DeliveryRig rig = new DeliveryRig()) {
            rig.targets.script((request, number) -> invalid());
            DeliveryRig.Job job = rig.submit(IntStream.range(0, 9)
                    .mapToObj(i -> change("a" + i, "u", true))
                    .toArray(MembershipChange[]::new));
            rig.settle();
            assertHeld(job);
            assertThat(rig.targets.sizes()).containsExactly(1, 1, 1);
            rig.assertAtRest();
        }
    }

    /** A wrong environment that is put right while the first batch is being taken apart. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 12, 16})
    void whoWasRefusedWhileItLastedIsNotToBlame(int refusals) {
        try (DeliveryRig rig = new DeliveryRig()) {
            rig.targets.script((request, number) -> number <= refusals ? invalid() : ScriptedTargets.accepted());
            DeliveryRig.Job job = rig.submit(crowd("a", 9));
            rig.settle();
            assertThat(job.settlements()).noneMatch(Settlement.Refused.class::isInstance);
            rig.time.advance(60_000);
            DeliveryRig.Job next = rig.submit(crowd("a", 9));
            rig.settle();
            assertThat(next.settlements()).noneMatch(Settlement.Refused.class::isInstance);
            rig.assertAtRest();
        }
    }

    @Test
    void whatIsRefusedBeforeTheFirstIsAcceptedIsRefusedForWhatItIs() {
        try (DeliveryRig rig = new DeliveryRig()) {
            rig.targets.poison(Set.of("bad"));
            DeliveryRig.Job bad = rig.submit(change("a", "bad", true));
            DeliveryRig.Job good = rig.submit(change("b", "good", true));
            rig.settle();
            assertThat(bad.only()).isInstanceOf(Settlement.Refused.class);
            assertThat(good.only()).isEqualTo(Settlement.ACCEPTED);
            assertThat(rig.sender.state().held()).isNull();
            rig.assertAtRest();
        }
    }

    @Test
    void aLoneBadOneBeforeAllOthersHoldsUpNobody() {
        try (DeliveryRig rig = new DeliveryRig()) {
            rig.targets.poison(Set.of("bad"));
            DeliveryRig.Job first = rig.submit(change("a", "bad", true));
            rig.settle();
            assertHeld(first);
            DeliveryRig.Job good = rig.submit(change("a", "good", true));
            rig.settle();
            assertThat(good.only()).isEqualTo(Settlement.ACCEPTED);
            DeliveryRig.Job again = rig.submit(change("a", "bad", true));
            rig.settle();
            assertThat(again.only()).isInstanceOf(Settlement.Refused.class);
            rig.assertAtRest();
        }
    }

    @Test
    void threeThatAreRefusedInDifferentWaysAreRefusedForWhatTheyAre() {
        try (DeliveryRig rig = new DeliveryRig()) {
            rig.targets.script((request, number) -> request.members().size() > 1
                    ? invalid()
                    : answer(400, "code-" + request.members().get(0).slot().contextKey(), RateFacts.NONE));
            DeliveryRig.Job job = rig.submit(crowd("a", 5));
            rig.settle();
            assertThat(job.settlements()).hasOnlyElementsOfType(Settlement.Refused.class);
            rig.assertAtRest();
        }
    }

    @Test
    void afterSomethingWasAcceptedRefusalsAreAboutMembersAsEver() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.targets.script((request, number) -> invalid());
            DeliveryRig.Job job = rig.submit(crowd("a", 20));
            rig.settle();
            assertThat(job.settlements()).hasOnlyElementsOfType(Settlement.Refused.class);
            assertThat(rig.sender.state().held()).isNull();
            rig.assertAtRest();
        }
    }

    @Test
    void whatIsPutAsideFailsInTimeAndWhenStopped() {
        try (DeliveryRig rig = new DeliveryRig()) {
            rig.targets.script(
                    (request, number) -> request.target().audienceId().equals("a") ? invalid() : answer(503));
            DeliveryRig.Job aside = rig.submit(change("a", "u", true));
            DeliveryRig.Job failing = rig.submit(change("b", "u", true));
            rig.time.advance(239_000);
            assertThat(aside.calls).isZero();
            rig.time.advance(1_500);
            assertFailed(aside, DeliveryFailure.Kind.TIMED_OUT);
            assertFailed(failing, DeliveryFailure.Kind.TIMED_OUT);
            DeliveryRig.Job stopped = rig.submit(change("a", "u", true), change("b", "u", true));
            rig.time.advance(1_000);
            rig.sender.stop(1);
            assertFailed(stopped, DeliveryFailure.Kind.STOPPED);
        }
    }

    @Property(tries = 60)
    void aFirewallThatRefusesOneMembersContentCostsThatMemberOnly(
            @ForAll @IntRange(max = 999) int position, @ForAll @IntRange(min = 2, max = 1000) int size) {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            int evil = position % size;
            rig.targets.script(firewall(Set.of("u" + evil)));
            DeliveryRig.Job job = rig.submit(crowd("a", size));
            DeliveryRig.Job other = rig.submit(change("b", "good", true));
            rig.settle();
            for (int i = 0; i < size; i++) {
                assertThat(job.settlements().get(i) instanceof Settlement.Refused)
                        .isEqualTo(i == evil);
            }
            assertThat(other.only()).isEqualTo(Settlement.ACCEPTED);
            assertThat(rig.sender.state().unauthorized()).isNull();
            assertThat(rig.targets.sent.size() - 1)
                    .isLessThanOrEqualTo(2 * (32 - Integer.numberOfLeadingZeros(size - 1)) + 1);
            rig.assertAtRest();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10, 1000})
    void aFirewallThatRefusesEverythingRefusesNobody(int size) {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.targets.script((request, number) -> answer(403));
            for (int i = 0; i < 4; i++) {
                rig.targets.sent.clear();
                DeliveryRig.Job job = rig.submit(crowd("a", size));
                rig.settle();
                assertFailed(job, DeliveryFailure.Kind.UNAUTHORIZED);
                assertThat(rig.targets.sent.size()).isLessThanOrEqualTo(i == 0 ? 14 : 1);
                assertFailed(rig.submit(change("b", "u", true)), DeliveryFailure.Kind.UNAUTHORIZED);
                rig.time.advance(60_000);
            }
            rig.targets.script((request, number) -> accepted());
            DeliveryRig.Job job = rig.submit(crowd("a", size));
            rig.settle();
            assertThat(job.settlements()).containsOnly(Settlement.ACCEPTED);
            rig.assertAtRest();
        }
    }

    @Test
    void aLoneMemberIsFoundGuiltyWhenItIsRefusedAgainAndOthersAreNot() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.targets.script(firewall(Set.of("evil")));
            DeliveryRig.Job first = rig.submit(change("a", "evil", true));
            rig.settle();
            assertFailed(first, DeliveryFailure.Kind.UNAUTHORIZED);
            rig.time.advance(60_000);
            DeliveryRig.Job other = rig.submit(change("b", "good", true));
            rig.settle();
            assertThat(other.only()).isEqualTo(Settlement.ACCEPTED);
            DeliveryRig.Job second = rig.submit(change("a", "evil", true));
            rig.settle();
            assertThat(second.only()).isInstanceOf(Settlement.Refused.class);
            assertThat(rig.sender.state().coolingDown()).isFalse();
            rig.assertAtRest();
        }
    }

    @Test
    void whoIsAcceptedAfterAFirewallWasInTheWayIsNotAccusedAnyMore() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            for (int i = 0; i < 3; i++) {
                rig.targets.script(answer(403));
                DeliveryRig.Job refused = rig.submit(change("a", "u", true));
                rig.settle();
                assertFailed(refused, DeliveryFailure.Kind.UNAUTHORIZED);
                rig.time.advance(60_000);
                DeliveryRig.Job again = rig.submit(change("b", "v", true), change("a", "u", true));
                rig.settle();
                assertThat(again.settlements()).containsOnly(Settlement.ACCEPTED);
            }
            rig.assertAtRest();
        }
    }

    @Test
    void whatLaunchDarklyItselfForbidsIsNotLookedFor() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.targets.script((request, number) -> forbidden());
            DeliveryRig.Job job = rig.submit(crowd("a", 100));
            rig.settle();
            assertFailed(job, DeliveryFailure.Kind.UNAUTHORIZED);
            assertThat(rig.targets.sizes()).containsExactly(100);
            rig.assertAtRest();
        }
    }

    @Test
    void a403LongAfterTheLastAcceptedRequestIsNotLookedInto() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.time.advance(600_000);
            rig.targets.script((request, number) -> answer(403));
            rig.submit(crowd("a", 100));
            rig.settle();
            assertThat(rig.targets.sizes()).containsExactly(100);
            rig.assertAtRest();
        }
    }
}
