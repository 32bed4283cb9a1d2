package io.github.camelaudience.launchdarkly.core.delivery;

import static io.github.camelaudience.launchdarkly.core.delivery.DeliveryRig.change;
import static io.github.camelaudience.launchdarkly.core.delivery.DeliveryRig.crowd;
import static io.github.camelaudience.launchdarkly.core.delivery.ScriptedTargets.accepted;
import static io.github.camelaudience.launchdarkly.core.delivery.ScriptedTargets.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.camelaudience.launchdarkly.core.launchdarkly.BatchLimits;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Disposition;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An audience that LaunchDarkly does not let be written holds up no other, and loses nothing. */
class HeldAudienceTest {

    private static final long COOL_DOWN = 60_000;

    /** As a backend classifies a segment that someone else owns. */
    static ScriptedTargets.Answer owned() {
        ScriptedTargets.Answer conflict = answer(409);
        return new ScriptedTargets.Answer(conflict.outcome().as(Disposition.AUDIENCE_HELD), 100, false);
    }

    /** Requests with a member of this audience are answered so. */
    private static ScriptedTargets.Script held(String audienceId) {
        return (request, number) -> request.audienceNames().containsKey(audienceId) ? owned() : accepted();
    }

    private static void assertHeld(DeliveryRig.Job job, String audienceId) {
        job.assertSettledOnce();
        assertThat(job.settlements()).allSatisfy(settlement -> assertThat(settlement)
                .isInstanceOfSatisfying(Settlement.Failed.class, failed -> {
                    assertThat(failed.cause().kind()).isEqualTo(DeliveryFailure.Kind.HELD);
                    assertThat(failed.cause().describe())
                            .contains("audience " + audienceId)
                            .contains("409");
                }));
    }

    @ParameterizedTest
    @EnumSource
    void isSilentForTheCoolDownThenOneRequestFindsOutAndOthersGoOn(BatchLimits.Concurrency concurrency) {
        try (DeliveryRig rig =
                DeliveryRig.proven(options -> options.shape = new AllKindsBackend(new BatchLimits(10, concurrency)))) {
            rig.targets.script(held("a"));
            DeliveryRig.Job first = rig.submit(crowd("a", 10));
            rig.time.advance(1);
            DeliveryRig.Job waits = rig.submit(change("a", "late", true), change("a", "u0", false));
            DeliveryRig.Job other = rig.submit(change("b", "u", true));
            rig.settle();
            assertHeld(first, "a");
            assertHeld(waits, "a");
            assertThat(other.only()).isEqualTo(Settlement.ACCEPTED);
            assertThat(rig.sender.state().heldAudiences())
                    .extracting(HeldAudience::environment, HeldAudience::audienceId)
                    .containsExactly(tuple("env", "a"));
            assertThat(rig.sender.state().held()).isNull();
            rig.targets.sent.clear();
            assertHeld(rig.submit(change("a", "u1", true)), "a");
            assertThat(rig.submit(change("b", "u2", true)).ticket.size()).isEqualTo(1);
            rig.settle();
            assertThat(rig.targets.sent).hasSize(1);

            rig.time.advance(COOL_DOWN);
            rig.targets.sent.clear();
            DeliveryRig.Job probe = rig.submit(crowd("a", 35));
            rig.time.advance(50);
            assertThat(rig.targets.sent).as("one request finds out").hasSize(1);
            rig.settle();
            assertHeld(probe, "a");
            assertThat(rig.targets.sent).hasSize(1);

            rig.time.advance(COOL_DOWN);
            rig.targets.script((request, number) -> accepted());
            DeliveryRig.Job last = rig.submit(crowd("a", 35));
            rig.settle();
            assertThat(last.settlements()).containsOnly(Settlement.ACCEPTED);
            assertThat(rig.sender.state().heldAudiences()).isEmpty();
            rig.assertAtRest();
        }
    }

