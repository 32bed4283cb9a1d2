package io.github.camelaudience.launchdarkly.core.deletion;

import io.github.camelaudience.launchdarkly.core.ledger.Mark;
import io.github.camelaudience.launchdarkly.core.ledger.MembershipLedger;
import io.github.camelaudience.launchdarkly.core.ledger.SlotState;
import io.github.camelaudience.launchdarkly.core.membership.AudienceKey;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import io.github.camelaudience.launchdarkly.core.membership.PersonDeletion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Keeps the deletions that are not concluded (rule D36): who is deleted leaves all audiences that the ledger knows, stays out of them for
 * messages that are older than the deletion, and is forgotten when such messages can come no more. Thread-safe.
 */
public final class Deletions {

    /** How long Segment may bring older messages: it retries for 4 hours. */
    public static final Duration LATE = Duration.ofHours(4);

    private static final String NOTES = "deletion/";
    /** Deletions that are open at a time; Segment takes 110,000 in 30 days. */
    private static final int MOST_OPEN = 500_000;

    private final MembershipLedger ledger;
    private final Predicate<String> environments;
    private final LongSupplier clock;
    private final long keepMillis;
    private final Map<Context, OpenDeletion> open = new ConcurrentHashMap<>();

    private record Context(String environment, String contextKind, String contextKey) {

        static Context of(PersonDeletion person) {
            return new Context(person.environment(), person.contextKind(), person.contextKey());
        }

        static Context of(MembershipSlot slot) {
            return new Context(slot.environment(), slot.contextKind(), slot.contextKey());
        }
    }

