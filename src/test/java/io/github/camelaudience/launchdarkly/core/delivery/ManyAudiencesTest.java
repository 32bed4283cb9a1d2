package io.github.camelaudience.launchdarkly.core.delivery;

import static io.github.camelaudience.launchdarkly.core.delivery.DeliveryRig.change;
import static io.github.camelaudience.launchdarkly.core.delivery.DeliveryRig.slot;
import static io.github.camelaudience.launchdarkly.core.delivery.ScriptedTargets.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes of many audiences in one request: whose name is whose, and who waits for whom. */
class ManyAudiencesTest {

    private static DeliveryRig rig() {
        return DeliveryRig.proven(options -> options.shape = DeliveryRig.SYNCED_MANY);
    }

    @Test
    void interleavedAudiencesShareARequestAndEachKeepsItsName() {
        try (DeliveryRig rig = rig()) {
            rig.submit(IntStream.range(0, 200)
                    .mapToObj(i -> change("a" + i % 20, "u" + i, i % 3 == 0))
                    .toArray(MembershipChange[]::new));
            rig.settle();
            assertThat(rig.targets.sizes()).containsExactly(200);
            Map<String, String> names = rig.targets.sent.get(0).request().audienceNames();
            assertThat(names).hasSize(20).allSatisfy((id, name) -> assertThat(name)
                    .isEqualTo(id + " name"));
            String body = rig.targets.render(rig.targets.sent.get(0).request());
            assertThat(body)
                    .startsWith("{\"environmentId\":\"env\",\"contextKind\":\"user\",\"batch\":[")
                    .contains(
                            "{\"userId\":\"u7\",\"cohortName\":\"a7 name\",\"cohortId\":\"a7\",\"value\":false}",
                            "{\"userId\":\"u27\",\"cohortName\":\"a7 name\",\"cohortId\":\"a7\",\"value\":true}");
            rig.assertAtRest();
        }
    }

    @Test
    void aRenamedAudienceHasItsLastNameAndTheOthersTheirs() {
        try (DeliveryRig rig = rig()) {
            rig.submit(
                    new MembershipChange(slot("a", "u1"), "Old", true, 10, null),
                    new MembershipChange(slot("b", "u1"), "Other", true, 40, null),
                    new MembershipChange(slot("a", "u2"), "New", true, 30, null),
                    new MembershipChange(slot("a", "u3"), "Older", true, 20, null));
            rig.settle();
            assertThat(rig.targets.sent.get(0).request().audienceNames()).isEqualTo(Map.of("a", "New", "b", "Other"));
            rig.assertAtRest();
        }
    }

    @Test
    void onePersonInTwoAudiencesHasTwoMembershipsThatDoNotWaitForEachOther() {
        try (DeliveryRig rig = rig()) {
            rig.submit(change("a", "u", true), change("b", "u", false));
            rig.settle();
            assertThat(rig.targets.sizes()).containsExactly(2);
            rig.assertAtRest();
        }
    }

    @Test
    void aRequestOfManyThatIsNotAnsweredGoesAgainAsItWas() {
        try (DeliveryRig rig = rig()) {
            rig.targets.script(answer(503), answer(503));
            rig.submit(change("a", "u1", true), change("b", "u2", true));
            rig.time.advance(10);
            rig.submit(change("b", "u2", false), change("c", "u3", true));
            rig.settle();
            assertThat(rig.targets.sizes()).containsExactly(2, 2, 2, 2);
            assertThat(rig.targets.isMember(slot("b", "u2"))).isFalse();
            assertThat(rig.targets.mostInFlight()).isEqualTo(1);
            rig.assertAtRest();
        }
    }

    /** Each sender sends again when it is called back, some milliseconds later. */
    private static void keepSending(DeliveryRig rig, int senders, long pause, long until) {
        for (int i = 0; i < senders; i++) {
            send(rig, i, 0, pause, until);
        }
    }

    private static void send(DeliveryRig rig, int sender, int turn, long pause, long until) {
        Ticket ticket = new Ticket(done -> {
            if (rig.time.now() < until) {
                rig.time.in(pause, () -> send(rig, sender, turn + 1, pause, until));
            }
        });
        try (Submission submission = rig.sender.open(ticket)) {
            submission.add(change("a" + sender % 20, "u" + sender + "-" + turn, true));
        }
    }

    /** Otherwise two crowds would take turns, and each sender would wait for two requests. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 8})
    void thoseWhoAreCalledBackTogetherShareTheNextRequest(long pause) {
        try (DeliveryRig rig = rig()) {
            keepSending(rig, 50, pause, rig.time.now() + 3_000);
            rig.time.advance(4_000);
            assertThat(rig.targets.sizes().subList(3, 20)).containsOnly(50);
            assertThat(rig.targets.mostInFlight()).isEqualTo(1);
            assertThat(rig.targets.sent.get(20).at() - rig.targets.sent.get(10).at())
                    .isEqualTo(10 * (ScriptedTargets.LATENCY + pause));
        }
    }

    @Test
    void nobodyWaitsLongForThoseWhoDoNotComeBack() {
        try (DeliveryRig rig = rig()) {
            rig.submit(change("a", "first", true));
            rig.time.advance(10);
            rig.submit(IntStream.range(0, 50)
                    .mapToObj(i -> change("a", "u" + i, true))
                    .toArray(MembershipChange[]::new));
            rig.settle();
            assertThat(rig.targets.sizes()).containsExactly(1, 50);
            assertThat(rig.targets.sent.get(1).at() - rig.targets.sent.get(0).at())
                    .isLessThanOrEqualTo(ScriptedTargets.LATENCY + 20);
            rig.assertAtRest();
        }
    }

    @Test
    void aLoneSenderIsNotHeldUp() {
        try (DeliveryRig rig = rig()) {
            keepSending(rig, 1, 0, rig.time.now() + 1_000);
            rig.time.advance(2_000);
            assertThat(rig.targets.sent).hasSize(10);
        }
    }

    @Test
    void aMessageAfterARestGoesAtOnce() {
        try (DeliveryRig rig = rig()) {
            rig.submit(change("a", "u1", true), change("b", "u2", true));
            rig.settle();
            rig.time.advance(50);
            assertThat(rig.sender.state().lanes()).isZero();
            long start = rig.time.now();
            rig.submit(change("b", "u3", true));
            rig.settle();
            assertThat(rig.targets.sent.get(1).at()).isEqualTo(start);
            rig.assertAtRest();
        }
    }

    /** What is known of audiences is forgotten when there are many, but not of one that is being written. */
    @Test
    void anAudienceIsNotWrittenUnderTwoNamesAtATimeHoweverManyOthersThereAre() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {
            options.shape = DeliveryRig.SYNCED_MANY;
            options.maxBatchSize = 1;
        })) {
            rig.targets.script((request, number) ->
                    ScriptedTargets.accepted().after(request.audienceNames().containsKey("a") ? 60_000 : 1));
            rig.submit(new MembershipChange(slot("a", "u1"), "Old", true, 10, null));
            for (int i = 0; i < 200; i++) {
                rig.submit(change("other" + i, "u", true));
                rig.time.advance(2);
            }
            rig.submit(new MembershipChange(slot("a", "u2"), "New", true, 20, null));
            rig.settle();
            List<ScriptedTargets.Sent> ofA = rig.targets.sent.stream()
                    .filter(sent -> sent.request().audienceNames().containsKey("a"))
                    .toList();
            assertThat(ofA).hasSize(2);
            assertThat(ofA.get(1).at()).isGreaterThanOrEqualTo(ofA.get(0).at() + 60_000);
            rig.assertAtRest();
        }
    }
}
