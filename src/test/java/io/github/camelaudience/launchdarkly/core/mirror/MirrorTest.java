package io.github.camelaudience.launchdarkly.core.mirror;

import static io.github.camelaudience.launchdarkly.core.membership.MembershipChange.NO_EVENT_TIME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelaudience.launchdarkly.core.ledger.LedgerTimes;
import io.github.camelaudience.launchdarkly.core.ledger.MembershipLedger;
import io.github.camelaudience.launchdarkly.core.ledger.MemoryStore;
import io.github.camelaudience.launchdarkly.core.ledger.OneProcessLedger;
import io.github.camelaudience.launchdarkly.core.ledger.PostgresServer;
import io.github.camelaudience.launchdarkly.core.ledger.postgresql.PostgresLedger;
import io.github.camelaudience.launchdarkly.core.ledger.rocksdb.RocksStore;
import io.github.camelaudience.launchdarkly.core.membership.AudienceKey;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.mirror.MirrorReport.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An audience becomes what a set says, unless something newer was accepted, and nothing is sent that is so already. */
class MirrorTest {

    private static final AudienceKey VIP = new AudienceKey("env", "user", "aud_vip");
    private static final long SNAPSHOT = Instant.parse("2026-05-01T00:00:00Z").toEpochMilli();
    private static final LedgerTimes TIMES = LedgerTimes.of(Duration.ofSeconds(30));

    @TempDir
    Path folder;

    private MembershipLedger ledger = new OneProcessLedger(new MemoryStore(1_000_000), TIMES, MirrorTest::millis);
    private BelievedLaunchDarkly launchDarkly = new BelievedLaunchDarkly(ledger);
    private final AtomicBoolean stopping = new AtomicBoolean();

    private static long millis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    private Mirror mirror() {
        return new Mirror(
                folder.resolve("staged"), ledger, launchDarkly, () -> SNAPSHOT + 60_000, stopping::get, at -> {});
    }

    private static MirrorOrder order(long snapshotTime, Removals removals, boolean planOnly, String confirm) {
        return new MirrorOrder(VIP, "Vip", snapshotTime, removals, planOnly, confirm, 0.2, 0.01);
    }

    private static MirrorOrder order() {
        return order(SNAPSHOT, Removals.seeded, false, null);
    }

    private MirrorReport run(MirrorOrder order, Collection<String> keys) throws IOException, InterruptedException {
        return mirror().run(order, new RowKeys(keys.iterator(), null));
    }

    private void live(String key, boolean included, long eventTime) {
        launchDarkly.deliver(
                List.of(new MembershipChange(VIP.slot(key), "Vip", included, eventTime, "live-" + key + eventTime)));
    }

