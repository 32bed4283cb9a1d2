package io.github.camelaudience.launchdarkly.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.github.camelaudience.launchdarkly.core.membership.AudienceKey;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every ledger promises, on the real engines. Times are short, and waited for. */
abstract class LedgerContract {

    static final Duration HOLD = Duration.ofMillis(400);
    static final LedgerTimes LONG =
            new LedgerTimes(Duration.ofSeconds(30), Duration.ofSeconds(20), Duration.ofMinutes(5));
    static final LedgerTimes SHORT = new LedgerTimes(HOLD, Duration.ofMillis(200), Duration.ofMillis(900));

    static final AudienceKey VIP = new AudienceKey("env", "user", "vip");
    static final long NONE = MembershipChange.NO_EVENT_TIME;

    private MembershipLedger ledger;

    /** A ledger where nothing is. */
    abstract MembershipLedger open(LedgerTimes times) throws Exception;

    /** Whether it can hold a text of any length. */
    boolean holdsAnyLength() {
        return false;
    }

    @BeforeEach
    void openLedger() throws Exception {
        ledger = open(LONG);
    }

    @AfterEach
    void closeLedger() {
        ledger.close();
    }

    static MembershipChange change(String audience, String key, boolean included, long time, String id) {
        return new MembershipChange(
                new MembershipSlot("env", "user", audience, key),
                "Name of " + audience,
                included,
                time,
                id,
                "test:" + id);
    }

    static MembershipChange vip(String key, boolean included, long time) {
        return change("vip", key, included, time, "m" + time);
    }

    void accept(MembershipChange... changes) {
        accept(ledger, changes);
    }

    static void accept(MembershipLedger ledger, MembershipChange... changes) {
        Claim claim = ledger.claim(List.of(changes));
        assertThat(claim.withheld()).isEmpty();
        assertThat(claim.accepted(new Acceptance("request", 77))).isEmpty();
    }

    private Withheld withheld(MembershipChange change) {
        return withheld(ledger, change);
    }

    static Withheld withheld(MembershipLedger ledger, MembershipChange change) {
        Claim claim = ledger.claim(List.of(change));
        claim.ended();
        return claim.withheld().get(change);
    }

    private long members(String audience) {
        return ledger.audience(new AudienceKey("env", "user", audience)).members();
    }

    @Test
    void whatIsAcceptedIsKnownWithAllThatWhyAsks() {
        accept(change("vip", "alice", true, 10, "m1"));
        assertThat(ledger.state(VIP.slot("alice")))
                .contains(new SlotState(
                        VIP.slot("alice"),
                        Optional.of(new Mark(true, 10, "m1", 10, 77, "request", "test:m1", 10)),
                        false,
                        List.of()));
        assertThat(ledger.state(VIP.slot("bob"))).isEmpty();
        assertThat(ledger.marks(List.of(VIP.slot("alice"), VIP.slot("bob")))).containsOnlyKeys(VIP.slot("alice"));
    }

    @Test
    void aValueBeganWithTheFirstOfTheMessagesThatSayIt() {
        accept(vip("alice", true, 10));
        accept(vip("alice", true, 20));
        assertThat(since("alice")).isEqualTo(10);
        accept(vip("alice", false, 30));
        assertThat(since("alice")).isEqualTo(30);
        accept(change("vip", "bob", true, NONE, "m1"));
        assertThat(since("bob")).as("without a time, when it was accepted").isEqualTo(77);
    }

    private long since(String key) {
        return ledger.state(VIP.slot(key)).orElseThrow().mark().orElseThrow().since();
    }

    @Test
    void whatIsGrantedTellsTheValueBefore() {
        accept(vip("alice", true, 10));
        Claim claim = ledger.claim(List.of(vip("alice", false, 20), vip("bob", true, 20)));
        assertThat(claim.granted())
                .containsExactly(
                        new Granted(vip("alice", false, 20), Optional.of(true)),
                        new Granted(vip("bob", true, 20), Optional.empty()));
        claim.ended();
    }