    /**
     * Makes deletions of which none is known; {@link #reload} reads what is noted.
     *
     * @param ledger       knows the audiences of people, and has the notes
     * @param environments the environments in which deletions are carried out here
     * @param settleAfter  after what time a request without an answer has no effect any more
     * @param clock        milliseconds since the epoch
     */
    public Deletions(
            MembershipLedger ledger, Predicate<String> environments, Duration settleAfter, LongSupplier clock) {
        this.ledger = Objects.requireNonNull(ledger, "ledger");
        this.environments = Objects.requireNonNull(environments, "environments");
        this.keepMillis = LATE.plus(settleAfter).toMillis();
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    /**
     * Begins to delete a person: from now on older changes are outdated.
     *
     * @return the deletion, or the one that is open and as new
     * @throws IllegalStateException when too many are open
     */
    public synchronized OpenDeletion begin(PersonDeletion person) {
        Context context = Context.of(person);
        OpenDeletion known = open.get(context);
        if (known != null && known.person().deletedAt() >= person.deletedAt()) {
            return known;
        }
        if (known == null && open.size() >= MOST_OPEN) {
            throw new IllegalStateException(
                    "there are " + MOST_OPEN + " deletions whose late messages may still come; try again later");
        }
        String receipt = known == null ? UUID.randomUUID().toString() : known.receipt();
        OpenDeletion begun = new OpenDeletion(receipt, person, clock.getAsLong() + keepMillis);
        ledger.note(NOTES + receipt, begun.toNote());
        open.put(context, begun);
        return begun;
    }

    /** Gives the changes by which a person leaves all audiences that are known to have or have had the person. */
    public List<MembershipChange> exits(PersonDeletion person) {
        return exits(person, state -> true);
    }

    private List<MembershipChange> exits(PersonDeletion person, Predicate<SlotState> wanted) {
        List<MembershipChange> exits = new ArrayList<>();
        for (SlotState state : states(person)) {
            if (wanted.test(state) && !isForgotten(state, person)) {
                AudienceKey audience = state.slot().audience();
                String name = ledger.audience(audience).name();
                exits.add(person.exit(audience.audienceId(), name.isEmpty() ? audience.audienceId() : name));
            }
        }
        return exits;
    }

    private List<SlotState> states(PersonDeletion person) {
        return ledger.person(person.environment(), person.contextKey()).stream()
                .filter(state -> state.slot().contextKind().equals(person.contextKind()))
                .toList();
    }

    /** Whether the exit of this deletion, or of a later one, was accepted already. */
    private static boolean isForgotten(SlotState state, PersonDeletion person) {
        return state.mark()
                .filter(mark -> !mark.included() && mark.messageId() == null && mark.eventTime() >= person.deletedAt())
                .isPresent();
    }

    /** Tells whether a change is of a person who was deleted after it happened. */
    public boolean outdates(MembershipChange change) {
        if (open.isEmpty() || !change.included()) {
            return false;
        }
        OpenDeletion deletion = open.get(Context.of(change.slot()));
        return deletion != null && deletion.person().outdates(change);
    }

    /**
     * Reads what is noted, by this process before it started or by others.
     *
     * @return what others have concluded
     */
    public List<OpenDeletion> reload() {
        Map<Context, OpenDeletion> noted = new HashMap<>();
        ledger.notes(NOTES).forEach((name, note) -> {
            OpenDeletion deletion = OpenDeletion.of(name.substring(NOTES.length()), note);
            if (environments.test(deletion.person().environment())) {
                noted.merge(Context.of(deletion.person()), deletion, Deletions::later);
            }
        });
        noted.forEach((context, deletion) -> open.merge(context, deletion, Deletions::later));
        List<OpenDeletion> concluded = open.values().stream()
                .filter(each -> !noted.containsKey(Context.of(each.person())) && isPast(each))
                .toList();
        concluded.forEach(each -> open.remove(Context.of(each.person()), each));
        return concluded;
    }

    private static OpenDeletion later(OpenDeletion one, OpenDeletion other) {
        return one.person().deletedAt() >= other.person().deletedAt() ? one : other;
    }

    private boolean isPast(OpenDeletion deletion) {
        return deletion.eraseAt() <= clock.getAsLong();
    }

    /** Gives the deletions whose late messages have all come, the earliest first. */
    public List<OpenDeletion> due() {
        return open.values().stream()
                .filter(this::isPast)
                .sorted(Comparator.comparingLong(OpenDeletion::eraseAt))
                .toList();
    }

    /**
     * Forgets a person in all audiences that the person has left, and concludes the deletion. Where a late message has brought the
     * person back all the same, nothing is forgotten yet. While something of the person is being written, or has no answer, it is not
     * concluded.
     *
     * @return the changes by which the person leaves again; when they are accepted, this is to be asked once more. Empty when the deletion
     *     is concluded, unless it {@link #isOpen}
     */
    public List<MembershipChange> conclude(OpenDeletion deletion) {
        PersonDeletion person = deletion.person();
        List<MembershipChange> again = exits(person, state -> isOutdatedMember(state, person));
        if (!again.isEmpty()) {
            return again;
        }
        List<MembershipSlot> left = new ArrayList<>();
        boolean waits = false;
        for (SlotState state : states(person)) {
            if (state.mark()
                    .filter(mark -> mark.included() || isNewer(mark, person))
                    .isPresent()) {
                continue; // has come back
            }
            if (state.claimed() || !state.open().isEmpty()) {
                waits = true;
            } else if (state.mark().isPresent()) {
                left.add(state.slot());
            }
        }
        if (!left.isEmpty()) {
            ledger.erase(left);
        }
        if (!waits) {
            over(deletion);
        }
        return List.of();
    }

    /** Unless a later one of the same person has taken its receipt. */
    private synchronized void over(OpenDeletion deletion) {
        Context context = Context.of(deletion.person());
        OpenDeletion known = open.get(context);
        String name = NOTES + deletion.receipt();
        if (known == null || known.equals(deletion)) {
            String noted = ledger.notes(name).get(name);
            if (noted == null || noted.equals(deletion.toNote())) {
                ledger.note(name, null);
                open.remove(context);
            } // else it is a later one of another process
        }
    }

    /** Tells whether this deletion, or a later one of the same person, is not concluded. */
    public boolean isOpen(OpenDeletion deletion) {
        return open.containsKey(Context.of(deletion.person()));
    }

    private static boolean isOutdatedMember(SlotState state, PersonDeletion person) {
        return state.mark()
                .filter(mark -> mark.included() && !isNewer(mark, person))
                .isPresent();
    }

    /** What was accepted without a time happened when it was accepted, as far as anybody knows. */
    private static boolean isNewer(Mark mark, PersonDeletion person) {
        long time = mark.messageTime() == MembershipChange.NO_EVENT_TIME
                ? Math.max(mark.eventTime(), mark.acceptedAt())
                : mark.eventTime();
        return time > person.deletedAt();
    }

    /** Counts those that are open. */
    public int size() {
        return open.size();
    }
}