    /** Where audiences share requests it is found out whose answer it is, and the others are applied. */
    @Test
    void isFoundAmongManyInOneRequest() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> options.shape = DeliveryRig.SYNCED_MANY)) {
            rig.targets.script(held("a13"));
            DeliveryRig.Job job = rig.submit(IntStream.range(0, 100)
                    .mapToObj(i -> change("a" + i % 20, "u" + i, true))
                    .toArray(MembershipChange[]::new));
            rig.settle();
            for (int i = 0; i < 100; i++) {
                assertThat(job.settlements().get(i) instanceof Settlement.Failed)
                        .isEqualTo(i % 20 == 13);
            }
            assertThat(rig.targets.sent).hasSizeLessThanOrEqualTo(1 + 2 * 5);
            DeliveryRig.Job more = rig.submit(change("a13", "x", true), change("a14", "x", true));
            rig.settle();
            assertThat(more.settlements().get(0)).isInstanceOf(Settlement.Failed.class);
            assertThat(more.settlements().get(1)).isEqualTo(Settlement.ACCEPTED);
            rig.assertAtRest();
        }
    }

    @Test
    void aFaultWhileItFindsOutEndsTheDoubtOnly() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.targets.script(owned());
            assertHeld(settled(rig, "u1"), "a");
            rig.time.advance(COOL_DOWN);
            rig.targets.script(answer(503));
            assertThat(settled(rig, "u2").only()).isEqualTo(Settlement.ACCEPTED);
            assertThat(rig.sender.state().heldAudiences()).isEmpty();
            rig.assertAtRest();
        }
    }

    @Test
    void isTriedAtOnceWhenSomeoneSaysSo() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.targets.script(held("a"));
            assertHeld(settled(rig, "u1"), "a");
            assertThat(rig.sender.tryAgain("env", "b")).isZero();
            assertThat(rig.sender.tryAgain("env", "a")).isEqualTo(1);
            assertThat(rig.sender.tryAgain("env", "a")).isZero();
            assertHeld(settled(rig, "u2"), "a");
            assertHeld(settled(rig, "u3"), "a");
            assertThat(rig.targets.sent).as("one before, one after").hasSize(2);
            rig.targets.script((request, number) -> accepted());
            assertThat(rig.sender.tryAgain()).isEqualTo(1);
            assertThat(settled(rig, "u4").only()).isEqualTo(Settlement.ACCEPTED);
            assertThat(rig.sender.state().heldAudiences()).isEmpty();
            rig.assertAtRest();
        }
    }

    @Test
    void aRefusedTokenIsTriedAtOnceWhenSomeoneSaysSo() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.targets.script(answer(401));
            rig.submit(change("a", "u1", true));
            rig.settle();
            rig.targets.sent.clear();
            rig.targets.script((request, number) -> accepted());
            assertThat(settled(rig, "u2").only()).isInstanceOf(Settlement.Failed.class);
            assertThat(rig.targets.sent).isEmpty();
            assertThat(rig.sender.tryAgain()).isEqualTo(1);
            assertThat(rig.sender.state().coolingDown()).isFalse();
            assertThat(settled(rig, "u3").only()).isEqualTo(Settlement.ACCEPTED);
            assertThat(rig.sender.state().unauthorized()).isNull();
            rig.assertAtRest();
        }
    }

    private static DeliveryRig.Job settled(DeliveryRig rig, String key) {
        DeliveryRig.Job job = rig.submit(change("a", key, true));
        rig.settle();
        return job;
    }

    /** Other requests with its changes were under way when it was found out, and are refused or not answered. */
    @ParameterizedTest
    @ValueSource(ints = {503, 400, 413, 429})
    void goesNoMoreInWhatGoesAgain(int status) {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {
            options.shape = DeliveryRig.SYNCED_MANY;
            options.maxBatchSize = 2;
        })) {
            boolean[] found = {false};
            rig.targets.script((request, number) -> {
                boolean ofA = request.audienceNames().containsKey("a");
                boolean again = found[0];
                found[0] |= ofA && request.audienceNames().size() == 1;
                if (ofA && !again) {
                    return owned();
                }
                return number < 4 ? answer(status).after(300) : accepted();
            });
            DeliveryRig.Job job = rig.submit(
                    change("a", "u1", true),
                    change("a", "u2", true),
                    change("a", "u3", true),
                    change("b", "u4", true),
                    change("c", "u5", true),
                    change("a", "u6", true));
            rig.settle();
            assertThat(rig.targets.sent.stream().filter(sent -> sent.at() > VirtualTime.START + 250))
                    .as("after it was found out")
                    .allSatisfy(
                            sent -> assertThat(sent.request().audienceNames()).doesNotContainKey("a"));
            assertThat(job.settlements().get(3)).isEqualTo(Settlement.ACCEPTED);
            assertThat(job.settlements().get(4)).isEqualTo(Settlement.ACCEPTED);
            for (int position : new int[] {0, 1, 2, 5}) {
                assertThat(job.settlements().get(position)).isInstanceOf(Settlement.Failed.class);
            }
            rig.assertAtRest();
        }
    }

    @Test
    void isForgottenWhenThereAreVeryManyAndFoundOutAgain() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {
            options.maxInFlight = 64;
            options.coolDown = 600_000;
        })) {
            rig.targets.script((request, number) -> owned());
            for (int i = 0; i < 10_500; i += 100) {
                int from = i;
                rig.submit(IntStream.range(from, from + 100)
                        .mapToObj(audience -> change("a" + audience, "u", true))
                        .toArray(MembershipChange[]::new));
                rig.settle();
            }
            assertThat(rig.sender.state().heldAudiences()).hasSize(10_000);
            rig.targets.sent.clear();
            assertHeld(rig.submit(change("a10499", "v", true)), "a10499");
            assertThat(rig.targets.sent).as("known to be held").isEmpty();
            rig.submit(change("a0", "v", true));
            rig.settle();
            assertThat(rig.targets.sent).as("forgotten").hasSize(1);
            rig.assertAtRest();
        }
    }
}
