package io.github.camelaudience.launchdarkly.core.delivery;

import static io.github.camelaudience.launchdarkly.core.delivery.DeliveryRig.change;
import static io.github.camelaudience.launchdarkly.core.delivery.DeliveryRig.crowd;
import static io.github.camelaudience.launchdarkly.core.delivery.ScriptedTargets.accepted;
import static io.github.camelaudience.launchdarkly.core.delivery.ScriptedTargets.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.brake.BrakePolicy;
import io.github.camelaudience.launchdarkly.core.membership.AudienceKey;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import io.github.camelaudience.launchdarkly.core.membership.SkipReason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Rules D36 and D37 at the last moment before a request: what is held fails, is not lost, and holds up no other audience. */
class BrakedRemovalsTest {

    private static final long HOUR = 3_600_000;

    private static MembershipChange[] leave(String audience, int from, int to, long at) {
        return IntStream.range(from, to)
                .mapToObj(i -> change(audience, "u" + i, false, at, null))
                .toArray(MembershipChange[]::new);
    }

    private static void assertHeld(Settlement settlement) {
        assertThat(settlement).isInstanceOfSatisfying(Settlement.Failed.class, failed -> {
            assertThat(failed.cause().kind()).isEqualTo(DeliveryFailure.Kind.HELD);
            assertThat(failed.cause().describe()).startsWith("held back: removals of audience a are held: ");
        });
    }

    private static DeliveryRig rig() {
        DeliveryRig rig = DeliveryRig.proven(options -> options.brake = new BrakePolicy(0.5, 10));
        rig.submit(crowd("a", 100));
        rig.submit(crowd("b", 100));
        rig.settle();
        rig.targets.sent.clear();
        return rig;
    }

    @Test
    void whatIsTooMuchFailsAndOthersGoOnUntilSomebodyReleasesIt() {
        try (DeliveryRig rig = rig()) {
            DeliveryRig.Job half = rig.submit(leave("a", 0, 50, 10));
            rig.settle();
            assertThat(half.settlements()).containsOnly(Settlement.ACCEPTED);
            rig.targets.sent.clear();
            DeliveryRig.Job more = rig.submit(leave("a", 50, 52, 20));
            rig.settle();
            more.settlements().forEach(BrakedRemovalsTest::assertHeld);
            assertThat(rig.targets.sent).isEmpty();
            assertThat(rig.sender.state().heldAudiences())
                    .extracting(HeldAudience::audienceId)
                    .containsExactly("a");

            DeliveryRig.Job other = rig.submit(leave("b", 0, 50, 30));
            DeliveryRig.Job enters = rig.submit(change("a", "u51", true, 40, null), change("a", "new", true, 40, null));
            DeliveryRig.Job timeless = rig.submit(change("a", "u50", true));
            rig.settle();
            assertThat(other.settlements()).containsOnly(Settlement.ACCEPTED);
            assertThat(enters.settlements()).containsOnly(Settlement.ACCEPTED);
            assertHeld(timeless.only());

            assertThat(rig.brake.release("a")).hasSize(1);
            DeliveryRig.Job again = rig.submit(leave("a", 50, 52, 20));
            rig.settle();
            assertThat(again.settlements())
                    .containsExactly(Settlement.ACCEPTED, new Settlement.Skipped(SkipReason.STALE));
            assertThat(rig.sender.state().heldAudiences()).isEmpty();
            rig.assertAtRest();
        }
    }

    @Test
    void whatWaitsBehindARequestFailsWithIt() {
        try (DeliveryRig rig = rig()) {
            rig.targets.script(accepted().after(10_000));
            DeliveryRig.Job first = rig.submit(leave("a", 0, 50, 10));
            rig.time.advance(1_000);
            DeliveryRig.Job waits = rig.submit(leave("a", 50, 60, 20));
            DeliveryRig.Job enters = rig.submit(change("a", "u0", true, 30, null));
            rig.settle();
            assertThat(first.settlements()).containsOnly(Settlement.ACCEPTED);
            waits.settlements().forEach(BrakedRemovalsTest::assertHeld);
            assertThat(enters.only()).isEqualTo(Settlement.ACCEPTED);
            rig.assertAtRest();
        }
    }