    private static List<String> keys(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "u" + i).toList();
    }

    @Test
    void theFirstMirrorBringsAllAndMakesTheAudienceKnownTheSecondSendsNothing() throws Exception {
        List<String> set = keys(0, 12_000);
        MirrorReport first = run(order(), set);

        assertThat(first.result()).isEqualTo(Result.applied);
        assertThat(first.why()).isNull();
        assertThat(first.plan()).isEqualTo(new MirrorPlan(12_000, 0, 0, 0, 0, false, false));
        assertThat(first.sent()).isEqualTo(new MirrorReport.Sent(12_000, 0, 0, 0));
        assertThat(launchDarkly.members).containsExactlyInAnyOrderElementsOf(set);
        assertThat(launchDarkly.sent).allSatisfy(change -> {
            assertThat(change.eventTime()).isEqualTo(SNAPSHOT);
            assertThat(change.messageId()).isEqualTo("mirror:" + first.id());
        });
        assertThat(ledger.audience(VIP).seededAt()).isEqualTo(OptionalLong.of(SNAPSHOT));

        launchDarkly.sent.clear();
        MirrorReport second = run(order(), set);
        assertThat(second.result()).isEqualTo(Result.applied);
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.plan()).isEqualTo(new MirrorPlan(0, 0, 12_000, 0, 12_000, true, true));
        assertThat(launchDarkly.sent).isEmpty();
    }

    @Test
    void nobodyLeavesBeforeAllMembersAreKnownUnlessThatIsAskedFor() throws Exception {
        live("old", true, SNAPSHOT - 10);
        MirrorReport report = run(order(), List.of("new"));
        assertThat(report.result()).isEqualTo(Result.applied);
        assertThat(report.plan()).isEqualTo(new MirrorPlan(1, 1, 0, 0, 1, false, false));
        assertThat(report.why())
                .startsWith("1 known members are not in the set and stay")
                .contains("mirrorRemovals=always");
        assertThat(launchDarkly.members).containsExactly("new", "old");
        assertThat(ledger.audience(VIP).seededAt()).isEmpty();

        assertThat(run(order(SNAPSHOT, Removals.never, false, null), List.of("new"))
                        .why())
                .isNull();
        assertThat(launchDarkly.members).containsExactly("new", "old");

        run(order(SNAPSHOT, Removals.always, false, null), List.of("new"));
        assertThat(launchDarkly.members).containsExactly("new");
        assertThat(ledger.audience(VIP).seededAt()).isPresent();

        run(order(SNAPSHOT + 1, Removals.seeded, false, null), List.of("newer"));
        assertThat(launchDarkly.members).containsExactly("newer");
    }

    @Test
    void whatIsAsNewAsTheSnapshotStays() throws Exception {
        ledger.seeded(VIP, OptionalLong.of(1));
        live("in-at", true, SNAPSHOT);
        live("in-after", true, SNAPSHOT + 5);
        live("in-before", true, SNAPSHOT - 1);
        live("out-at", false, SNAPSHOT);
        live("out-before", false, SNAPSHOT - 1);
        live("no-time", true, NO_EVENT_TIME);
        MirrorReport report = run(order(), List.of("out-at", "out-before", "fresh"));
        assertThat(report.plan()).isEqualTo(new MirrorPlan(2, 2, 0, 3, 4, true, true));
        assertThat(launchDarkly.members).containsExactlyInAnyOrder("in-at", "in-after", "out-before", "fresh");
    }

    @Test
    void whatHappensBetweenPlanAndDeliveryWins() throws Exception {
        ledger.seeded(VIP, OptionalLong.of(1));
        live("leaves", true, SNAPSHOT - 1);
        launchDarkly.meanwhile = () -> {
            launchDarkly.meanwhile = () -> {};
            live("enters", false, SNAPSHOT + 1);
            live("leaves", true, SNAPSHOT + 1);
        };
        MirrorReport report = run(order(), List.of("enters"));
        assertThat(report.sent()).isEqualTo(new MirrorReport.Sent(0, 2, 0, 0));
        assertThat(launchDarkly.members).containsExactly("leaves");
    }

    @Test
    void aPlanSendsNothingAndCanBeAppliedWithoutTheSet() throws Exception {
        MirrorReport planned = run(order(SNAPSHOT, Removals.seeded, true, null), keys(0, 3));
        assertThat(planned.result()).isEqualTo(Result.planned);
        assertThat(planned.plan().words()).isEqualTo("+3 -0 =0, 0 newer");
        assertThat(launchDarkly.sent).isEmpty();
        assertThat(ledger.audience(VIP).seededAt()).isEmpty();

        MirrorReport applied = mirror().run(order(NO_EVENT_TIME, Removals.seeded, false, planned.id()), null);
        assertThat(applied.result()).isEqualTo(Result.applied);
        assertThat(launchDarkly.members).containsExactly("u0", "u1", "u2");
        assertThatThrownBy(() -> mirror().run(order(NO_EVENT_TIME, Removals.seeded, false, planned.id()), null))
                .hasMessageContaining("no keys are staged");
    }

    @Test
    void tooManyRemovalsAreHeldUntilTheyAreConfirmed() throws Exception {
        run(order(), keys(0, 1000));
        MirrorReport few = run(order(SNAPSHOT + 1, Removals.seeded, false, null), keys(200, 1000));
        assertThat(few.result()).isEqualTo(Result.applied);

        MirrorReport held = run(order(SNAPSHOT + 2, Removals.seeded, false, null), keys(361, 1000));
        assertThat(held.result()).isEqualTo(Result.held);
        assertThat(held.why())
                .isEqualTo(
                        "161 of 800 known members would leave, more than the 160 that may without a word. Nothing was"
                                + " sent. If that is right, confirm it with mirrorConfirm=" + held.id() + ".");
        assertThat(launchDarkly.members).hasSize(800);

        assertThatThrownBy(() -> mirror().run(order(NO_EVENT_TIME, Removals.seeded, false, few.id()), null))
                .hasMessageContaining("not of " + few.id());
        assertThat(run(order(SNAPSHOT + 2, Removals.seeded, false, few.id()), keys(361, 1000))
                        .result())
                .isEqualTo(Result.held);
        MirrorReport confirmed = mirror().run(order(SNAPSHOT + 2, Removals.seeded, false, held.id()), null);
        assertThat(confirmed.result()).isEqualTo(Result.applied);
        assertThat(launchDarkly.members).hasSize(639);
    }

    @Test
    void anEmptySetIsHeldHoweverFewWouldLeave() throws Exception {
        run(order(), keys(0, 3));
        MirrorReport held = run(order(SNAPSHOT + 1, Removals.seeded, false, null), List.of());
        assertThat(held.result()).isEqualTo(Result.held);
        assertThat(held.why()).contains("no key at all");
        assertThat(launchDarkly.members).hasSize(3);
    }

    @Test
    void tooManyBadRowsAreHeldAndFewAreToldOf() throws Exception {
        List<Object> rows = new ArrayList<>(keys(0, 99));
        rows.add(" ");
        MirrorReport few = mirror().run(order(), new RowKeys(rows.iterator(), null));
        assertThat(few.result()).isEqualTo(Result.applied);
        assertThat(few.rows()).isEqualTo(100);
        assertThat(few.bad()).containsExactly(new BadRow(100, "NO_CONTEXT_KEY", "has a blank context key"));

        rows.add(1.5);
        MirrorReport held =
                mirror().run(order(SNAPSHOT + 1, Removals.seeded, false, null), new RowKeys(rows.iterator(), null));
        assertThat(held.result()).isEqualTo(Result.held);
        assertThat(held.why()).startsWith("2 of 101 rows name nobody");
    }

    @Test
    void aWrongTimeIsRefusedInASentence() throws Exception {
        assertThatThrownBy(() -> run(order(NO_EVENT_TIME, Removals.seeded, false, null), List.of("u1")))
                .isInstanceOf(MirrorException.class)
                .hasMessageContaining("snapshotTime");
        assertThatThrownBy(() -> run(order(SNAPSHOT + 60_001, Removals.seeded, false, null), List.of("u1")))
                .isInstanceOf(MirrorException.class)
                .hasMessageContaining("ahead of this clock");
        run(order(SNAPSHOT + 5, Removals.seeded, false, null), List.of("u1"));
        assertThatThrownBy(() -> run(order(), List.of("u1", "u2")))
                .isInstanceOf(MirrorException.class)
                .hasMessageContaining("is older than that of 2026-05-01T00:00:00.005Z");
        assertThat(launchDarkly.members).containsExactly("u1");
    }

    /** Also when a newer plan that nobody applied stands between them, and the audience is not seeded. */
    @Test
    void anOlderSetIsRefusedWhateverWasStagedSince() throws Exception {
        run(order(SNAPSHOT + 5, Removals.never, false, null), List.of("u1"));
        ledger.seeded(VIP, OptionalLong.empty());
        run(order(SNAPSHOT + 9, Removals.never, true, null), List.of("u1", "u3"));
        assertThatThrownBy(() -> run(order(), List.of("u1", "u2"))).hasMessageContaining("is older than");
        assertThat(launchDarkly.members).containsExactly("u1");
    }

    @Test
    void aSetThatBreaksOffSendsNothing() {
        KeySet broken = sink -> {
            sink.key("u1");
            throw new IOException("the connection is gone");
        };
        assertThatThrownBy(() -> mirror().run(order(), broken)).hasMessage("the connection is gone");
        assertThat(launchDarkly.sent).isEmpty();
        assertThatThrownBy(() -> mirror().run(order(), null)).hasMessageContaining("no keys are staged");
    }

    @Test
    void whatCouldNotBeDeliveredGoesOnThereTheNextTime() throws Exception {
        launchDarkly.fails = change -> change.slot().contextKey().endsWith("7");
        launchDarkly.refuses = change -> change.slot().contextKey().equals("u13");
        List<String> set = keys(0, 23_000);
        MirrorReport unfinished = run(order(), set);
        assertThat(unfinished.result()).isEqualTo(Result.unfinished);
        assertThat(unfinished.why()).contains("retry timeout").doesNotContain("u7");
        assertThat(unfinished.sent().failed()).isPositive();
        assertThat(unfinished.refused())
                .extracting(MirrorReport.Refused::contextKey)
                .containsExactly("u13");
        assertThat(ledger.audience(VIP).seededAt()).isEmpty();

        launchDarkly.fails = change -> false;
        int before = launchDarkly.sent.size();
        MirrorReport rest = mirror().run(order(NO_EVENT_TIME, Removals.seeded, false, null), null);
        assertThat(rest.result()).isEqualTo(Result.applied);
        assertThat(launchDarkly.members).hasSize(22_999);
        assertThat(launchDarkly.sent).hasSize(22_999);
        assertThat(rest.sent().accepted()).isEqualTo(22_999 - before);
    }

    /** What was begun without removals had no brake to pass; that it is begun says nothing of removals. */
    @Test
    void whoWouldLeaveInTheSecondHalfOfAMirrorThatBeganWithoutRemovalsIsHeld() throws Exception {
        for (String key : keys(0, 1_000)) {
            live(key, true, SNAPSHOT - 1);
        }
        launchDarkly.fails = change -> true;
        MirrorReport begun = run(order(SNAPSHOT, Removals.never, false, null), List.of("u0", "fresh"));
        assertThat(begun.result()).isEqualTo(Result.unfinished);
        launchDarkly.fails = change -> false;

        MirrorReport rest = run(order(SNAPSHOT, Removals.always, false, null), List.of("u0", "fresh"));
        assertThat(rest.result()).isEqualTo(Result.held);
        assertThat(launchDarkly.members).hasSize(1_000);

        launchDarkly.fails = change -> change.slot().contextKey().endsWith("7");
        MirrorReport confirmed = mirror().run(order(NO_EVENT_TIME, Removals.always, false, rest.id()), null);
        assertThat(confirmed.result()).isEqualTo(Result.unfinished);
        launchDarkly.fails = change -> false;
        assertThat(mirror().run(order(NO_EVENT_TIME, Removals.always, false, null), null)
                        .result())
                .isEqualTo(Result.applied);
        assertThat(launchDarkly.members).containsExactly("fresh", "u0");
    }

    @Test
    void aStopEndsItSoonAndTheSameSetGoesOn() throws Exception {
        launchDarkly.meanwhile = () -> stopping.set(launchDarkly.sent.size() >= 5_000);
        List<String> set = keys(0, 50_000);
        MirrorReport stopped = run(order(), set);
        assertThat(stopped.result()).isEqualTo(Result.unfinished);
        assertThat(stopped.why()).contains("stopped before");
        assertThat(launchDarkly.sent).hasSizeLessThan(50_000);

        stopping.set(false);
        launchDarkly.meanwhile = () -> {};
        assertThat(run(order(), set).result()).isEqualTo(Result.applied);
        assertThat(launchDarkly.members).hasSize(50_000);
        assertThat(launchDarkly.sent).hasSize(50_000);
    }

    @Test
    void keysOfPeopleAreKeptOnlyAsLongAsTheyAreOfUse() throws Exception {
        run(order(SNAPSHOT, Removals.seeded, true, null), List.of("alice@example.com"));
        assertThat(contents()).contains("alice@example.com");
        run(order(), List.of("alice@example.com"));
        assertThat(contents()).doesNotContain("alice");
    }

    /** Killed after it was noted that all is done, and before the keys were deleted. */
    @Test
    void whoDiesAtTheVeryEndLeavesNoKeysOfPeopleForGood() throws Exception {
        MirrorReport done = run(order(), List.of("alice@example.com"));
        Path keys;
        try (Stream<Path> files = Files.walk(folder)) {
            Path run =
                    files.filter(file -> file.endsWith("run.json")).findFirst().orElseThrow();
            keys = run.resolveSibling("keys-" + done.id());
        }
        Files.writeString(keys, "\0\021alice@example.com");
        assertThatThrownBy(() -> mirror().run(order(), null)).hasMessageContaining("no keys are staged");
        assertThat(contents()).doesNotContain("alice");
    }

    private String contents() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.append(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
            }
        }
        return all.toString();
    }

    @Test
    void oneAudienceIsMirroredOnceAtATime() {
        KeySet nested = sink -> {
            assertThatThrownBy(() -> mirror().run(order(), new RowKeys(List.of().iterator(), null)))
                    .isInstanceOf(MirrorException.class)
                    .hasMessageContaining("is being mirrored already");
            throw new IOException("enough");
        };
        assertThatThrownBy(() -> mirror().run(order(), nested)).hasMessage("enough");
    }

    /**
     * Live events and sets of any kind, one after the other, with failures: in the end each membership is what the newest of all says that
     * were delivered, where a live event is newer than a snapshot of the same time.
     */
    @ParameterizedTest
    @ValueSource(strings = {"memory", "rocksdb", "postgresql"})
    void anyHistoryEndsWithTheNewest(String engine) throws Exception {
        long seed = Long.getLong("mirror.seed", System.nanoTime());
        System.out.println("MirrorTest seed " + seed + " on " + engine);
        Random random = new Random(seed);
        int histories = Integer.getInteger("mirror.histories", engine.equals("memory") ? 15 : 3);
        for (int round = 0; round < histories; round++) {
            try (MembershipLedger opened = open(engine, round)) {
                ledger = opened;
                launchDarkly = new BelievedLaunchDarkly(opened);
                oneHistory(random, folder.resolve(engine + round));
            }
        }
    }

    private MembershipLedger open(String engine, int round) {
        return switch (engine) {
            case "memory" -> new OneProcessLedger(new MemoryStore(10_000), TIMES, MirrorTest::millis);
            case "rocksdb" ->
                new OneProcessLedger(new RocksStore(folder.resolve("ledger" + round)), TIMES, MirrorTest::millis);
            default -> PostgresLedger.open(PostgresServer.newDatabase(), TIMES, MirrorTest::millis);
        };
    }

    /** What should be: the newest time and its value. */
    private record Truth(long time, boolean isLive, boolean included) {}

    private void oneHistory(Random random, Path staged) throws Exception {
        Map<String, Truth> truths = new HashMap<>();
        String[] names = {"a", "b", "ab", "é", "😀", "\uE000", "\u0001", "z"};
        long newestSnapshot = 0;
        for (int step = 0; step < 12; step++) {
            long time = SNAPSHOT - random.nextInt(20);
            if (random.nextInt(3) > 0) {
                String key = names[random.nextInt(names.length)] + random.nextInt(3);
                boolean included = random.nextBoolean();
                live(key, included, time);
                Truth known = truths.get(key);
                if (known == null || time >= known.time) {
                    truths.put(key, new Truth(time, true, included));
                }
                continue;
            }
            if (time < newestSnapshot) {
                continue;
            }
            Set<String> set = new TreeSet<>();
            for (int i = random.nextInt(20); i > 0; i--) {
                set.add(names[random.nextInt(names.length)] + random.nextInt(3));
            }
            Mirror mirror = new Mirror(staged, ledger, launchDarkly, () -> SNAPSHOT, () -> false, at -> {});
            MirrorOrder order = new MirrorOrder(VIP, null, time, Removals.always, false, null, 1, 1);
            launchDarkly.fails = change -> random.nextInt(4) == 0;
            MirrorReport report = mirror.run(order, new RowKeys(set.iterator(), null));
            launchDarkly.fails = change -> false;
            if (report.result() == Result.unfinished) {
                report = mirror.run(order, random.nextBoolean() ? null : new RowKeys(set.iterator(), null));
            }
            if (report.result() == Result.held) {
                report = mirror.run(new MirrorOrder(VIP, null, time, Removals.always, false, report.id(), 1, 1), null);
            }
            assertThat(report.result()).isEqualTo(Result.applied);
            int sent = launchDarkly.sent.size();
            mirror.run(
                    new MirrorOrder(VIP, null, time, Removals.always, false, report.id(), 1, 1),
                    new RowKeys(set.iterator(), null));
            assertThat(launchDarkly.sent).hasSize(sent);
            newestSnapshot = time;
            Set<String> all = new TreeSet<>(truths.keySet());
            all.addAll(set);
            for (String key : all) {
                Truth known = truths.get(key);
                boolean included = set.contains(key);
                boolean isNewer = known != null && known.time >= time && known.included != included;
                if (!isNewer && (known == null || known.included != included)) {
                    truths.put(key, new Truth(time, false, included));
                }
            }
        }
        Set<String> expected = new TreeSet<>();
        truths.forEach((key, truth) -> {
            if (truth.included) {
                expected.add(key);
            }
        });
        assertThat(launchDarkly.members).isEqualTo(expected);
        assertThat(ledger.audience(VIP).members()).isEqualTo(expected.size());
    }
}