    @Test
    void anOlderEventIsStaleAndTheSameMessageADuplicate() {
        accept(vip("alice", true, 20));
        assertThat(withheld(vip("alice", false, 10))).isEqualTo(Withheld.STALE);
        assertThat(withheld(vip("alice", true, 20))).isEqualTo(Withheld.DUPLICATE);
        assertThat(withheld(vip("alice", false, 20))).isNull();
        assertThat(withheld(vip("bob", false, 10))).isNull();
    }

    @Test
    void whatWasSupersededCountsForTheOrder() {
        MembershipChange timeless = change("vip", "alice", false, NONE, "m2");
        Claim claim = ledger.claim(List.of(timeless, vip("bob", true, 5)));
        claim.accepted(new Acceptance(
                null, 1, List.of(vip("alice", true, 20), vip("alice", true, 15), vip("carol", true, 99))));
        assertThat(withheld(vip("alice", true, 19))).isEqualTo(Withheld.STALE);
        assertThat(withheld(timeless)).isEqualTo(Withheld.DUPLICATE);
        assertThat(withheld(vip("bob", true, 6))).isNull();
        assertThat(withheld(vip("carol", true, 6))).isNull();
    }

    /** Rules D26 and D29, said once more in other words: by all that was accepted, in the order in which it was. */
    @Test
    void judgesByTheNewestTimeAndTheLastMessage() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<MembershipSlot, List<MembershipChange>> history = new HashMap<>();
        for (int i = 0; i < 400; i++) {
            MembershipChange change = randomChange(random);
            List<MembershipChange> before = history.computeIfAbsent(change.slot(), slot -> new ArrayList<>());
            Claim claim = ledger.claim(List.of(change));
            assertThat(claim.withheld().get(change))
                    .as("seed %d, step %d, %s", seed, i, change)
                    .isEqualTo(expected(before, change));
            if (claim.withheld().isEmpty() && random.nextInt(4) > 0) {
                MembershipChange superseded = new MembershipChange(
                        change.slot(), change.audienceName(), random.nextBoolean(), random.nextInt(6), "m9");
                List<MembershipChange> also = random.nextBoolean() ? List.of(superseded) : List.of();
                claim.accepted(new Acceptance(null, 1, also));
                before.addAll(also);
                before.add(change);
            } else {
                claim.ended();
            }
        }
    }

    private static Withheld expected(List<MembershipChange> accepted, MembershipChange next) {
        if (accepted.isEmpty()) {
            return null;
        }
        MembershipChange last = accepted.get(accepted.size() - 1);
        if (next.messageId() != null
                && next.messageId().equals(last.messageId())
                && next.included() == last.included()
                && next.eventTime() == last.eventTime()) {
            return Withheld.DUPLICATE;
        }
        return accepted.stream().anyMatch(next::isOlderThan) ? Withheld.STALE : null;
    }

    private static MembershipChange randomChange(Random random) {
        String id = random.nextInt(4) == 0 ? null : "m" + random.nextInt(3);
        long time = random.nextInt(5) == 0 ? NONE : random.nextInt(6);
        return change("a" + random.nextInt(2), "u" + random.nextInt(2), random.nextBoolean(), time, id);
    }

    @Test
    void aMembershipTwiceInOneClaimIsRefused() {
        assertThatThrownBy(() -> ledger.claim(List.of(vip("alice", true, 1), vip("alice", false, 2))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("occurs twice")
                .hasMessageNotContaining("alice");
        assertThat(withheld(vip("alice", true, 1))).isNull();
    }

    @Test
    void nothingIsAskedOfNothing() {
        Claim claim = ledger.claim(List.of());
        assertThat(claim.granted()).isEmpty();
        assertThat(claim.accepted(new Acceptance(null, 1))).isEmpty();
        claim.unknown();
        claim.ended();
        assertThat(ledger.claimDue()).isEmpty();
    }

    @Test
    void rule1WhatIsSentIsOnRecordBefore() {
        Claim claim = ledger.claim(List.of(vip("alice", true, 10)));
        assertThat(ledger.state(VIP.slot("alice")))
                .contains(new SlotState(VIP.slot("alice"), Optional.empty(), true, List.of(true)));
        claim.accepted(new Acceptance(null, 1));
        assertThat(ledger.state(VIP.slot("alice")).orElseThrow().open()).isEmpty();
    }

    @Test
    void rule2NobodySendsLate() throws Exception {
        try (MembershipLedger brief = open(SHORT)) {
            Claim claim = brief.claim(List.of(vip("alice", true, 10)));
            assertThat(claim.maySend()).isTrue();
            Awaitility.await().until(() -> !claim.maySend());
            claim.ended();
            assertThat(withheld(brief, vip("alice", true, 10))).isNull();
        }
    }

    @Test
    void rule3OnlyWhoHasTheClaimMarks() throws Exception {
        try (MembershipLedger brief = open(SHORT)) {
            Claim late = brief.claim(List.of(vip("alice", true, 10), vip("bob", true, 10)));
            Claim next = awaitClaim(brief, vip("alice", false, 20));
            assertThat(next.accepted(new Acceptance(null, 1))).isEmpty();
            assertThat(late.accepted(new Acceptance(null, 2))).containsExactly(vip("alice", true, 10));
            assertThat(brief.marks(List.of(VIP.slot("alice"), VIP.slot("bob"))).values())
                    .extracting(Mark::included)
                    .containsExactlyInAnyOrder(false, true);
            assertThat(brief.audience(VIP).members()).isEqualTo(1);
        }
    }

    private static Claim awaitClaim(MembershipLedger ledger, MembershipChange change) {
        return Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .until(() -> ledger.claim(List.of(change)), claim -> claim.withheld()
                        .isEmpty());
    }

    @Test
    void rule4AClaimKeepsOthersAwayUntilItEndsOrExpires() throws Exception {
        Claim first = ledger.claim(List.of(vip("alice", true, 10)));
        assertThat(withheld(vip("alice", false, 20))).isEqualTo(Withheld.BUSY);
        Claim mixed = ledger.claim(List.of(vip("alice", false, 20), vip("bob", true, 20)));
        assertThat(mixed.withheld()).containsExactly(Map.entry(vip("alice", false, 20), Withheld.BUSY));
        assertThat(mixed.granted()).extracting(Granted::change).containsExactly(vip("bob", true, 20));
        mixed.ended();
        first.ended();
        assertThat(withheld(vip("alice", false, 20))).isNull();
        try (MembershipLedger brief = open(SHORT)) {
            brief.claim(List.of(vip("alice", true, 10)));
            assertThat(withheld(brief, vip("alice", false, 20))).isEqualTo(Withheld.BUSY);
            awaitClaim(brief, vip("alice", false, 20)).accepted(new Acceptance(null, 1));
            // what the first has sent is still on record
            assertThat(brief.state(VIP.slot("alice")).orElseThrow().open()).containsExactly(true);
        }
    }

    @Test
    void rule5ALostRequestIsLookedAtWhileNobodyWrites() throws Exception {
        try (MembershipLedger brief = open(SHORT)) {
            brief.claim(List.of(vip("alice", true, 10))).unknown();
            accept(brief, vip("alice", false, 20));
            // as long as somebody writes, nobody looks
            Claim writing = brief.claim(List.of(vip("alice", false, 30)));
            Claim again = awaitDue(brief);
            assertThat(again.granted()).containsExactly(new Granted(vip("alice", false, 20), Optional.of(false)));
            // and the look has ended the claim of who came too late
            assertThat(writing.accepted(new Acceptance(null, 1))).hasSize(1);
            assertThat(again.accepted(new Acceptance("again", 2))).isEmpty();
        }
    }

    @Test
    void rule5ALookEndsAnExpiredClaimEvenWhereTheValuesAreEqual() throws Exception {
        try (MembershipLedger brief = open(SHORT)) {
            accept(brief, vip("alice", true, 5));
            brief.claim(List.of(vip("alice", true, 10))).unknown();
            Claim late = brief.claim(List.of(vip("alice", true, 20)));
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> brief.claimDue().isEmpty()
                            && brief.state(VIP.slot("alice"))
                                    .orElseThrow()
                                    .open()
                                    .isEmpty());
            assertThat(late.accepted(new Acceptance(null, 1))).hasSize(1);
            assertThat(brief.audience(VIP).members()).isEqualTo(1);
        }
    }

    private static Claim awaitDue(MembershipLedger ledger) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(50))
                .until(ledger::claimDue, Optional::isPresent)
                .orElseThrow();
    }

    @Test
    void rule6WhoComesTooLateReportsWhatItHasSentAndThatIsUndone() throws Exception {
        try (MembershipLedger brief = open(SHORT)) {
            Claim late = brief.claim(List.of(vip("alice", true, 10)));
            awaitClaim(brief, vip("alice", false, 20)).accepted(new Acceptance(null, 1));
            assertThat(late.accepted(new Acceptance(null, 2))).hasSize(1);
            // its report is due at once
            Claim again = brief.claimDue().orElseThrow();
            assertThat(again.granted()).extracting(Granted::change).containsExactly(vip("alice", false, 20));
            again.accepted(new Acceptance(null, 3));
            assertThat(brief.state(VIP.slot("alice")).orElseThrow().open()).isEmpty();
        }
    }

    @Test
    void rule7ALostRequestIsOpenUntilWhatItMayHaveUndoneWasAcceptedAgain() throws Exception {
        try (MembershipLedger brief = open(SHORT)) {
            brief.claim(List.of(vip("alice", true, 10))).unknown();
            accept(brief, vip("alice", false, 20));
            Claim dead = awaitDue(brief);
            assertThat(brief.state(VIP.slot("alice")).orElseThrow().open()).containsExactlyInAnyOrder(true, false);
            assertThat(dead.granted()).hasSize(1);
            // who looked at it has died; another looks again
            Claim again = awaitDue(brief);
            assertThat(again.granted()).hasSize(1);
            again.accepted(new Acceptance(null, 3));
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> brief.claimDue().isEmpty()
                            && brief.state(VIP.slot("alice"))
                                    .orElseThrow()
                                    .open()
                                    .isEmpty());
        }
    }

    /** Who has sent there by a route's own environment may be gone, and nobody may send there again. */
    @Test
    void rule7WhatWasLostWhereNobodySendsIsTakenByOthersAfterAWhile() throws Exception {
        try (MembershipLedger brief = open(SHORT)) {
            long start = System.nanoTime();
            brief.claim(List.of(vip("alice", true, 10))).unknown();
            accept(brief, vip("alice", false, 20));
            Claim again = Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> brief.claimDue(Set.of("other")), Optional::isPresent)
                    .orElseThrow();
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isGreaterThan(SHORT.settleAfter().multipliedBy(2));
            assertThat(again.granted()).extracting(Granted::change).containsExactly(vip("alice", false, 20));
            again.accepted(new Acceptance(null, 3));
        }
    }

    @Test
    void rule7WhatLaunchDarklyNeverTakesIsNotClaimedForEver() throws Exception {
        try (MembershipLedger brief = open(SHORT)) {
            brief.claim(List.of(vip("alice", true, 10), vip("bob", true, 10))).unknown();
            accept(brief, vip("alice", false, 20));
            accept(brief, vip("bob", false, 20));
            Claim again = awaitDue(brief);
            assertThat(again.granted()).hasSize(2);
            again.forgone(List.of(VIP.slot("alice")));
            assertThat(again.granted()).extracting(Granted::change).containsExactly(vip("bob", false, 20));
            assertThat(withheld(brief, vip("alice", true, 30))).isNull();
            again.unknown();
            Claim next = awaitDue(brief);
            assertThat(next.granted()).extracting(Granted::change).containsExactly(vip("bob", false, 20));
            next.forgone(List.of(VIP.slot("bob")));
            assertThat(next.accepted(new Acceptance(null, 3))).isEmpty();
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> brief.claimDue().isEmpty()
                            && Stream.of("alice", "bob")
                                    .flatMap(key -> brief.state(VIP.slot(key)).stream())
                                    .allMatch(state -> state.open().isEmpty()));
        }
    }

    @Test
    void whatIsTriedAgainKeepsOthersAwayAndGivesUpWhatIsNotTried() {
        Claim first = ledger.claim(List.of(vip("alice", true, 10), vip("bob", true, 10)));
        Claim second = ledger.claimAgain(first, List.of(vip("alice", true, 10), vip("carol", true, 10)));
        assertThat(second.withheld()).isEmpty();
        assertThat(withheld(vip("alice", true, 10))).isEqualTo(Withheld.BUSY);
        assertThat(withheld(vip("bob", true, 10))).isNull();
        // the first attempt may still be applied, and is on record
        assertThat(ledger.state(VIP.slot("alice")).orElseThrow().open()).containsExactly(true, true);
        assertThat(first.accepted(new Acceptance(null, 1))).hasSize(2);
        assertThat(second.accepted(new Acceptance(null, 1))).isEmpty();
    }

    @Test
    void whatEndedLeavesNothing() {
        ledger.claim(List.of(vip("alice", true, 10))).ended();
        assertThat(ledger.state(VIP.slot("alice"))).isEmpty();
        assertThat(ledger.person("env", "alice")).isEmpty();
        assertThat(members("vip")).isZero();
    }

    @Test
    void whatIsGivenUpIsFreeAtOnceAndStaysOnRecord() {
        ledger.claim(List.of(vip("alice", true, 10))).unknown();
        Claim next = ledger.claim(List.of(vip("alice", false, 20)));
        assertThat(next.withheld()).isEmpty();
        assertThat(ledger.state(VIP.slot("alice")).orElseThrow().open()).containsExactly(true, false);
        next.ended();
    }

    @Test
    void anAcceptanceThatIsToldTwiceChangesNothing() {
        Claim claim = ledger.claim(List.of(vip("alice", true, 10)));
        assertThat(claim.accepted(new Acceptance("one", 1))).isEmpty();
        assertThat(claim.accepted(new Acceptance("one", 1))).hasSize(1);
        assertThat(members("vip")).isEqualTo(1);
        assertThat(ledger.claimDue()).isEmpty();
        assertThat(withheld(vip("alice", true, 10))).isEqualTo(Withheld.DUPLICATE);
        assertThat(ledger.state(VIP.slot("alice")).orElseThrow().open()).isEmpty();
    }

    @Test
    void sizesAreExact() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<MembershipSlot, Boolean> expected = new HashMap<>();
        for (int step = 1; step < 60; step++) {
            Map<MembershipSlot, MembershipChange> changes = new HashMap<>();
            for (int i = 0; i < 30; i++) {
                MembershipChange change = change(
                        "a" + random.nextInt(4), "u" + random.nextInt(20), random.nextBoolean(), step, "m" + step);
                changes.put(change.slot(), change);
            }
            Claim claim = ledger.claim(List.copyOf(changes.values()));
            assertThat(claim.withheld()).isEmpty();
            switch (random.nextInt(4)) {
                case 0 -> claim.ended();
                case 1 -> claim.unknown();
                default -> {
                    claim.accepted(new Acceptance(null, step));
                    changes.values().forEach(each -> expected.put(each.slot(), each.included()));
                }
            }
        }
        for (AudienceState audience : ledger.audiences()) {
            long members = expected.entrySet().stream()
                    .filter(entry -> entry.getKey().audience().equals(audience.audience()) && entry.getValue())
                    .count();
            assertThat(audience.members()).as("seed %d", seed).isEqualTo(members);
            assertThat(audience.name())
                    .isEqualTo("Name of " + audience.audience().audienceId());
            assertThat(ledger.audience(audience.audience())).isEqualTo(audience);
        }
        assertThat(ledger.audiences()).hasSize(4);
    }

    @Test
    void anAudienceIsCalledAsItWasSentLast() {
        accept(vip("alice", true, 10));
        accept(new MembershipChange(VIP.slot("alice"), "Very important", false, 20, "m"));
        assertThat(ledger.audience(VIP).name()).isEqualTo("Very important");
    }

    @Test
    void anAudienceIsSeededWhenSaidSo() {
        assertThat(ledger.audience(VIP)).isEqualTo(AudienceState.unknown(VIP));
        ledger.seeded(VIP, OptionalLong.of(123));
        assertThat(ledger.audience(VIP).seededAt()).hasValue(123);
        accept(vip("alice", true, 10));
        assertThat(ledger.audience(VIP)).isEqualTo(new AudienceState(VIP, "Name of vip", 1, OptionalLong.of(123)));
        ledger.seeded(VIP, OptionalLong.empty());
        assertThat(ledger.audience(VIP).seededAt()).isEmpty();
    }

    @Test
    void aPersonIsFoundInAllAudiencesOfAnEnvironmentAndErased() {
        accept(vip("alice", true, 10), vip("bob", true, 10), change("new", "alice", false, 10, "m"));
        MembershipChange device =
                new MembershipChange(new MembershipSlot("env", "device", "vip", "alice"), "n", true, 1, "m");
        MembershipChange elsewhere =
                new MembershipChange(new MembershipSlot("other", "user", "vip", "alice"), "n", true, 1, "m");
        accept(device, elsewhere);
        assertThat(ledger.person("env", "alice"))
                .extracting(
                        state -> state.slot().contextKind() + "/" + state.slot().audienceId() + "/"
                                + state.mark().orElseThrow().included())
                .containsExactly("device/vip/true", "user/new/false", "user/vip/true");
        assertThat(erase("alice")).isEqualTo(3);
        assertThat(ledger.person("env", "alice")).isEmpty();
        assertThat(ledger.person("other", "alice")).hasSize(1);
        assertThat(members("vip")).isEqualTo(1);
        assertThat(erase("alice")).isZero();
    }

    private int erase(String contextKey) {
        return ledger.erase(
                ledger.person("env", contextKey).stream().map(SlotState::slot).toList());
    }

    /** LaunchDarkly may have applied it: whoever is deleted then must leave that audience, too. */
    @Test
    void aPersonIsFoundInWhatWasSentWithoutAnAnswer() {
        ledger.claim(List.of(vip("alice", true, 10), vip("bob", true, 10))).unknown();
        assertThat(ledger.person("env", "alice"))
                .containsExactly(new SlotState(VIP.slot("alice"), Optional.empty(), false, List.of(true)));
        assertThat(ledger.person("other", "alice")).isEmpty();
    }

    @Test
    void onlyWhatIsNamedIsErased() {
        accept(vip("alice", true, 10), vip("bob", true, 10), change("new", "alice", true, 10, "m"));
        assertThat(ledger.erase(List.of(VIP.slot("alice"), VIP.slot("nobody")))).isEqualTo(1);
        assertThat(ledger.person("env", "alice")).hasSize(1);
        assertThat(members("vip")).isEqualTo(1);
        assertThat(members("new")).isEqualTo(1);
    }

    @Test
    void notesAreKeptUntilTheyAreRemoved() {
        String odd = "a\u0000\u0001\ud800 ä \ud83d\ude00";
        ledger.note("deletion/2", odd);
        ledger.note("deletion/1", "x");
        ledger.note("deletion/1", "y");
        ledger.note("deletions", "other");
        ledger.note("brake/" + odd, "");
        assertThat(ledger.notes("deletion/")).containsExactly(entry("deletion/1", "y"), entry("deletion/2", odd));
        assertThat(ledger.notes("brake/")).containsExactly(entry("brake/" + odd, ""));
        ledger.note("deletion/2", null);
        ledger.note("deletion/3", null);
        assertThat(ledger.notes("deletion/")).containsExactly(entry("deletion/1", "y"));
        assertThat(ledger.notes("")).hasSize(3);
        accept(vip("alice", true, 10));
        assertThat(ledger.audiences()).hasSize(1);
    }

    @Test
    void whoIsErasedWhileItIsWrittenIsNotMarked() {
        accept(vip("alice", true, 10));
        Claim claim = ledger.claim(List.of(vip("alice", false, 20)));
        erase("alice");
        assertThat(claim.accepted(new Acceptance(null, 1))).hasSize(1);
        assertThat(members("vip")).isZero();
        assertThat(withheld(vip("alice", true, 10))).isNull();
    }

    @Test
    void membersComeInTheOrderOfTheirUtf8Bytes() {
        List<String> keys = List.of(
                "\0",
                "\u0001",
                "\u0001\u0001",
                "\u0002",
                "A",
                "Z",
                "a",
                "a\0",
                "a\0b",
                "a\u0001",
                "a ",
                "aa",
                "b",
                "é",
                "ß",
                "\u07ff",
                "\u0800",
                "日本",
                "\ud7ff",
                "\ue000",
                "\uffff",
                "\ud83d\ude00",
                "\udbff\udfff");
        List<String> ordered = new ArrayList<>(keys);
        ordered.sort((one, other) ->
                Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8)));
        accept(keys.stream().map(key -> vip(key, true, 10)).toArray(MembershipChange[]::new));
        accept(change("vip2", "b", true, 1, "m"), change("vio", "b", true, 1, "m"));
        List<String> read = new ArrayList<>();
        List<MembershipLedger.Entry> page = ledger.page(VIP, null, 5);
        while (!page.isEmpty()) {
            page.forEach(entry -> read.add(entry.contextKey()));
            page = ledger.page(VIP, read.get(read.size() - 1), 5);
        }
        assertThat(read).containsExactlyElementsOf(ordered);
        assertThat(ledger.page(VIP, "a", 2).toString()).doesNotContain("a\0").contains("***");
    }

    @Test
    void anyTextIsHeldAsItIs() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<MembershipSlot, Mark> expected = new HashMap<>();
        for (int i = 0; i < 100; i++) {
            MembershipSlot slot = new MembershipSlot(text(random), text(random), text(random), text(random));
            MembershipChange change = new MembershipChange(slot, text(random), true, i, text(random), text(random));
            Claim claim = ledger.claim(List.of(change));
            claim.accepted(new Acceptance(change.audienceName(), i));
            expected.put(slot, Mark.of(change, null, NONE, new Acceptance(change.audienceName(), i)));
            assertThat(ledger.audience(slot.audience()).name())
                    .as("seed %d", seed)
                    .isEqualTo(change.audienceName());
        }
        assertThat(ledger.marks(expected.keySet())).as("seed %d", seed).isEqualTo(expected);
        expected.forEach((slot, mark) -> {
            assertThat(ledger.state(slot))
                    .as("seed %d", seed)
                    .map(SlotState::mark)
                    .contains(Optional.of(mark));
            assertThat(ledger.person(slot.environment(), slot.contextKey())).isNotEmpty();
        });
    }

    /** Anything that a Java text can be, unpaired surrogates among them. */
    private static String text(Random random) {
        StringBuilder text = new StringBuilder("t");
        int length = random.nextInt(12);
        for (int i = 0; i < length; i++) {
            text.append(
                    switch (random.nextInt(4)) {
                        case 0 -> (char) random.nextInt(4);
                        case 1 -> (char) (0xd7fe + random.nextInt(0x804));
                        case 2 -> (char) random.nextInt(0x10000);
                        default -> "'\"\\%_{},;$?*".charAt(random.nextInt(12));
                    });
        }
        return text.toString();
    }

    @Test
    void aKeyThatIsTooLongIsAloneInItsFate() {
        MembershipChange longest = vip("é".repeat(1_000), true, 1);
        byte[] noise = new byte[1_001];
        new Random(1).nextBytes(noise);
        StringBuilder key = new StringBuilder();
        for (byte each : noise) {
            key.append((char) (0x100 + (each & 0xff)));
        }
        MembershipChange tooLong = vip(key.toString(), true, 1);
        Claim claim = ledger.claim(List.of(longest, tooLong));
        assertThat(claim.withheld().get(tooLong)).isEqualTo(holdsAnyLength() ? null : Withheld.UNFIT);
        assertThat(claim.accepted(new Acceptance(null, 1))).isEmpty();
        assertThat(ledger.marks(List.of(longest.slot()))).hasSize(1);
        // what the index can hold at most
        MembershipChange random = vip(key.substring(0, 1_000), true, 1);
        accept(random);
    }

    @Test
    void manyAtOnceAreInTheirPlaces() {
        Map<String, Boolean> expected = new TreeMap<>();
        List<MembershipChange> changes = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            boolean included = i % 3 == 0;
            changes.add(change("a" + i % 7, "u" + i, included, i, "m" + i));
            expected.put("u" + i, included);
        }
        accept(changes.toArray(MembershipChange[]::new));
        Map<String, Boolean> actual = new TreeMap<>();
        ledger.marks(changes.stream().map(MembershipChange::slot).toList())
                .forEach((slot, mark) -> actual.put(slot.contextKey(), mark.included()));
        assertThat(actual).isEqualTo(expected);
    }
}
