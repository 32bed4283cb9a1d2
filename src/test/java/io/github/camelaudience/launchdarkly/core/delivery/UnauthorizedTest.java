package io.github.camelaudience.launchdarkly.core.delivery;

import static io.github.camelaudience.launchdarkly.core.delivery.DeliveryRig.change;
import static io.github.camelaudience.launchdarkly.core.delivery.DeliveryRig.crowd;
import static io.github.camelaudience.launchdarkly.core.delivery.ScriptedTargets.accepted;
import static io.github.camelaudience.launchdarkly.core.delivery.ScriptedTargets.answer;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A token that is refused costs one request per cool-down, and no data (rule D22). */
class UnauthorizedTest {

    private static void assertUnauthorized(DeliveryRig.Job job) {
        assertThat(job.settlements()).allSatisfy(settlement -> assertThat(settlement)
                .isInstanceOfSatisfying(
                        Settlement.Failed.class,
                        failed -> assertThat(failed.cause().kind()).isEqualTo(DeliveryFailure.Kind.UNAUTHORIZED)));
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void oneRequestThenNoneUntilTheCoolDownIsOver(int status) {
        try (DeliveryRig rig = new DeliveryRig()) {
            rig.targets.script((request, number) -> answer(status));
            for (int i = 0; i < 5; i++) {
                assertThat(rig.submit(crowd("a" + i, 2500)).calls).isZero();
            }
            rig.settle();
            rig.jobs.forEach(UnauthorizedTest::assertUnauthorized);
            assertThat(rig.targets.sent).hasSize(1);
            assertThat(rig.sender.state().coolingDown()).isTrue();
            for (int i = 0; i < 50; i++) {
                rig.time.advance(1_000);
                DeliveryRig.Job job = rig.submit(change("a", "u" + i, true));
                assertThat(job.calls).isEqualTo(1);
                assertUnauthorized(job);
            }
            assertThat(rig.targets.sent).hasSize(1);
            rig.assertAtRest();
        }
    }

    @Test
    void afterTheCoolDownASingleProbeDecides() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.targets.script(answer(401), answer(401).after(1_000), accepted().after(1_000));
            rig.submit(change("a", "u", true));
            rig.settle();
            rig.time.advance(60_000);
            for (int i = 0; i < 6; i++) {
                rig.submit(change("b" + i, "u", true));
            }
            rig.time.advance(500);
            assertThat(rig.targets.inFlight()).isEqualTo(1);
            rig.settle();
            rig.jobs.forEach(UnauthorizedTest::assertUnauthorized);
            assertThat(rig.targets.sent).hasSize(2);
            rig.time.advance(60_000);
            for (int i = 0; i < 6; i++) {
                rig.submit(change("c" + i, "u", true));
            }
            rig.time.advance(500);
            assertThat(rig.targets.inFlight()).isEqualTo(1);
            rig.settle();
            assertThat(rig.targets.mostInFlight()).isEqualTo(4);
            assertThat(rig.sender.state().unauthorized()).isNull();
            assertThat(rig.jobs.get(12).only()).isEqualTo(Settlement.ACCEPTED);
            rig.assertAtRest();
        }
    }

    @Test
    void whatIsInFlightBesideARefusedTokenIsNotSentAgainDuringTheCoolDown() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.targets.script((request, number) -> switch (request.target().audienceId()) {
                case "refused" -> answer(401);
                case "failing" -> answer(503).after(200);
                case "throttled" -> answer(429).after(250);
                default -> answer(400).after(300);
            });
            rig.submit(change("refused", "u", true));
            rig.submit(change("failing", "u", true));
            rig.submit(change("throttled", "u", true));
            rig.submit(crowd("poisoned", 4));
            rig.time.advance(59_000);
            assertThat(rig.targets.sent).hasSize(4);
            assertThat(rig.sender.state().pending()).isZero();
            rig.settle();
            rig.jobs.forEach(UnauthorizedTest::assertUnauthorized);
            rig.assertAtRest();
        }
    }

    @Test
    void whatFailsForTheTokenNamesTheTokensRefusal() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.targets.script((request, number) -> switch (request.target().audienceId()) {
                case "refused" -> answer(403);
                case "failing" -> answer(503).after(200);
                default -> answer(400).after(300);
            });
            rig.submit(change("refused", "u", true));
            rig.submit(change("failing", "u", true));
            rig.submit(crowd("poisoned", 4));
            rig.settle();
            rig.submit(change("late", "u", true));
            rig.settle();
            rig.jobs.forEach(job -> assertThat(job.settlements()).allSatisfy(settlement -> assertThat(
                            ((Settlement.Failed) settlement).cause().outcome().status())
                    .isEqualTo(403)));
            assertThat(rig.sender.state().lastOutcome().status()).isEqualTo(400);
            rig.assertAtRest();
        }
    }

    @Test
    void anAnswerToAnEarlierRequestDoesNotEndTheCoolDown() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.targets.script(accepted().after(500), answer(401).after(100));
            DeliveryRig.Job earlier = rig.submit(change("a", "u", true));
            rig.submit(change("b", "u", true));
            rig.settle();
            assertThat(earlier.only()).isEqualTo(Settlement.ACCEPTED);
            DeliveryRig.Job next = rig.submit(change("c", "u", true));
            rig.settle();
            assertUnauthorized(next);
            assertThat(rig.targets.sent).hasSize(2);
            rig.assertAtRest();
        }
    }
}
