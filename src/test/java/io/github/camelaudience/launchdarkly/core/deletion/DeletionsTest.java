package io.github.camelaudience.launchdarkly.core.deletion;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.ledger.Acceptance;
import io.github.camelaudience.launchdarkly.core.ledger.Claim;
import io.github.camelaudience.launchdarkly.core.ledger.LedgerTimes;
import io.github.camelaudience.launchdarkly.core.ledger.Mark;
import io.github.camelaudience.launchdarkly.core.ledger.MembershipLedger;
import io.github.camelaudience.launchdarkly.core.ledger.MemoryStore;
import io.github.camelaudience.launchdarkly.core.ledger.OneProcessLedger;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import io.github.camelaudience.launchdarkly.core.membership.PersonDeletion;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Rule D36, between the message and the day when nothing of the person is left. */
class DeletionsTest {

    private static final long LATE = Duration.ofHours(4).plusMinutes(5).toMillis();

    private long now = 1_000_000;
    private final MembershipLedger ledger =
            new OneProcessLedger(new MemoryStore(100), LedgerTimes.of(Duration.ofSeconds(30)), () -> now);
    private final Deletions deletions = deletions();
    private final PersonDeletion ada = new PersonDeletion("env", "user", "ada", 500);

    private Deletions deletions() {
        return new Deletions(ledger, "env"::equals, Duration.ofMinutes(5), () -> now);
    }

    private static MembershipChange change(String kind, String audience, String key, boolean included, long at) {
        return new MembershipChange(
                new MembershipSlot("env", kind, audience, key), "Name of " + audience, included, at, "m" + at);
    }

    private void accept(MembershipChange... changes) {
        assertThat(ledger.claim(List.of(changes)).accepted(new Acceptance(null, now)))
                .isEmpty();
    }

    private Mark mark(String kind, String audience, String key) {
        return ledger.marks(List.of(new MembershipSlot("env", kind, audience, key))).values().stream()
                .findFirst()
                .orElse(null);
    }

    @Test
    void thePersonLeavesWhatIsKnownAndNobodyElseDoes() {
        accept(
                change("user", "vip", "ada", true, 10),
                change("user", "old", "ada", false, 10),
                change("device", "vip", "ada", true, 10),
                change("user", "vip", "bob", true, 10));
        assertThat(deletions.exits(ada))
                .containsExactlyInAnyOrder(ada.exit("vip", "Name of vip"), ada.exit("old", "Name of old"))
                .allMatch(exit -> !exit.included() && exit.eventTime() == 500 && exit.messageId() == null);
        accept(deletions.exits(ada).toArray(MembershipChange[]::new));
        assertThat(deletions.exits(ada)).isEmpty();
        assertThat(deletions.exits(new PersonDeletion("env", "user", "ada", 501)))
                .hasSize(2);
    }

    @Test
    void olderChangesAreOutdatedUntilLateMessagesAreOver() {
        assertThat(deletions.outdates(change("user", "vip", "ada", true, 500))).isFalse();
        OpenDeletion begun = deletions.begin(ada);
        assertThat(deletions.begin(ada)).isEqualTo(begun);
        assertThat(deletions.outdates(change("user", "new", "ada", true, 500))).isTrue();
        assertThat(deletions.outdates(change("user", "new", "ada", true, 501))).isFalse();
        assertThat(deletions.outdates(change("user", "new", "ada", false, 500))).isFalse();
        assertThat(deletions.outdates(change("user", "new", "ada", true, MembershipChange.NO_EVENT_TIME)))
                .isFalse();
        assertThat(deletions.outdates(change("device", "new", "ada", true, 500)))
                .isFalse();
        assertThat(deletions.outdates(change("user", "new", "bob", true, 500))).isFalse();
        Deletions afterARestart = deletions();
        afterARestart.reload();
        assertThat(afterARestart.outdates(change("user", "new", "ada", true, 500)))
                .isTrue();
        now += LATE - 1;
        assertThat(deletions.due()).isEmpty();
        now++;
        assertThat(deletions.due()).containsExactly(begun);
        assertThat(deletions.conclude(begun)).isEmpty();
        assertThat(deletions.size()).isZero();
        assertThat(ledger.notes("")).isEmpty();
        afterARestart.reload();
        assertThat(afterARestart.size()).isZero();
    }

    @Test
    void nothingIsLeftInTheEndButWhatIsNewer() {
        accept(
                change("user", "vip", "ada", true, 10),
                change("user", "back", "ada", true, 600),
                change("device", "vip", "ada", true, 10),
                change("user", "vip", "bob", true, 10));
        OpenDeletion begun = deletions.begin(ada);
        accept(ada.exit("vip", "Vip"));
        now += LATE;
        assertThat(deletions.conclude(begun)).isEmpty();
        assertThat(mark("user", "vip", "ada")).isNull();
        assertThat(mark("user", "back", "ada").included()).isTrue();
        assertThat(mark("device", "vip", "ada").included()).isTrue();
        assertThat(mark("user", "vip", "bob").included()).isTrue();
    }

