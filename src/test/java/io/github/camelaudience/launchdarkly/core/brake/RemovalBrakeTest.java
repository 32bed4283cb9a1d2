package io.github.camelaudience.launchdarkly.core.brake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelaudience.launchdarkly.core.ledger.AudienceState;
import io.github.camelaudience.launchdarkly.core.ledger.LedgerUnavailableException;
import io.github.camelaudience.launchdarkly.core.membership.AudienceKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Rule D37: never more people leave an audience within an hour than the policy lets, and nothing is held without need. */
class RemovalBrakeTest {

    private static final AudienceKey VIP = new AudienceKey("env", "user", "aud_vip");
    private static final AudienceKey TRIAL = new AudienceKey("env", "user", "aud_trial");
    private static final long HOUR = 3_600_000;

    private final Map<AudienceKey, Long> members = new HashMap<>();
    private final List<BrakedAudience> begun = new ArrayList<>();
    private final List<BrakedAudience> ended = new ArrayList<>();
    private long now = 1_700_000_000_000L;

    private RemovalBrake brake(BrakePolicy policy) {
        return new RemovalBrake(
                policy,
                key -> new AudienceState(key, "Vip", members.getOrDefault(key, 0L), OptionalLong.empty()),
                RemovalBrake.HeldNotes.NONE,
                () -> now,
                new RemovalBrake.Listener() {
                    @Override
                    public void held(BrakedAudience audience) {
                        begun.add(audience);
                    }

                    @Override
                    public void released(BrakedAudience audience) {
                        ended.add(audience);
                    }
                });
    }

