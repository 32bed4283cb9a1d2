package io.github.camelaudience.launchdarkly.core.delivery;

import static io.github.camelaudience.launchdarkly.core.delivery.DeliveryRig.change;
import static io.github.camelaudience.launchdarkly.core.delivery.ScriptedTargets.accepted;
import static io.github.camelaudience.launchdarkly.core.delivery.ScriptedTargets.answer;
import static io.github.camelaudience.launchdarkly.core.delivery.ScriptedTargets.broken;
import static io.github.camelaudience.launchdarkly.core.delivery.ScriptedTargets.retryAfter;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.launchdarkly.BatchLimits;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What an answer means for the other requests of its audience that are under way. */
class SeveralUnderWayTest {

    private static final int SIZE = 10;
    private static final int REQUESTS = 20;

    /** Twenty requests of ten members each are under way at a time, and none before. */
    private static DeliveryRig rig(DeliveryRig.Choice choice) {
        DeliveryRig rig = DeliveryRig.proven(options -> {
            options.shape = new OtherLimits(DeliveryRig.SYNCED, new BatchLimits(SIZE, BatchLimits.Concurrency.FREELY));
            options.maxInFlight = 64;
            choice.make(options);
        });
        for (int trip = 0; trip < 5; trip++) {
            rig.submit(crowd("warm" + trip));
            rig.settle();
        }
        rig.targets.sent.clear();
        rig.time.advance(30);
        return rig;
    }

    private static MembershipChange[] crowd(String prefix) {
        return IntStream.range(0, REQUESTS * SIZE)
                .mapToObj(i -> change("a", prefix + i, true))
                .toArray(MembershipChange[]::new);
    }

    @Test
    void aTokenThatIsRefusedStopsAllAndWhatWasAcceptedStaysAccepted() {
        try (DeliveryRig rig = rig(options -> {})) {
            int first = rig.targets.count();
            rig.targets.script((request, number) ->
                    number == first + 7 ? answer(401).after(50) : number == first + 8 ? answer(503) : accepted());
            DeliveryRig.Job job = rig.submit(crowd("u"));
            DeliveryRig.Job same = rig.submit(crowd("u"));
            rig.settle();
            assertThat(rig.targets.sent).hasSize(REQUESTS);
            assertThat(job.settlements().stream().filter(Settlement.ACCEPTED::equals))
                    .hasSize((REQUESTS - 2) * SIZE);
            assertThat(same.settlements()).allSatisfy(each -> assertThat(each).isInstanceOf(Settlement.Failed.class));
            rig.time.advance(60_000);
            DeliveryRig.Job after = rig.submit(crowd("v"));
            rig.time.advance(99);
            assertThat(rig.targets.inFlight()).as("one finds out").isOne();
            rig.settle();
            assertThat(after.settlements()).containsOnly(Settlement.ACCEPTED);
            rig.assertAtRest();
        }
    }

    @Test
    void allThatAreThrottledGoOnceMore() {
        try (DeliveryRig rig = rig(options -> {})) {
            int first = rig.targets.count();
            rig.targets.script(
                    (request, number) -> number < first + REQUESTS ? answer(429, null, retryAfter(1_000)) : accepted());
            DeliveryRig.Job job = rig.submit(crowd("u"));
            rig.settle();
            assertThat(job.settlements()).containsOnly(Settlement.ACCEPTED);
            assertThat(rig.targets.sent).hasSize(2 * REQUESTS);
            assertThat(job.settledAt - job.ticket.openedAt())
                    .isLessThan(1_000 + 1_000 + (2 + REQUESTS) * ScriptedTargets.LATENCY);
            rig.assertAtRest();
        }
    }

    @Test
    void allThatAreTooLargeAreHalvedAndLaterOnesAreSmaller() {
        try (DeliveryRig rig = rig(options -> {})) {
            rig.targets.script((request, number) -> request.members().size() > 6 ? answer(413) : accepted());
            DeliveryRig.Job job = rig.submit(crowd("u"));
            rig.settle();
            assertThat(job.settlements()).containsOnly(Settlement.ACCEPTED);
            assertThat(rig.targets.sent).hasSize(3 * REQUESTS);
            rig.targets.sent.clear();
            rig.submit(crowd("v"));
            rig.settle();
            assertThat(rig.targets.sizes()).allSatisfy(size -> assertThat(size).isLessThanOrEqualTo(6));
            rig.assertAtRest();
        }
    }

    @Test
    void nothingGoesAgainWhoseTimeIsOver() {
        try (DeliveryRig rig = rig(options -> options.retryTimeout = 5_000)) {
            rig.targets.script((request, number) -> broken().after(8_000));
            DeliveryRig.Job job = rig.submit(crowd("u"));
            rig.time.advance(1_000);
            DeliveryRig.Job behind = rig.submit(crowd("u"));
            rig.settle();
            assertThat(rig.targets.sent).hasSize(REQUESTS);
            for (DeliveryRig.Job each : List.of(job, behind)) {
                assertThat(each.settlements()).allSatisfy(settlement -> assertThat(settlement)
                        .isInstanceOfSatisfying(
                                Settlement.Failed.class,
                                failed -> assertThat(failed.cause().kind()).isEqualTo(DeliveryFailure.Kind.TIMED_OUT)));
            }
            rig.assertAtRest();
        }
    }

    @Test
    void oneBadMemberInEachIsFoundAndNoOtherIsHurt() {
        try (DeliveryRig rig = rig(options -> {})) {
            rig.targets.script((request, number) -> request.members().stream()
                            .anyMatch(member -> member.slot().contextKey().endsWith("3"))
                    ? answer(400)
                    : accepted());
            DeliveryRig.Job job = rig.submit(crowd("u"));
            rig.settle();
            for (int i = 0; i < REQUESTS * SIZE; i++) {
                assertThat(job.settlements().get(i) instanceof Settlement.Refused)
                        .isEqualTo(i % 10 == 3);
            }
            assertThat(rig.targets.sent).hasSizeLessThanOrEqualTo(REQUESTS * (1 + 2 * 4));
            rig.assertAtRest();
        }
    }
}
