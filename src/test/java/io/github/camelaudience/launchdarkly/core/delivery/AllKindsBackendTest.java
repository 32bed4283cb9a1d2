package io.github.camelaudience.launchdarkly.core.delivery;

import static io.github.camelaudience.launchdarkly.core.delivery.DeliveryRig.slot;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.launchdarkly.BatchLimits;
import io.github.camelaudience.launchdarkly.core.launchdarkly.UpdateTarget;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A second endpoint behind the same delivery: it says what shares a request, how large that is, and how large it may be. */
class AllKindsBackendTest {

    private static DeliveryRig proven(DeliveryRig.Choice choice) {
        return DeliveryRig.proven(options -> {
            options.shape = new AllKindsBackend();
            choice.make(options);
        });
    }

    private static MembershipChange change(String kind, String audience, String key, boolean included) {
        return change(kind, audience, key, included, MembershipChange.NO_EVENT_TIME);
    }

    private static MembershipChange change(String kind, String audience, String key, boolean included, long time) {
        return new MembershipChange(slot(kind, audience, key), audience + " name", included, time, null);
    }

    /** So many changes of one audience, of two kinds by turns. */
    private static MembershipChange[] crowd(int size) {
        return IntStream.range(0, size)
                .mapToObj(i -> change(i % 2 == 0 ? "user" : "device", "a", "k" + i / 2, true))
                .toArray(MembershipChange[]::new);
    }

    @Test
    void allKindsOfAnAudienceShareARequest() {
        try (DeliveryRig rig = proven(options -> {})) {
            DeliveryRig.Job job = rig.submit(
                    change("user", "a", "u1", true),
                    change("device", "a", "d1", false),
                    change("user", "b", "u1", true));
            rig.settle();
            assertThat(rig.targets.sent)
                    .extracting(sent -> sent.request().target())
                    .containsExactlyInAnyOrder(new UpdateTarget("env", "a", null), new UpdateTarget("env", "b", null));
            assertThat(rig.targets.sent)
                    .extracting(sent -> rig.targets.render(sent.request()))
                    .containsExactlyInAnyOrder("+user u1\n-device d1\n", "+user u1\n");
            assertThat(job.ticket.requests()).isEqualTo(2);
            rig.assertAtRest();
        }
    }

    @Test
    void oneKeyOfTwoKindsIsTwoMemberships() {
        try (DeliveryRig rig = proven(options -> {})) {
            DeliveryRig.Job job = rig.submit(change("user", "a", "1", true), change("device", "a", "1", false));
            rig.settle();
            assertThat(job.settlements()).containsExactly(Settlement.ACCEPTED, Settlement.ACCEPTED);
            assertThat(rig.targets.sizes()).containsExactly(2);
            assertThat(rig.targets.isMember(slot("user", "a", "1"))).isTrue();
            assertThat(rig.targets.isMember(slot("device", "a", "1"))).isFalse();
            rig.assertAtRest();
        }
    }

    @Test
    void theContractBoundsMaxBatchSize() {
        try (DeliveryRig rig = proven(options -> options.maxBatchSize = 10_000)) {
            rig.submit(crowd(4_000));
            rig.settle();
            assertThat(rig.targets.sizes()).containsExactly(1_500, 1_500, 1_000);
            assertThat(rig.targets.history).hasSize(4_000);
            rig.assertAtRest();
        }
    }

    @Test
    void aSmallerMaxBatchSizeStays() {
        try (DeliveryRig rig = proven(options -> options.maxBatchSize = 1_000)) {
            rig.submit(crowd(2_500));
            rig.settle();
            assertThat(rig.targets.sizes()).containsExactly(1_000, 1_000, 500);
            rig.assertAtRest();
        }
    }

    @Test
    void aWindowThatIsFullByTheContractDoesNotLinger() {
        try (DeliveryRig rig = proven(options -> {
            options.shape = new AllKindsBackend(BatchLimits.oneAtATime(10));
            options.linger = 60_000;
        })) {
            long start = rig.time.now();
            rig.submit(crowd(10));
            rig.time.advance(0);
            assertThat(rig.targets.sizes()).containsExactly(10);
            assertThat(rig.targets.sent.get(0).at()).isEqualTo(start);
            rig.settle();
            rig.assertAtRest();
        }
    }

    @Test
    void chunksByBytesAreMeasuredByTheBackend() {
        try (DeliveryRig rig = proven(options -> options.maxBatchBytes = 500)) {
            rig.submit(IntStream.range(0, 50)
                    .mapToObj(i -> change("user", "a", "ü" + "x".repeat(i * 5), true))
                    .toArray(MembershipChange[]::new));
            rig.settle();
            assertThat(rig.targets.sent).hasSizeGreaterThan(10).allSatisfy(sent -> {
                byte[] body = rig.targets.render(sent.request()).getBytes(StandardCharsets.UTF_8);
                assertThat(body.length).isLessThanOrEqualTo(500);
            });
            assertThat(rig.targets.history).hasSize(50);
            rig.assertAtRest();
        }
    }

    @Test
    void anAudienceIsSentOneRequestAtATimeWhateverItsKinds() {
        try (DeliveryRig rig = proven(options -> options.maxBatchSize = 10)) {
            rig.submit(crowd(50));
            rig.settle();
            assertThat(rig.targets.sent).hasSize(5);
            assertThat(rig.targets.mostInFlight()).isEqualTo(1);
            rig.assertAtRest();
        }
    }

    @Test
    void theNewestNameIsThatOfAllKinds() {
        try (DeliveryRig rig = proven(options -> {})) {
            MembershipSlot device = slot("device", "a", "d1");
            rig.submit(
                    new MembershipChange(slot("a", "u1"), "Old", true, 10, null),
                    new MembershipChange(device, "New", true, 30, null));
            rig.settle();
            assertThat(rig.targets.sent).singleElement().satisfies(sent -> assertThat(
                            sent.request().audienceNames())
                    .containsValue("New")
                    .hasSize(1));
            rig.assertAtRest();
        }
    }

    @Test
    void theGuiltyMemberIsFoundAmongAllKinds() {
        try (DeliveryRig rig = proven(options -> {})) {
            rig.targets.poison(Set.of("bad"));
            MembershipChange[] changes = crowd(20);
            changes[7] = change("device", "a", "bad", true);
            DeliveryRig.Job job = rig.submit(changes);
            rig.settle();
            assertThat(job.settlements().get(7)).isInstanceOf(Settlement.Refused.class);
            assertThat(job.settlements())
                    .filteredOn(Settlement.ACCEPTED::equals)
                    .hasSize(19);
            rig.assertAtRest();
        }
    }

    @Test
    void orderIsKeptPerSlotAndAnOlderEventOfOneKindDoesNotTouchTheOther() {
        try (DeliveryRig rig = proven(options -> {})) {
            rig.submit(change("user", "a", "1", true, 30), change("device", "a", "1", true, 10));
            rig.settle();
            DeliveryRig.Job late =
                    rig.submit(change("user", "a", "1", false, 20), change("device", "a", "1", false, 20));
            rig.settle();
            assertThat(late.settlements().get(0)).isInstanceOf(Settlement.Skipped.class);
            assertThat(late.settlements().get(1)).isEqualTo(Settlement.ACCEPTED);
            assertThat(rig.targets.isMember(slot("user", "a", "1"))).isTrue();
            assertThat(rig.targets.isMember(slot("device", "a", "1"))).isFalse();
            rig.assertAtRest();
        }
    }
}
