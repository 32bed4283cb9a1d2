package io.github.camelaudience.launchdarkly.core.delivery;

import static io.github.camelaudience.launchdarkly.core.delivery.DeliveryRig.change;
import static io.github.camelaudience.launchdarkly.core.delivery.DeliveryRig.crowd;
import static io.github.camelaudience.launchdarkly.core.delivery.DeliveryRig.slot;
import static io.github.camelaudience.launchdarkly.core.delivery.ScriptedTargets.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.launchdarkly.BatchLimits;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Windows, linger, coalescing, chunks, and how many requests are under way. */
class BatchingTest {

    @Test
    void aLoneChangeGoesAtOnce() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            long start = rig.time.now();
            DeliveryRig.Job job = rig.submit(change("a", "u1", true));
            rig.settle();
            assertThat(rig.targets.sent.get(0).at()).isEqualTo(start);
            assertThat(job.settledAt).isEqualTo(start + ScriptedTargets.LATENCY);
            assertThat(job.only()).isEqualTo(Settlement.ACCEPTED);
            assertThat(job.ticket.requests()).isEqualTo(1);
            rig.assertAtRest();
        }
    }

    private static Consumer<DeliveryRig.Options> concurrency(BatchLimits.Concurrency concurrency) {
        return options -> options.shape = new AllKindsBackend(new BatchLimits(10, concurrency));
    }

    @ParameterizedTest
    @EnumSource(names = {"ONE_AT_A_TIME", "WHEN_FULL"})
    void whatComesWhileARequestIsInFlightSharesTheNextOne(BatchLimits.Concurrency concurrency) {
        try (DeliveryRig rig = DeliveryRig.proven(concurrency(concurrency)::accept)) {
            rig.submit(change("a", "u1", true));
            rig.time.advance(10);
            rig.submit(change("a", "u2", true));
            rig.time.advance(10);
            rig.submit(change("a", "u3", true), change("a", "u4", false));
            rig.settle();
            assertThat(rig.targets.sizes()).containsExactly(1, 3);
            rig.assertAtRest();
        }
    }

    @Test
    void whatWaitsAMomentGoesBesideARequestWhereThatIsFree() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            long start = rig.time.now();
            rig.submit(change("a", "u1", true));
            rig.time.advance(10);
            rig.submit(change("a", "u2", true));
            rig.time.advance(Lane.MOMENT_MILLIS - 1);
            rig.submit(change("a", "u3", true), change("a", "u4", false));
            rig.settle();
            assertThat(rig.targets.sizes()).containsExactly(1, 3);
            assertThat(rig.targets.sent.get(1).at()).isEqualTo(start + 10 + Lane.MOMENT_MILLIS);
            rig.assertAtRest();
        }
    }

    @Test
    void whatComesWhileItsOwnMembershipIsInFlightWaitsForIt() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.submit(change("a", "u1", true));
            rig.time.advance(10);
            rig.submit(change("a", "u1", false), change("a", "u2", true));
            rig.time.advance(10);
            rig.submit(change("a", "u1", true), change("a", "u2", false));
            rig.settle();
            assertThat(rig.targets.sent)
                    .extracting(ScriptedTargets.Sent::keys)
                    .containsExactly(List.of("u1"), List.of("u2"), List.of("u1"), List.of("u2"));
            assertThat(rig.targets.history.get(slot("a", "u1")))
                    .extracting(MembershipChange::included)
                    .containsExactly(true, true);
            assertThat(rig.targets.isMember(slot("a", "u2"))).isFalse();
            rig.assertAtRest();
        }
    }

    @Test
    void onlyAFullRequestGoesBesideAnotherWhereRequestsAreDear() {
        try (DeliveryRig rig = DeliveryRig.proven(concurrency(BatchLimits.Concurrency.WHEN_FULL)::accept)) {
            rig.submit(crowd("a", 35));
            rig.time.advance(50);
            assertThat(rig.targets.sizes()).containsExactly(10, 10, 10);
            rig.settle();
            assertThat(rig.targets.sizes()).containsExactly(10, 10, 10, 5);
            rig.assertAtRest();
        }
    }

    /** Requests that are under way at once may take effect in any order. */
    @Test
    void aNewNameWaitsUntilNoRequestWithTheOldOneIsUnderWay() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.targets.script(answer(503));
            rig.submit(new MembershipChange(slot("a", "u1"), "Old", true, 10, null));
            rig.time.advance(10);
            rig.submit(new MembershipChange(slot("a", "u2"), "New", true, 30, null));
            rig.submit(new MembershipChange(slot("a", "u3"), "Older", true, 20, null));
            rig.settle();
            assertThat(rig.targets.sent)
                    .extracting(sent -> sent.request().audienceName("a"))
                    .containsExactly("Old", "Old", "New");
            assertThat(rig.targets.mostOfOneTarget()).isEqualTo(1);
            rig.assertAtRest();
        }
    }

    @Test
    void aWindowLingersWhenItsLaneIsIdle() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> options.linger = 50)) {
            long start = rig.time.now();
            rig.submit(change("a", "u1", true));
            rig.time.advance(49);
            rig.submit(change("a", "u2", true));
            assertThat(rig.targets.sent).isEmpty();
            rig.settle();
            assertThat(rig.targets.sizes()).containsExactly(2);
            assertThat(rig.targets.sent.get(0).at()).isEqualTo(start + 50);
            rig.assertAtRest();
        }
    }

    @Test
    void aFullWindowDoesNotLinger() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {
            options.linger = 60_000;
            options.maxBatchSize = 10;
        })) {
            long start = rig.time.now();
            rig.submit(crowd("a", 10));
            rig.time.advance(0);
            assertThat(rig.targets.sizes()).containsExactly(10);
            assertThat(rig.targets.sent.get(0).at()).isEqualTo(start);
            rig.settle();
            rig.assertAtRest();
        }
    }

    @Test
    void manyAreSentInChunksByCount() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> options.maxBatchSize = 1000)) {
            DeliveryRig.Job job = rig.submit(crowd("a", 2500));
            rig.settle();
            assertThat(rig.targets.sizes()).containsExactly(1000, 1000, 500);
            assertThat(job.ticket.requests()).isEqualTo(3);
            rig.assertAtRest();
        }
    }

    @Test
    void manyAreSentInChunksByBytes() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> options.maxBatchBytes = 1000)) {
            rig.submit(IntStream.range(0, 50)
                    .mapToObj(i -> change("a", "ü\"" + "x".repeat(i * 7), true))
                    .toArray(MembershipChange[]::new));
            rig.settle();
            assertThat(rig.targets.sent).hasSizeGreaterThan(10).allSatisfy(request -> {
                int frame = "{'environmentId':'env','contextKind':'user','batch':[]}".length();
                byte[] body = rig.targets.render(request.request()).getBytes(StandardCharsets.UTF_8);
                assertThat(body.length).isLessThanOrEqualTo(1000 + frame);
            });
            assertThat(rig.targets.history).hasSize(50);
            rig.assertAtRest();
        }
    }

    @Test
    void aMemberLargerThanTheLimitGoesAlone() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> options.maxBatchBytes = 200)) {
            rig.submit(change("a", "x".repeat(500), true), change("a", "y".repeat(500), true));
            rig.settle();
            assertThat(rig.targets.sizes()).containsExactly(1, 1);
            rig.assertAtRest();
        }
    }

    @Test
    void oneAudienceIsSentOneRequestAtATimeWhereThatIsTheContract() {
        try (DeliveryRig rig = DeliveryRig.proven(concurrency(BatchLimits.Concurrency.ONE_AT_A_TIME)::accept)) {
            rig.submit(crowd("a", 50));
            rig.settle();
            assertThat(rig.targets.sent).hasSize(5);
            assertThat(rig.targets.mostInFlight()).isEqualTo(1);
            rig.assertAtRest();
        }
    }

    @Test
    void oneAudienceHasSeveralRequestsUnderWayUpToTheLimit() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> options.maxBatchSize = 10)) {
            rig.submit(crowd("a", 100));
            rig.settle();
            assertThat(rig.targets.sent).hasSize(10);
            assertThat(rig.targets.mostOfOneTarget()).isEqualTo(4);
            rig.assertAtRest();
        }
    }

    @Test
    void audiencesAreSentSideBySideUpToTheLimit() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> options.maxInFlight = 3)) {
            rig.submit(IntStream.range(0, 10)
                    .mapToObj(i -> change("a" + i, "u", true))
                    .toArray(MembershipChange[]::new));
            rig.settle();
            assertThat(rig.targets.sent).hasSize(10);
            assertThat(rig.targets.mostInFlight()).isEqualTo(3);
            rig.assertAtRest();
        }
    }

    @Test
    void untilAnAnswerIsNotAboutTheTokenThereIsOneRequest() {
        try (DeliveryRig rig = new DeliveryRig()) {
            rig.targets.script(ScriptedTargets.answer(503));
            for (int i = 0; i < 8; i++) {
                rig.submit(change("a" + i, "u", true));
            }
            assertThat(rig.targets.mostInFlight()).isLessThanOrEqualTo(1);
            rig.time.runUntil(() -> rig.targets.sent.size() == 1);
            assertThat(rig.targets.mostInFlight()).isEqualTo(1);
            rig.settle();
            assertThat(rig.targets.mostInFlight()).isEqualTo(4);
            rig.assertAtRest();
        }
    }

    @Test
    void environmentsAndKindsAreRequestsOfTheirOwn() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            MembershipSlot device = new MembershipSlot("env", "device", "a", "u1");
            MembershipSlot elsewhere = new MembershipSlot("other", "user", "a", "u1");
            rig.submit(
                    change("a", "u1", true),
                    new MembershipChange(device, "a", true, MembershipChange.NO_EVENT_TIME, null),
                    new MembershipChange(elsewhere, "a", true, MembershipChange.NO_EVENT_TIME, null));
            rig.settle();
            assertThat(rig.targets.sizes()).containsExactly(1, 1, 1);
            assertThat(rig.targets.history).hasSize(3);
            rig.assertAtRest();
        }
    }

    @Test
    void ofSeveralChangesOfOneSlotTheLastIsSent() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            DeliveryRig.Job first = rig.submit(change("b", "x", true));
            DeliveryRig.Job job = rig.submit(
                    change("a", "u1", true),
                    change("a", "u1", false),
                    change("a", "u1", true),
                    change("a", "u1", false));
            rig.settle();
            assertThat(first.only()).isEqualTo(Settlement.ACCEPTED);
            assertThat(rig.targets.history.get(slot("a", "u1")))
                    .extracting(MembershipChange::included)
                    .containsExactly(false);
            assertThat(job.settlements())
                    .containsExactly(
                            Settlement.SUPERSEDED, Settlement.SUPERSEDED, Settlement.SUPERSEDED, Settlement.ACCEPTED);
            rig.assertAtRest();
        }
    }

    @Test
    void theLastIsTheOneWithTheLatestEventTime() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            DeliveryRig.Job job = rig.submit(
                    change("a", "u1", true, 10, "m1"),
                    change("a", "u1", false, 30, "m2"),
                    change("a", "u1", true, 20, "m3"));
            rig.settle();
            assertThat(rig.targets.history.get(slot("a", "u1")))
                    .extracting(MembershipChange::messageId)
                    .containsExactly("m2");
            assertThat(job.settlements())
                    .containsExactly(Settlement.SUPERSEDED, Settlement.ACCEPTED, Settlement.SUPERSEDED);
            rig.assertAtRest();
        }
    }

    @Test
    void aChangeWithoutTimeDoesNotHideThatALaterOneIsOld() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.submit(
                    change("a", "u1", true, 30, "m1"),
                    change("a", "u1", false, MembershipChange.NO_EVENT_TIME, "m2"),
                    change("a", "u1", true, 20, "m3"));
            rig.settle();
            assertThat(rig.targets.history.get(slot("a", "u1")))
                    .extracting(MembershipChange::messageId)
                    .containsExactly("m2");
            rig.assertAtRest();
        }
    }

    @Test
    void aRenamedAudienceHasItsLastName() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.submit(
                    new MembershipChange(slot("a", "u1"), "Old", true, 10, null),
                    new MembershipChange(slot("a", "u2"), "New", true, 30, null),
                    new MembershipChange(slot("a", "u3"), "Older", true, 20, null));
            rig.settle();
            assertThat(rig.targets.sent).hasSize(1);
            assertThat(rig.targets.sent.get(0).request().audienceNames())
                    .containsValue("New")
                    .hasSize(1);
            rig.assertAtRest();
        }
    }

    @Test
    void requestsOfATicketAreCountedOnceWhateverRunsBesideThem() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            DeliveryRig.Job job = rig.submit(IntStream.range(0, 40)
                    .mapToObj(i -> change("a" + i % 4, "u" + i, true))
                    .toArray(MembershipChange[]::new));
            rig.settle();
            assertThat(job.ticket.requests()).isEqualTo(4);
            rig.assertAtRest();
        }
    }

    @Test
    void aTicketWithoutChangesIsSettledAtOnce() {
        try (DeliveryRig rig = new DeliveryRig()) {
            DeliveryRig.Job job = rig.submit();
            assertThat(job.calls).isEqualTo(1);
            rig.assertAtRest();
        }
    }

    @Test
    void manyWakeUpsLeaveFewAlarmsBehind() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> options.linger = 20)) {
            int most = 0;
            for (int i = 0; i < 500; i++) {
                rig.submit(change("a" + i % 7, "u" + i, true));
                rig.time.advance(13);
                most = Math.max(most, rig.time.alarms());
            }
            rig.settle();
            assertThat(most).isLessThan(20);
            rig.assertAtRest();
        }
    }

    @Test
    void aWorkerWhoseRequestIsBackCarriesTheNextOne() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {
            options.maxBatchSize = 1;
            options.maxInFlight = 2;
        })) {
            int before = rig.time.tasks;
            rig.submit(crowd("a", 10));
            rig.submit(crowd("b", 10));
            rig.settle();
            assertThat(rig.targets.sent).hasSize(20);
            assertThat(rig.time.tasks - before).isEqualTo(2);
        }
    }
}
