package io.github.camelaudience.launchdarkly.core.delivery;

import static io.github.camelaudience.launchdarkly.core.delivery.DeliveryRig.change;
import static io.github.camelaudience.launchdarkly.core.delivery.DeliveryRig.slot;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.delivery.memory.BoundedMarkStore;
import io.github.camelaudience.launchdarkly.core.delivery.memory.Mark;
import io.github.camelaudience.launchdarkly.core.delivery.memory.MarkStore;
import io.github.camelaudience.launchdarkly.core.delivery.memory.StaleFilter;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import io.github.camelaudience.launchdarkly.core.membership.SkipReason;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Old and repeated messages are not applied again (rules D26 and D29). */
class StaleFilterTest {

    private static final Settlement STALE = new Settlement.Skipped(SkipReason.STALE);
    private static final Settlement DUPLICATE = new Settlement.Skipped(SkipReason.DUPLICATE);

    @Test
    void anOlderEventAfterANewerOneIsSkipped() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.submit(change("a", "u1", false, 20, "m2"));
            rig.settle();
            DeliveryRig.Job stale = rig.submit(change("a", "u1", true, 10, "m1"));
            DeliveryRig.Job other = rig.submit(change("a", "u2", true, 10, "m1"));
            rig.settle();
            assertThat(stale.only()).isEqualTo(STALE);
            assertThat(stale.ticket.requests()).isZero();
            assertThat(other.only()).isEqualTo(Settlement.ACCEPTED);
            assertThat(rig.targets.sent).hasSize(2);
            rig.assertAtRest();
        }
    }

    @Test
    void theSameMessageIsAppliedOnce() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.submit(change("a", "u1", true, MembershipChange.NO_EVENT_TIME, "m1"));
            rig.settle();
            DeliveryRig.Job again = rig.submit(change("a", "u1", true, MembershipChange.NO_EVENT_TIME, "m1"));
            rig.settle();
            assertThat(again.only()).isEqualTo(DUPLICATE);
            assertThat(rig.targets.sent).hasSize(1);
            rig.assertAtRest();
        }
    }

    @Test
    void anEventOfTheSameInstantCounts() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.submit(change("a", "u1", true, 10, "m1"));
            rig.settle();
            DeliveryRig.Job second = rig.submit(change("a", "u1", false, 10, "m2"));
            rig.settle();
            assertThat(second.only()).isEqualTo(Settlement.ACCEPTED);
            assertThat(rig.targets.isMember(slot("a", "u1"))).isFalse();
            rig.assertAtRest();
        }
    }

    /** Rule D29: an id alone says nothing, because there are sources that give every message the same one, or none. */
    @ParameterizedTest
    @CsvSource({
        "true, 10, m1, DUPLICATE",
        "false, 10, m1, ACCEPTED",
        "true, 11, m1, ACCEPTED",
        "true, 10, m2, ACCEPTED",
        "true, 10, , ACCEPTED",
        "true, 9, m1, STALE",
    })
    void onlyTheLastAcceptedChangeOnceMoreIsADuplicate(boolean included, long time, String id, String expected) {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.submit(change("a", "u1", true, 10, "m1"));
            rig.settle();
            DeliveryRig.Job next = rig.submit(change("a", "u1", included, time, id));
            rig.settle();
            assertThat(next.only())
                    .isEqualTo(
                            expected.equals("ACCEPTED")
                                    ? Settlement.ACCEPTED
                                    : new Settlement.Skipped(SkipReason.valueOf(expected)));
            rig.assertAtRest();
        }
    }

    @Test
    void whatWasSupersededIsNotTheLastAcceptedChange() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.submit(change("a", "u1", true, 10, "m1"), change("a", "u1", false, 10, "m1"));
            rig.settle();
            DeliveryRig.Job last = rig.submit(change("a", "u1", false, 10, "m1"));
            rig.settle();
            assertThat(last.only()).isEqualTo(DUPLICATE);
            DeliveryRig.Job other = rig.submit(change("a", "u1", true, 10, "m1"));
            rig.settle();
            assertThat(other.only()).isEqualTo(Settlement.ACCEPTED);
            assertThat(rig.targets.isMember(slot("a", "u1"))).isTrue();
            rig.assertAtRest();
        }
    }

    @Test
    void whatAStaleChangeCarriedIsJudgedByItself() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.submit(change("a", "u1", true, 20, "m2"));
            rig.settle();
            rig.submit(change("a", "other", true));
            DeliveryRig.Job job = rig.submit(
                    change("a", "u1", false, MembershipChange.NO_EVENT_TIME, "m9"),
                    change("a", "u1", false, 10, "m1"),
                    change("a", "u1", true, 20, "m2"));
            rig.settle();
            assertThat(job.settlements()).containsExactly(Settlement.ACCEPTED, STALE, DUPLICATE);
            assertThat(rig.targets.isMember(slot("a", "u1"))).isFalse();
            rig.assertAtRest();
        }
    }

    @Test
    void aBatchOfNothingButStaleChangesCostsNoRequest() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.submit(change("a", "u1", true, 20, "m1"), change("a", "u2", true, 20, "m2"));
            rig.settle();
            DeliveryRig.Job job = rig.submit(change("a", "u1", true, 10, "m3"), change("a", "u2", true, 10, "m4"));
            rig.settle();
            assertThat(job.settlements()).containsOnly(STALE);
            assertThat(rig.targets.sent).hasSize(1);
            rig.assertAtRest();
        }
    }

    @Test
    void whatWasRefusedIsNotRemembered() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.targets.script(ScriptedTargets.answer(400));
            rig.submit(change("a", "u1", true, 20, "m1"));
            rig.settle();
            DeliveryRig.Job again = rig.submit(change("a", "u1", true, 20, "m1"));
            rig.settle();
            assertThat(again.only()).isEqualTo(Settlement.ACCEPTED);
            rig.assertAtRest();
        }
    }

    @Test
    void aStoreThatForgetsItsEldestSlotsIsStillRight() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> options.store = new BoundedMarkStore(1))) {
            rig.submit(change("a", "u1", true, 20, "m1"), change("a", "u2", true, 20, "m2"));
            rig.settle();
            DeliveryRig.Job kept = rig.submit(change("a", "u2", false, 10, "m3"));
            rig.settle();
            assertThat(kept.only()).isEqualTo(STALE);
            DeliveryRig.Job forgotten = rig.submit(change("a", "u1", false, 10, "m4"));
            rig.settle();
            assertThat(forgotten.only()).isEqualTo(Settlement.ACCEPTED);
            rig.assertAtRest();
        }
    }

    /** A store that fails as long as told so. */
    private static final class BrokenStore implements MarkStore {
        final Map<MembershipSlot, Mark> marks = new HashMap<>();
        boolean getFails;
        boolean putFails;

        @Override
        public Mark get(MembershipSlot slot) {
            if (getFails) {
                throw new IllegalStateException("the store is away");
            }
            return marks.get(slot);
        }

        @Override
        public void put(MembershipSlot slot, Mark mark) {
            if (putFails) {
                throw new IllegalStateException("the store is away");
            }
            marks.put(slot, mark);
        }

        @Override
        public void remove(MembershipSlot slot) {
            marks.remove(slot);
        }
    }

    @Test
    void whileTheStoreCannotBeReadNothingIsSentAndNothingIsLost() {
        BrokenStore store = new BrokenStore();
        try (DeliveryRig rig = DeliveryRig.proven(options -> options.store = store)) {
            store.getFails = true;
            DeliveryRig.Job job = rig.submit(change("a", "u1", true, 20, "m1"));
            rig.time.advance(20_000);
            assertThat(rig.targets.sent).isEmpty();
            assertThat(job.calls).isZero();
            store.getFails = false;
            rig.settle();
            assertThat(job.only()).isEqualTo(Settlement.ACCEPTED);
            rig.assertAtRest();
        }
    }

    @Test
    void whatLaunchDarklyAcceptedIsAcceptedEvenIfTheStoreCannotBeWritten() {
        BrokenStore store = new BrokenStore();
        try (DeliveryRig rig = DeliveryRig.proven(options -> options.store = store)) {
            store.putFails = true;
            DeliveryRig.Job job = rig.submit(change("a", "u1", true, 20, "m1"), change("a", "u2", true, 20, "m2"));
            rig.settle();
            assertThat(job.settlements()).containsOnly(Settlement.ACCEPTED);
            rig.assertAtRest();
        }
    }

    /** What is newer, and accepted while something older is forgotten, stays. */
    @Test
    void whatIsForgottenIsNeverWhatWasAcceptedMeanwhile() throws Exception {
        for (MarkStore store : List.of(new BoundedMarkStore(10), withoutAnUpdateOfItsOwn())) {
            StaleFilter filter = new StaleFilter(store);
            MembershipChange older = change("a", "u1", true, 10, "m1");
            MembershipChange newer = change("a", "u1", false, 20, "m2");
            for (int i = 0; i < 5_000; i++) {
                store.remove(older.slot());
                filter.accepted(List.of(older));
                CyclicBarrier together = new CyclicBarrier(2);
                Thread forgetting = new Thread(() -> {
                    await(together);
                    filter.forget(List.of(older));
                });
                forgetting.start();
                await(together);
                filter.accepted(List.of(newer));
                forgetting.join();
                assertThat(filter.judge(older)).as("run %d", i).isPresent();
            }
        }
    }

    private static void await(CyclicBarrier together) {
        try {
            together.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static MarkStore withoutAnUpdateOfItsOwn() {
        Map<MembershipSlot, Mark> marks = new ConcurrentHashMap<>();
        return new MarkStore() {
            @Override
            public Mark get(MembershipSlot slot) {
                return marks.get(slot);
            }

            @Override
            public void put(MembershipSlot slot, Mark mark) {
                marks.put(slot, mark);
            }

            @Override
            public void remove(MembershipSlot slot) {
                marks.remove(slot);
            }
        };
    }

    @Test
    void whatHasNoTimeIsForgottenOnlyIfItWasTheLast() {
        StaleFilter filter = new StaleFilter(new BoundedMarkStore(10));
        MembershipChange timeless = change("a", "u1", true, MembershipChange.NO_EVENT_TIME, "m1");
        MembershipChange timed = change("a", "u1", false, 20, "m2");
        filter.accepted(List.of(timeless));
        filter.accepted(List.of(timed));
        filter.forget(List.of(timeless));
        assertThat(filter.judge(change("a", "u1", true, 10, "m0"))).contains(SkipReason.STALE);
        filter.forget(List.of(timed));
        assertThat(filter.judge(change("a", "u1", true, 10, "m0"))).isEmpty();
    }
}