    private static List<String> people(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "u" + i).toList();
    }

    @Test
    void halfOfAnAudienceMayLeaveAndThenNobodyUntilItIsReleased() {
        RemovalBrake brake = brake(BrakePolicy.LIVE);
        members.put(VIP, 10_000L);
        members.put(TRIAL, 10_000L);

        assertThat(brake.admit(VIP, people(0, 5_000))).isEmpty();
        members.put(VIP, 5_000L);
        assertThat(brake.admit(VIP, people(5_000, 5_001))).hasValueSatisfying(held -> {
            assertThat(held.leaving()).isEqualTo(5_001);
            assertThat(held.most()).isEqualTo(5_000);
            assertThat(held.size()).isEqualTo(10_000);
            assertThat(held.describe())
                    .isEqualTo(
                            "removals of audience aud_vip are held: 5001 within an hour are more than the 5000 that may leave"
                                    + " at least 10000 members without a word. Look at the audience in Segment, and release it if"
                                    + " they are meant");
        });
        assertThat(brake.admit(TRIAL, people(0, 1_000))).isEmpty();
        now += 2 * HOUR;
        assertThat(brake.admit(VIP, people(5_000, 5_001))).isPresent();
        assertThat(brake.held()).hasSize(1).isEqualTo(begun);

        assertThat(brake.release("aud_other")).isEmpty();
        assertThat(brake.release("aud_vip")).isEqualTo(begun).isEqualTo(ended);
        assertThat(brake.held(VIP)).isEmpty();
        assertThat(brake.admit(VIP, people(5_000, 9_000))).isEmpty();
        now += HOUR;
        members.put(VIP, 1_000L);
        assertThat(brake.admit(VIP, people(9_000, 10_000))).isEmpty();
        assertThat(brake.admit(VIP, people(10_000, 10_001))).isPresent();
    }

    @Test
    void whoLeavesAgainOrComesBackCountsOnceOrNotAtAll() {
        RemovalBrake brake = brake(new BrakePolicy(0.5, 10));
        members.put(VIP, 20L);

        for (int i = 0; i < 50; i++) {
            assertThat(brake.admit(VIP, people(0, 10))).isEmpty();
        }
        assertThat(brake.admit(VIP, people(10, 11))).isPresent();
        brake.release("aud_vip");
        now += HOUR;
        for (int i = 0; i < 50; i++) {
            assertThat(brake.admit(VIP, people(i, i + 10))).isEmpty();
            for (String key : people(i, i + 10)) {
                brake.entered(List.of(VIP.slot(key)));
            }
        }
        for (int i = 0; i < 50; i++) {
            assertThat(brake.admit(VIP, people(i, i + 10))).isEmpty();
            for (String key : people(i, i + 10)) {
                brake.stayed(VIP.slot(key));
            }
        }
    }

    @Test
    void beyondThoseWhoAreKnownByNameEachRemovalCounts() {
        RemovalBrake brake = brake(BrakePolicy.LIVE);
        members.put(VIP, 100_000L);

        assertThat(brake.admit(VIP, people(0, 30_000))).isEmpty();
        people(20_000, 30_000).forEach(key -> brake.stayed(VIP.slot(key)));
        assertThat(brake.admit(VIP, people(30_000, 60_000))).isEmpty();
        assertThat(brake.admit(VIP, people(60_000, 60_001))).isPresent();
    }

    @Test
    void aSizeThatCannotBeReadCountsNothing() {
        List<AudienceState> sizes = new ArrayList<>();
        RemovalBrake brake = new RemovalBrake(
                BrakePolicy.LIVE,
                key -> sizes.stream().findFirst().orElseThrow(() -> new LedgerUnavailableException("gone", null)),
                RemovalBrake.HeldNotes.NONE,
                () -> now,
                RemovalBrake.Listener.SILENT);

        assertThatThrownBy(() -> brake.admit(VIP, people(0, 900))).isInstanceOf(LedgerUnavailableException.class);
        sizes.add(AudienceState.unknown(VIP));
        assertThat(brake.admit(VIP, people(1_000, 2_000))).isEmpty();
        assertThat(brake.admit(VIP, people(0, 1))).isPresent();
    }

    /** The notes of a ledger that processes share. */
    private final class SharedNotes implements RemovalBrake.HeldNotes {
        final Map<AudienceKey, BrakedAudience> held = new HashMap<>();
        final Map<AudienceKey, Long> releasedUntil = new HashMap<>();

        @Override
        public Optional<BrakedAudience> find(AudienceKey audience) {
            return Optional.ofNullable(held.get(audience));
        }

        @Override
        public boolean isStill(BrakedAudience audience) {
            return held.containsKey(audience.audience());
        }

        @Override
        public void put(BrakedAudience audience) {
            held.put(audience.audience(), audience);
        }

        @Override
        public void release(AudienceKey audience, long millis) {
            held.remove(audience);
            releasedUntil.put(audience, now + millis);
        }

        @Override
        public long releasedFor(AudienceKey audience) {
            return Math.max(0, releasedUntil.getOrDefault(audience, now) - now);
        }
    }

    private RemovalBrake sharing(RemovalBrake.HeldNotes notes) {
        return new RemovalBrake(
                BrakePolicy.LIVE,
                key -> new AudienceState(key, "Vip", members.getOrDefault(key, 0L), OptionalLong.empty()),
                notes,
                () -> now,
                RemovalBrake.Listener.SILENT);
    }

    /** What one process holds, one that has let somebody of the audience leave before holds within seconds, too. */
    @Test
    void allProcessesThatShareALedgerKeepAHold() {
        members.put(VIP, 100_000L);
        SharedNotes notes = new SharedNotes();
        RemovalBrake one = sharing(notes);
        RemovalBrake other = sharing(notes);
        assertThat(other.admit(VIP, people(0, 1))).isEmpty();
        now += 24 * HOUR;
        assertThat(one.admit(VIP, people(1, 50_001))).isEmpty();
        assertThat(one.admit(VIP, people(50_001, 50_002))).isPresent();
        now += 10_000;
        assertThat(other.admit(VIP, people(50_001, 100_000))).isPresent();

        one.release("aud_vip");
        now += 10_000;
        assertThat(other.admit(VIP, people(50_001, 100_000))).isEmpty();
    }

    /** Also for one that holds nothing yet, and for one that starts later; an hour after it was released it is held again. */
    @Test
    void aReleaseIsThatOfAllProcessesThatShareALedger() {
        members.put(VIP, 2_000L);
        SharedNotes notes = new SharedNotes();
        RemovalBrake one = sharing(notes);
        RemovalBrake other = sharing(notes);
        assertThat(one.admit(VIP, people(0, 1_000))).isEmpty();
        assertThat(other.admit(VIP, people(0, 1_000))).isEmpty();
        assertThat(one.admit(VIP, people(1_000, 1_001))).isPresent();
        one.release("aud_vip");
        now += HOUR / 2;
        assertThat(other.admit(VIP, people(1_000, 1_900))).isEmpty();
        RemovalBrake later = sharing(notes);
        assertThat(later.admit(VIP, people(0, 1_900))).isEmpty();
        now += HOUR / 2;
        assertThat(later.admit(VIP, people(0, 1_900))).isPresent();
    }

    @Test
    void aShareOfOneHoldsNothing() {
        RemovalBrake brake = brake(new BrakePolicy(1, 0));

        assertThat(brake.admit(VIP, people(0, 10_000))).isEmpty();
        assertThat(BrakePolicy.PLAN.most(1_000)).isEqualTo(200);
        assertThat(BrakePolicy.PLAN.holds(101, 3)).isTrue();
        assertThat(BrakePolicy.PLAN.holds(100, 3)).isFalse();
        assertThatThrownBy(() -> new BrakePolicy(1.01, 0)).hasMessageStartingWith("brakeShare must be from 0 to 1");
        assertThatThrownBy(() -> new BrakePolicy(Double.NaN, 0))
                .hasMessageStartingWith("brakeShare must be from 0 to 1");
        assertThatThrownBy(() -> new BrakePolicy(0, -1)).hasMessageStartingWith("brakeMinimum must not be negative");
    }

    /** Plays a random stream of entries and exits beside a model that remembers everything. */
    @RepeatedTest(200)
    void neverMoreLeaveThanMayAndNothingIsHeldWithoutNeed() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        BrakePolicy policy = new BrakePolicy(random.nextInt(10) / 10.0, random.nextInt(8));
        RemovalBrake brake = brake(policy);
        int population = 1 + random.nextInt(60);
        Set<String> in = new HashSet<>();
        Map<String, Long> out = new HashMap<>();
        Map<Long, Long> sizes = new HashMap<>();
        long releasedUntil = Long.MIN_VALUE;

        for (int step = 0; step < 400; step++) {
            now += random.nextInt(10) == 0 ? random.nextInt(1_500_000) : random.nextInt(20_000);
            sizes.merge(now, (long) in.size(), Math::max);
            String somebody = "u" + random.nextInt(population);
            switch (random.nextInt(8)) {
                case 0, 1, 2, 3 -> {
                    in.add(somebody);
                    out.remove(somebody);
                    members.put(VIP, (long) in.size());
                    sizes.merge(now, (long) in.size(), Math::max);
                    brake.entered(List.of(VIP.slot(somebody)));
                }
                case 4 -> {
                    if (random.nextInt(5) == 0 && !brake.release("aud_vip").isEmpty()) {
                        releasedUntil = now + HOUR;
                        out.clear();
                    }
                }
                default -> {
                    Set<String> leaving = new HashSet<>(List.of(somebody));
                    leaving.addAll(people(0, random.nextInt(1 + population / 3)));
                    Optional<BrakedAudience> held =
                            brake.held(VIP).isPresent() ? brake.held(VIP) : admit(brake, leaving);
                    if (held.isEmpty()) {
                        in.removeAll(leaving);
                        members.put(VIP, (long) in.size());
                        if (now >= releasedUntil) {
                            for (String each : leaving) {
                                out.put(each, now);
                            }
                        }
                        assertThat(leavingWithin(out, Set.of(), HOUR))
                                .as("seed %d, step %d: too many have left", seed, step)
                                .isLessThanOrEqualTo(policy.most(largest(sizes)));
                    } else if (held.get().since() == now) {
                        assertThat(held.get().leaving())
                                .as("seed %d, step %d: held without need", seed, step)
                                .isLessThanOrEqualTo(leavingWithin(out, leaving, HOUR + 60_000))
                                .isGreaterThan(policy.most(in.size()));
                    }
                }
            }
        }
    }

    private Optional<BrakedAudience> admit(RemovalBrake brake, Set<String> leaving) {
        Optional<BrakedAudience> held = brake.admit(VIP, leaving);
        assertThat(brake.held(VIP)).isEqualTo(held);
        return held;
    }

    private long largest(Map<Long, Long> sizes) {
        return sizes.entrySet().stream()
                .filter(each -> each.getKey() > now - HOUR - 60_000)
                .mapToLong(Map.Entry::getValue)
                .max()
                .orElse(0);
    }

    private long leavingWithin(Map<String, Long> out, Set<String> more, long millis) {
        Set<String> all = new HashSet<>(more);
        out.forEach((key, at) -> {
            if (at > now - millis) {
                all.add(key);
            }
        });
        return all.size();
    }
}