    /** An exchange that comes again and again while LaunchDarkly is away counts its people once. */
    @Test
    void anOutageIsNoReasonToHold() {
        try (DeliveryRig rig = rig()) {
            rig.targets.script((request, number) -> answer(503));
            for (int i = 0; i < 20; i++) {
                DeliveryRig.Job job = rig.submit(leave("a", 0, 40, 10));
                rig.settle();
                assertThat(job.settlements()).allSatisfy(settlement -> assertThat(settlement)
                        .isInstanceOfSatisfying(
                                Settlement.Failed.class,
                                failed -> assertThat(failed.cause().kind()).isEqualTo(DeliveryFailure.Kind.TIMED_OUT)));
            }
            rig.targets.script(accepted());
            DeliveryRig.Job last = rig.submit(leave("a", 0, 50, 10));
            rig.settle();
            assertThat(last.settlements()).containsOnly(Settlement.ACCEPTED);
            rig.assertAtRest();
        }
    }

    /** Who was refused has not left. */
    @Test
    void aRefusedTokenIsNoReasonToHold() {
        try (DeliveryRig rig = rig()) {
            for (int i = 0; i < 10; i++) {
                rig.targets.script(answer(401));
                rig.submit(leave("a", 10 * i, 10 * i + 10, 10));
                rig.settle();
                rig.time.advance(60_000);
            }
            rig.targets.script(accepted());
            DeliveryRig.Job last = rig.submit(leave("a", 50, 100, 10));
            rig.settle();
            assertThat(last.settlements()).containsOnly(Settlement.ACCEPTED);
            rig.assertAtRest();
        }
    }

    @Test
    void whoIsOutAlreadyDoesNotLeave() {
        try (DeliveryRig rig = rig()) {
            rig.submit(leave("a", 0, 50, 10));
            rig.settle();
            rig.time.advance(2 * HOUR);
            DeliveryRig.Job again = rig.submit(leave("a", 0, 50, 20));
            rig.settle();
            DeliveryRig.Job others = rig.submit(leave("a", 50, 75, 20));
            rig.settle();
            assertThat(again.settlements()).containsOnly(Settlement.ACCEPTED);
            assertThat(others.settlements()).containsOnly(Settlement.ACCEPTED);
            rig.assertAtRest();
        }
    }

    @Test
    void aPlanOrADeletionIsNotHeld() {
        try (DeliveryRig rig = rig()) {
            DeliveryRig.Job job = rig.new Job();
            rig.jobs.add(job);
            try (Submission submission = rig.sender.open(job.ticket)) {
                for (MembershipChange each : leave("a", 0, 100, 10)) {
                    submission.addDecided(each);
                }
            }
            rig.settle();
            assertThat(job.settlements()).containsOnly(Settlement.ACCEPTED);
            assertThat(rig.brake.held()).isEmpty();
            rig.assertAtRest();
        }
    }

    @Test
    void whoWasDeletedSinceIsKeptOutAndNothingStaysClaimed() {
        Set<String> deleted = new HashSet<>();
        try (DeliveryRig rig = DeliveryRig.proven(options -> options.outdated =
                change -> change.included() && deleted.contains(change.slot().contextKey()))) {
            deleted.add("u1");
            DeliveryRig.Job job = rig.submit(crowd("a", 3));
            rig.settle();
            assertThat(job.settlements())
                    .containsExactly(
                            Settlement.ACCEPTED, new Settlement.Skipped(SkipReason.STALE), Settlement.ACCEPTED);
            assertThat(rig.anyOpen()).isFalse();
            rig.assertAtRest();
        }
    }