    /** Another process that did not know of the deletion has let a late message pass. */
    @Test
    void whoWasBroughtBackIsRemovedAgainBeforeAnythingIsForgotten() {
        OpenDeletion begun = deletions.begin(ada);
        accept(change("user", "late", "ada", true, 400));
        now += LATE;
        List<MembershipChange> again = deletions.conclude(begun);
        assertThat(again).containsExactly(ada.exit("late", "Name of late"));
        assertThat(deletions.due()).containsExactly(begun);
        assertThat(mark("user", "late", "ada").included()).isTrue();
        accept(again.toArray(MembershipChange[]::new));
        assertThat(deletions.conclude(begun)).isEmpty();
        assertThat(ledger.person("env", "ada")).isEmpty();
    }

    /** A request had no answer: LaunchDarkly may have let the person in, and the message that comes again is outdated. */
    @Test
    void thePersonLeavesWhereNobodyKnowsWhetherSheIsIn() {
        ledger.claim(List.of(change("user", "new", "ada", true, 10))).unknown();
        deletions.begin(ada);
        assertThat(deletions.outdates(change("user", "new", "ada", true, 10))).isTrue();
        assertThat(deletions.exits(ada)).containsExactly(ada.exit("new", "new"));
    }

    @Test
    void nobodyIsForgottenWhileSomethingOfHerIsOpen() {
        OpenDeletion begun = deletions.begin(ada);
        accept(ada.exit("vip", "Vip"), ada.exit("new", "New"));
        now += LATE;
        Claim claim = ledger.claim(List.of(change("user", "vip", "ada", true, 600)));
        assertThat(deletions.conclude(begun)).isEmpty();
        assertThat(mark("user", "new", "ada")).isNull();
        assertThat(deletions.due()).containsExactly(begun);
        claim.ended();
        assertThat(deletions.conclude(begun)).isEmpty();
        assertThat(deletions.due()).isEmpty();
        assertThat(ledger.person("env", "ada")).isEmpty();
        assertThat(ledger.notes("")).isEmpty();
    }

    /** The exit of the deletion is accepted first, so that the newest time of all is that of the deletion. */
    @Test
    void whoCameBackWithoutATimeStays() {
        OpenDeletion begun = deletions.begin(ada);
        accept(ada.exit("vip", "Vip"));
        accept(change("user", "vip", "ada", true, MembershipChange.NO_EVENT_TIME));
        now += LATE;
        assertThat(deletions.conclude(begun)).isEmpty();
        assertThat(deletions.due()).isEmpty();
        assertThat(mark("user", "vip", "ada").included()).isTrue();
    }

    @Test
    void anExitWithoutAnAnswerKeepsTheDeletionOpen() {
        OpenDeletion begun = deletions.begin(ada);
        ledger.claim(List.of(ada.exit("vip", "Vip"))).unknown();
        now += LATE;
        assertThat(deletions.conclude(begun)).isEmpty();
        assertThat(deletions.isOpen(begun)).isTrue();
    }

    /** It has the receipt of the first one, which is being concluded. */
    @Test
    void aSecondDeletionOutlivesTheFirst() {
        OpenDeletion first = deletions.begin(ada);
        now += LATE;
        OpenDeletion second = deletions.begin(new PersonDeletion("env", "user", "ada", now));
        assertThat(second.receipt()).isEqualTo(first.receipt());
        deletions.conclude(first);
        Deletions afterARestart = deletions();
        afterARestart.reload();
        assertThat(afterARestart.outdates(change("user", "new", "ada", true, now)))
                .isTrue();
    }

    @Test
    void othersKeepTheirEnvironments() {
        new Deletions(ledger, "other"::equals, Duration.ZERO, () -> now)
                .begin(new PersonDeletion("other", "user", "ada", 500));
        deletions.reload();
        assertThat(deletions.size()).isZero();
        assertThat(ledger.notes("deletion/")).hasSize(1);
    }

    @Property(tries = 300)
    void aNoteIsReadAsItWasWritten(
            @ForAll String environment, @ForAll String key, @ForAll long at, @ForAll long eraseAt) {
        OpenDeletion open = new OpenDeletion("r", new PersonDeletion(environment, "user", key, at), eraseAt);
        assertThat(OpenDeletion.of("r", open.toNote())).isEqualTo(open);
    }
}
