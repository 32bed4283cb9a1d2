package io.github.camelaudience.launchdarkly.core.delivery;

import static io.github.camelaudience.launchdarkly.core.delivery.DeliveryRig.change;
import static io.github.camelaudience.launchdarkly.core.delivery.DeliveryRig.crowd;
import static io.github.camelaudience.launchdarkly.core.delivery.ScriptedTargets.accepted;
import static io.github.camelaudience.launchdarkly.core.delivery.ScriptedTargets.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.launchdarkly.RateFacts;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** One guilty member does not cost the others (rule D20). */
@Tag("delivery")
class BisectionTest {

    /** 2·⌈log2 n⌉+1. */
    private static int bound(int members) {
        return 2 * (32 - Integer.numberOfLeadingZeros(members - 1)) + 1;
    }

    @Property(tries = 60)
    void onePoisonOfAThousandIsFoundCheaply(@ForAll @IntRange(max = 999) int position) {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.targets.poison(Set.of("u" + position));
            DeliveryRig.Job job = rig.submit(crowd("a", 1000));
            rig.settle();
            assertThat(rig.targets.sent.size() - 1).isLessThanOrEqualTo(bound(1000));
            for (int i = 0; i < 1000; i++) {
                assertThat(job.settlements().get(i) instanceof Settlement.Refused)
                        .isEqualTo(i == position);
            }
            assertThat(rig.targets.history).hasSize(999);
            rig.assertAtRest();
        }
    }

    @Property(tries = 60)
    void severalPoisonsAreAllFound(
            @ForAll @Size(min = 2, max = 12) Set<@IntRange(max = 299) Integer> positions,
            @ForAll @IntRange(min = 400, max = 400) int status) {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.targets.poison(positions.stream().map(i -> "u" + i).collect(Collectors.toSet()));
            DeliveryRig.Job job = rig.submit(crowd("a", 300));
            rig.settle();
            Set<Integer> refused = new TreeSet<>();
            for (int i = 0; i < 300; i++) {
                if (job.settlements().get(i) instanceof Settlement.Refused) {
                    refused.add(i);
                } else {
                    assertThat(job.settlements().get(i)).isEqualTo(Settlement.ACCEPTED);
                }
            }
            assertThat(refused).isEqualTo(new TreeSet<>(positions));
            assertThat(rig.targets.sent.size() - 1).isLessThanOrEqualTo(positions.size() * bound(300));
            rig.assertAtRest();
        }
    }

    /** Halved by audiences first, at the boundary nearest to the middle: two steps more, however large or small each audience is. */
    @Property(tries = 200)
    void onePoisonAmongManyAudiencesIsFoundCheaply(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int audiences = 2 + random.nextInt(random.nextBoolean() ? 5 : 400);
        double skew = 1 + 8 * random.nextDouble();
        boolean mixed = random.nextBoolean();
        int poison = random.nextInt(1000);
        try (DeliveryRig rig = DeliveryRig.proven(options -> options.shape = DeliveryRig.SYNCED_MANY)) {
            rig.targets.poison(Set.of("u" + poison));
            DeliveryRig.Job job = rig.submit(IntStream.range(0, 1000)
                    .mapToObj(i -> {
                        double place = mixed ? random.nextDouble() : i / 1000.0;
                        return change("a" + (int) (audiences * Math.pow(place, skew)), "u" + i, true);
                    })
                    .toArray(MembershipChange[]::new));
            rig.settle();
            assertThat(rig.targets.sent.size() - 1).isLessThanOrEqualTo(bound(1000) + 4);
            for (int i = 0; i < 1000; i++) {
                assertThat(job.settlements().get(i) instanceof Settlement.Refused)
                        .isEqualTo(i == poison);
            }
            rig.assertAtRest();
        }
    }

    /** The others are not held up by its bisection, nor judged by it. */
    @Test
    void anAudienceThatIsRefusedAsAWholeIsPartedFromTheOthersFirst() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> options.shape = DeliveryRig.SYNCED_MANY)) {
            rig.targets.script((request, number) -> request.audienceNames().containsKey("a5")
                    ? answer(400, "invalid_request", RateFacts.NONE)
                    : accepted());
            DeliveryRig.Job job = rig.submit(IntStream.range(0, 1000)
                    .mapToObj(i -> change("a" + i % 20, "u" + i, true))
                    .toArray(MembershipChange[]::new));
            rig.settle();
            for (int i = 0; i < 1000; i++) {
                assertThat(job.settlements().get(i) instanceof Settlement.Refused)
                        .isEqualTo(i % 20 == 5);
            }
            assertThat(rig.targets.sent.stream()
                            .filter(sent -> sent.request().audienceNames().size() > 1)
                            .filter(sent -> sent.answer().outcome().status() == 400))
                    .hasSizeLessThanOrEqualTo(6);
            rig.assertAtRest();
        }
    }

    @Test
    void aRequestThatIsTooLargeIsHalvedByMembersWhateverTheirAudience() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> options.shape = DeliveryRig.SYNCED_MANY)) {
            rig.targets.script(answer(413));
            rig.submit(IntStream.range(0, 10)
                    .mapToObj(i -> change(i == 9 ? "b" : "a", "u" + i, true))
                    .toArray(MembershipChange[]::new));
            rig.settle();
            assertThat(rig.targets.sizes()).containsExactly(10, 5, 5);
            rig.assertAtRest();
        }
    }

    @Test
    void theRestOfTheAudienceWaitsForTheHalvesInOrder() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.targets.poison(Set.of("u3"));
            rig.submit(crowd("a", 8));
            rig.time.advance(150);
            rig.submit(change("a", "u0", false));
            rig.settle();
            assertThat(rig.targets.sent.get(rig.targets.sent.size() - 1).keys()).containsExactly("u0");
            assertThat(rig.targets.isMember(DeliveryRig.slot("a", "u0"))).isFalse();
            rig.assertAtRest();
        }
    }

    @Test
    void aHalfThatFailsIsRetried() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.targets.script(answer(400), answer(503), accepted(), answer(429), accepted());
            DeliveryRig.Job job = rig.submit(crowd("a", 10));
            rig.settle();
            assertThat(rig.targets.sizes()).containsExactly(10, 5, 5, 5, 5);
            assertThat(job.settlements()).containsOnly(Settlement.ACCEPTED);
            rig.assertAtRest();
        }
    }

    @Test
    void ridersAreRefusedWithTheirMember() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.targets.poison(Set.of("u1"));
            rig.submit(change("a", "x", true));
            DeliveryRig.Job job =
                    rig.submit(change("a", "u1", true), change("a", "u1", false), change("a", "u2", true));
            rig.settle();
            assertThat(job.settlements().get(0)).isInstanceOf(Settlement.Refused.class);
            assertThat(job.settlements().get(1)).isInstanceOf(Settlement.Refused.class);
            assertThat(job.settlements().get(2)).isEqualTo(Settlement.ACCEPTED);
            rig.assertAtRest();
        }
    }

    @Test
    void tooLargeIsLearned() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.targets.script((request, number) -> request.members().size() > 100 ? answer(413) : accepted());
            DeliveryRig.Job job = rig.submit(crowd("a", 1000));
            rig.settle();
            assertThat(job.settlements()).containsOnly(Settlement.ACCEPTED);
            rig.targets.sent.clear();
            rig.submit(crowd("a", 1000));
            rig.settle();
            assertThat(rig.targets.sizes()).hasSizeLessThanOrEqualTo(17).allMatch(size -> size <= 100);
            rig.assertAtRest();
        }
    }

    @Test
    void whatWasLearnedAboutSizeIsForgottenAfterTenMinutes() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.targets.script(answer(413));
            rig.submit(crowd("a", 1000));
            rig.settle();
            rig.time.advance(600_000);
            rig.targets.sent.clear();
            rig.submit(crowd("a", 1000));
            rig.settle();
            assertThat(rig.targets.sizes()).containsExactly(1000);
            rig.assertAtRest();
        }
    }

    @Property(tries = 20)
    void oneMemberThatIsTooLargeDoesNotMakeAllRequestsSmall(@ForAll @IntRange(max = 999) int position) {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            String large = "u" + position;
            rig.targets.script((request, number) ->
                    request.members().stream().anyMatch(member -> member.slot().equals(DeliveryRig.slot("a", large)))
                            ? answer(413)
                            : accepted());
            DeliveryRig.Job job = rig.submit(crowd("a", 1000));
            rig.settle();
            assertThat(job.settlements().get(position)).isInstanceOf(Settlement.Refused.class);
            rig.targets.sent.clear();
            rig.submit(crowd("b", 1000));
            rig.settle();
            assertThat(rig.targets.sizes()).hasSizeLessThanOrEqualTo(2);
            rig.assertAtRest();
        }
    }

    @Test
    void whenEveryMemberIsRefusedASpotCheckIsEnough() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.targets.script((request, number) -> answer(400, "invalid_request", RateFacts.NONE));
            DeliveryRig.Job first = rig.submit(crowd("a", 1000));
            rig.settle();
            assertThat(first.settlements()).allMatch(settlement -> settlement instanceof Settlement.Refused);
            assertThat(rig.targets.sent.size()).isLessThan(300);
            rig.targets.sent.clear();
            DeliveryRig.Job second = rig.submit(crowd("b", 1000));
            rig.settle();
            assertThat(second.settlements()).allMatch(settlement -> settlement instanceof Settlement.Refused);
            assertThat(rig.targets.sizes()).containsExactly(1000, 1, 1, 1);
            rig.assertAtRest();
        }
    }

    @Test
    void aSpotCheckThatFindsAGoodMemberChangesNothing() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.targets.script((request, number) -> answer(400, "invalid_request", RateFacts.NONE));
            rig.submit(crowd("a", 1000));
            rig.settle();
            rig.targets.poison(IntStream.range(0, 300).mapToObj(i -> "u" + i).collect(Collectors.toSet()));
            DeliveryRig.Job job = rig.submit(crowd("b", 1000));
            rig.settle();
            for (int i = 0; i < 1000; i++) {
                assertThat(job.settlements().get(i) instanceof Settlement.Refused)
                        .as("member %s", i)
                        .isEqualTo(i < 300);
            }
            rig.assertAtRest();
        }
    }

    @Test
    void aSpotCheckThatIsAnsweredOtherwiseChangesNothing() {
        try (DeliveryRig rig = DeliveryRig.proven(options -> {})) {
            rig.targets.script((request, number) -> answer(400, "invalid_request", RateFacts.NONE));
            rig.submit(crowd("a", 1000));
            rig.settle();
            int offset = rig.targets.count();
            rig.targets.script((request, number) -> switch (number - offset) {
                case 0, 1, 2 -> answer(400, "invalid_request", RateFacts.NONE);
                case 3 -> answer(400, "another_code", RateFacts.NONE);
                default -> accepted();
            });
            DeliveryRig.Job job = rig.submit(crowd("b", 100));
            rig.settle();
            assertThat(job.settlements().stream().filter(Settlement.ACCEPTED::equals))
                    .hasSize(97);
            rig.assertAtRest();
        }
    }
}