    /** Random streams with faults, redelivery and releases: never too many leave without a word, and in the end nothing is lost. */
    @RepeatedTest(40)
    void neverMoreLeaveThanMayAndNothingIsLost() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        BrakePolicy policy = new BrakePolicy(0.3 + 0.1 * random.nextInt(4), random.nextInt(6));
        try (DeliveryRig rig = DeliveryRig.proven(options -> {
            options.seed = seed;
            options.brake = policy;
            options.maxBatchSize = 1 + random.nextInt(20);
            options.shape = random.nextBoolean() ? DeliveryRig.SYNCED : DeliveryRig.SYNCED_MANY;
        })) {
            List<String> audiences = List.of("a", "b", "c");
            int population = 5 + random.nextInt(40);
            Map<MembershipSlot, MembershipChange> newest = new HashMap<>();
            List<MembershipChange> undelivered = new ArrayList<>();
            Map<String, Long> releasedAt = new HashMap<>();
            Map<MembershipSlot, Long> leftAt = new HashMap<>();
            long clock = 1;
            rig.targets.script((request, number) -> switch (random.nextInt(12)) {
                case 0 -> answer(503);
                case 1 -> answer(429);
                default -> accepted();
            });
            for (int step = 0; step < 60; step++) {
                List<MembershipChange> body = new ArrayList<>(undelivered);
                undelivered.clear();
                String audience = audiences.get(random.nextInt(3));
                boolean enters = random.nextInt(3) > 0;
                int count = 1 + random.nextInt(population / 2);
                for (int i = 0; i < count; i++) {
                    MembershipChange next =
                            change(audience, "u" + random.nextInt(population), enters, clock++, "m" + clock);
                    body.add(next);
                    newest.put(next.slot(), next);
                }
                Map<String, Set<String>> before = members(rig, audiences);
                DeliveryRig.Job job = rig.submit(body.toArray(MembershipChange[]::new));
                rig.settle();
                Map<String, Set<String>> after = members(rig, audiences);
                for (String each : audiences) {
                    after.get(each).forEach(key -> leftAt.remove(DeliveryRig.slot(each, key)));
                    before.get(each).removeAll(after.get(each));
                    before.get(each).forEach(key -> leftAt.put(DeliveryRig.slot(each, key), rig.time.now()));
                }
                for (int i = 0; i < body.size(); i++) {
                    if (job.settlements().get(i) instanceof Settlement.Failed) {
                        undelivered.add(body.get(i));
                    }
                }
                audiences.forEach(each -> {
                    long since = releasedAt.getOrDefault(each, Long.MIN_VALUE);
                    boolean looked = since == Long.MIN_VALUE || rig.time.now() >= since + 2 * HOUR;
                    if (looked && rig.brake.held(key(each)).isEmpty()) {
                        assertThat(goneWithinTheHour(rig, leftAt, each))
                                .as("seed %d: left %s", seed, each)
                                .isLessThanOrEqualTo(policy.most(population));
                    }
                });
                rig.time.advance(random.nextInt(900_000));
                if (random.nextInt(8) == 0 && !rig.brake.release(audience).isEmpty()) {
                    releasedAt.put(audience, rig.time.now());
                }
            }
            rig.targets.script(accepted());
            audiences.forEach(rig.brake::release);
            rig.submit(undelivered.toArray(MembershipChange[]::new));
            rig.settle();
            newest.forEach((slot, change) -> assertThat(
                            rig.ledger.marks(List.of(slot)).get(slot).included())
                    .as("seed %d: %s", seed, change)
                    .isEqualTo(change.included()));
            rig.assertAtRest();
        }
    }

    private static AudienceKey key(String audience) {
        return new AudienceKey("env", "user", audience);
    }

    private static Map<String, Set<String>> members(DeliveryRig rig, List<String> audiences) {
        Map<String, Set<String>> members = new HashMap<>();
        for (String audience : audiences) {
            Set<String> in = new HashSet<>();
            rig.ledger.page(key(audience), null, 1000).stream()
                    .filter(entry -> entry.mark().included())
                    .forEach(entry -> in.add(entry.contextKey()));
            members.put(audience, in);
        }
        return members;
    }

    /** Counts who is out, and was in within the hour. */
    private static long goneWithinTheHour(DeliveryRig rig, Map<MembershipSlot, Long> leftAt, String audience) {
        return leftAt.entrySet().stream()
                .filter(each -> each.getKey().audienceId().equals(audience) && each.getValue() > rig.time.now() - HOUR)
                .count();
    }
}
