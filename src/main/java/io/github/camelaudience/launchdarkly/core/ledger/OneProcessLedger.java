package io.github.camelaudience.launchdarkly.core.ledger;

import io.github.camelaudience.launchdarkly.core.membership.AudienceKey;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Keeps the protocol of claims and flights where one process alone writes: claims are in its memory, marks and flights in a
 * {@link LedgerStore}. What the rules of the protocol ask ({@code docs/explanation/ledger.md}) is one small method each.
 */
public class OneProcessLedger implements MembershipLedger {

    /** A flight whose memberships somebody is writing is looked at again after this many milliseconds. */
    private static final long LOOK_AGAIN = 1_000;
    /** So many flights are looked at in one call. */
    private static final int MOST_LOOKS = 1_000;

    private final LedgerStore store;
    private final LongSupplier clock;
    private volatile long hold;
    private final long sendWithin;
    private volatile long settleAfter;

    /** In the order in which they became open, which is that of their time but for a few. */
    private final Map<Long, Flight> flights = new LinkedHashMap<>();

    private long lastId;
    /** No flight is due earlier. Written under the lock. */
    private volatile long earliestDue = Long.MAX_VALUE;

    /**
     * Makes the ledger of a store. What the store has open was sent by a process that is gone.
     *
     * @param clock counts milliseconds and never goes back
     */
    public OneProcessLedger(LedgerStore store, LedgerTimes times, LongSupplier clock) {
        this.store = Objects.requireNonNull(store, "store");
        this.clock = Objects.requireNonNull(clock, "clock");
        this.hold = times.hold().toMillis();
        this.sendWithin = times.sendWithin().toMillis();
        this.settleAfter = times.settleAfter().toMillis();
        long due = clock.getAsLong() + settleAfter;
        for (Flight flight : store.flights()) {
            flights.put(flight.id(), flight.dueAt(due));
            earliestDue = due;
            lastId = Math.max(lastId, flight.id());
        }
    }

    @Override
    public synchronized void atLeast(LedgerTimes times) {
        hold = Math.max(hold, times.hold().toMillis());
        settleAfter = Math.max(settleAfter, times.settleAfter().toMillis());
    }

    @Override
    public Claim claimAgain(Claim earlier, List<MembershipChange> changes) {
        LocalClaim before = (LocalClaim) earlier;
        LocalClaim claim;
        Optional<LedgerStore.Written> written;
        synchronized (this) {
            claim = claimed(before, changes);
            written = claim.granted.isEmpty() ? Optional.empty() : store.written();
            if (written.isEmpty()) {
                claim.follows(before);
                return claim;
            }
        }
        boolean isKept = false;
        try {
            written.get().await();
            isKept = true;
        } finally {
            if (!isKept || before != null) {
                follow(before, claim, isKept);
            }
        }
        return claim;
    }

    /** What is not on the disk is no claim: its memberships are those of the claim before again. */
    private synchronized void follow(LocalClaim before, LocalClaim claim, boolean isKept) {
        if (isKept) {
            claim.follows(before);
        } else {
            flights.remove(claim.id);
            claim.giveBack(before);
        }
    }

    private LocalClaim claimed(LocalClaim before, List<MembershipChange> changes) {
        long now = clock.getAsLong();
        long id = ++lastId;
        LocalClaim claim = new LocalClaim(id, now + sendWithin, now + hold, changes.size());
        List<MembershipChange> fitting = fitting(changes, claim);
        List<MembershipSlot> slots = new ArrayList<>(fitting.size());
        fitting.forEach(change -> slots.add(change.slot()));
        List<Cell> cells = store.cells(slots);
        try {
            for (int i = 0; i < cells.size(); i++) {
                judge(cells.get(i), fitting.get(i), before, claim, now);
            }
            begin(claim, now, List.of(), List.of());
        } finally {
            store.freed(cells);
        }
        return claim;
    }

    private void judge(Cell cell, MembershipChange change, LocalClaim before, LocalClaim claim, long now) {
        if (cell.metAgain(claim.id)) {
            throw new IllegalArgumentException("a membership occurs twice in one claim: " + cell.slot);
        }
        Optional<Withheld> reason = Judgement.of(cell.mark(), change);
        if (reason.isPresent()) {
            claim.withheld.put(change, reason.get());
        } else if (mayTake(cell, before == null ? 0 : before.id, now)) {
            claim.grant(cell, change);
        } else {
            claim.withheld.put(change, Withheld.BUSY);
        }
    }

    private List<MembershipChange> fitting(List<MembershipChange> changes, LocalClaim claim) {
        for (MembershipChange change : changes) {
            if (!store.fits(change.slot())) {
                List<MembershipChange> fitting = new ArrayList<>(changes);
                fitting.removeIf(each -> !store.fits(each.slot()));
                changes.stream()
                        .filter(each -> !store.fits(each.slot()))
                        .forEach(each -> claim.withheld.put(each, Withheld.UNFIT));
                return fitting;
            }
        }
        return changes;
    }

    /** Commits what is claimed, and with it what else becomes open or is concluded. */
    private void begin(LocalClaim claim, long now, List<Flight> open, List<Long> concluded) {
        List<Flight> begun = new ArrayList<>(open);
        if (!claim.granted.isEmpty()) {
            begun.addAll(recorded(claim.asFlight(now + settleAfter)));
        }
        if (!begun.isEmpty() || !concluded.isEmpty()) {
            commit(LedgerStore.Step.ofFlights(begun, concluded));
        }
        claim.cells.forEach(cell -> cell.claim(claim.id, claim.until));
    }

    private static List<MembershipSlot> slots(List<Cell> cells) {
        List<MembershipSlot> slots = new ArrayList<>(cells.size());
        cells.forEach(cell -> slots.add(cell.slot));
        return slots;
    }

    private static Flight flight(long id, List<Cell> cells, List<Boolean> values, long due) {
        boolean[] sent = new boolean[cells.size()];
        for (int i = 0; i < sent.length; i++) {
            sent[i] = values.get(i);
        }
        return new Flight(id, slots(cells), sent, due);
    }

    private void commit(LedgerStore.Step step) {
        store.commit(step);
        step.concluded().forEach(flights::remove);
        step.begun().forEach(this::open);
    }

    private void open(Flight flight) {
        flights.put(flight.id(), flight);
        earliestDue = Math.min(earliestDue, flight.due());
    }

    /** Does a step under the lock, and waits without it until that outlives a power cut. */
    private <T> T kept(Supplier<T> step) {
        T result;
        Optional<LedgerStore.Written> written;
        synchronized (this) {
            result = step.get();
            written = store.written();
        }
        written.ifPresent(LedgerStore.Written::await);
        return result;
    }

    /** Rule 1: what is sent is on record before the request is written. */
    List<Flight> recorded(Flight flight) {
        return List.of(flight);
    }

    /** Rule 4: who holds a membership keeps others away until its time runs out. */
    boolean mayTake(Cell cell, long earlier, long now) {
        return !cell.isHeld(now) || earlier != 0 && cell.isClaimedBy(earlier);
    }

    /** Rule 2: what is sent later may be on its way when others take the membership. */
    boolean maySend(long now, long deadline) {
        return now < deadline;
    }

    /** Rule 3: only who still has the claim knows that nobody has written since. */
    boolean mayMark(Cell cell, long claim) {
        return cell.isClaimedBy(claim);
    }

    /** Rule 5: a lost flight is looked at only while nobody writes the membership. */
    boolean mayLook(Cell cell, long now) {
        return !cell.isHeld(now);
    }

    /** Rule 5: the look ends a claim that has expired, so that its holder, if it comes late, does not mark. */
    void look(Cell cell) {
        cell.free();
    }

    /** Rule 6: who comes too late reports what it has sent as a new flight, because its own may be about to be concluded. */
    long lateReport(long claim) {
        return ++lastId;
    }

    /** Rule 7: a lost flight is open until what it may have undone was accepted again. */
    List<Flight> keptUntilConfirmed(Flight lost) {
        return List.of(lost);
    }

    /** Takes no lock: whoever holds it may be waiting for a disk. */
    @Override
    public boolean mayBeDue() {
        return earliestDue <= clock.getAsLong();
    }

    @Override
    public Optional<Claim> claimDue(Set<String> environments) {
        Optional<LocalClaim> claim = Optional.empty();
        Optional<LedgerStore.Written> written;
        synchronized (this) {
            try {
                claim = lookAtDue(environments);
            } finally {
                earliestDue =
                        flights.values().stream().mapToLong(Flight::due).min().orElse(Long.MAX_VALUE);
            }
            written = store.written();
        }
        if (claim.isPresent() && written.isPresent()) {
            await(written.get(), claim.get());
        }
        return claim.map(Function.identity());
    }

    /** What is not on the disk is no claim; what was lost is still open. */
    private void await(LedgerStore.Written written, LocalClaim claim) {
        boolean isKept = false;
        try {
            written.await();
            isKept = true;
        } finally {
            if (!isKept) {
                claim.unknown();
            }
        }
    }

    private Optional<LocalClaim> lookAtDue(Set<String> environments) {
        long now = clock.getAsLong();
        List<Long> over = new ArrayList<>();
        try {
            for (Flight due : flights.values().stream()
                    .filter(each -> each.due() <= now && (isIn(environments, each) || each.due() + settleAfter < now))
                    .limit(MOST_LOOKS)
                    .toList()) {
                Optional<LocalClaim> claim = lookAt(due, over, now);
                if (claim.isPresent()) {
                    return claim;
                }
            }
            return Optional.empty();
        } finally {
            if (!over.isEmpty()) {
                commit(LedgerStore.Step.ofFlights(List.of(), over));
            }
        }
    }

    /** All memberships of a flight are of one environment, as those of a request are. */
    private static boolean isIn(Set<String> environments, Flight flight) {
        return environments.isEmpty()
                || environments.contains(flight.slots().get(0).environment());
    }

    /** {@code over} takes the number of a flight that has undone nothing. */
    private Optional<LocalClaim> lookAt(Flight lost, List<Long> over, long now) {
        List<Cell> cells = store.cells(lost.slots());
        try {
            return lookAt(lost, cells, over, now);
        } finally {
            store.freed(cells);
        }
    }

    private Optional<LocalClaim> lookAt(Flight lost, List<Cell> cells, List<Long> over, long now) {
        List<Cell> busy = new ArrayList<>();
        List<Boolean> busyValues = new ArrayList<>();
        List<Boolean> undone = new ArrayList<>();
        LocalClaim claim = new LocalClaim(++lastId, now + sendWithin, now + hold, cells.size());
        for (int i = 0; i < cells.size(); i++) {
            Cell cell = cells.get(i);
            boolean sent = lost.values()[i];
            if (!mayLook(cell, now)) {
                busy.add(cell);
                busyValues.add(sent);
                continue;
            }
            look(cell);
            Mark mark = cell.mark();
            if (mark != null && mark.included() != sent) {
                claim.grant(cell, asAccepted(cell));
                undone.add(sent);
            }
        }
        List<Flight> open = new ArrayList<>();
        if (!claim.granted.isEmpty()) {
            claim.lost = lost.id();
            open.addAll(keptUntilConfirmed(flight(lost.id(), claim.cells, undone, now + hold)));
        }
        if (!busy.isEmpty()) {
            long id = claim.granted.isEmpty() ? lost.id() : ++lastId;
            open.add(flight(id, busy, busyValues, now + LOOK_AGAIN));
        }
        if (open.isEmpty() && claim.granted.isEmpty()) {
            over.add(lost.id());
            return Optional.empty();
        }
        boolean isOver = open.stream().noneMatch(each -> each.id() == lost.id());
        begin(claim, now, open, isOver ? List.of(lost.id()) : List.of());
        return claim.granted.isEmpty() ? Optional.empty() : Optional.of(claim);
    }

    /** The change that is known to be the newest, once more. */
    private MembershipChange asAccepted(Cell cell) {
        Mark mark = cell.mark();
        return new MembershipChange(
                cell.slot, store.nameOf(cell), mark.included(), mark.messageTime(), mark.messageId(), mark.origin());
    }

    private void release(LocalClaim claim) {
        release(claim.cells, claim.id);
    }

    private void release(List<Cell> cells, long claim) {
        List<Cell> ours = new ArrayList<>(cells.size());
        for (Cell cell : cells) {
            if (cell.isClaimedBy(claim)) {
                cell.free();
                ours.add(cell);
            }
        }
        store.freed(ours);
    }

    @Override
    public synchronized Map<MembershipSlot, Mark> marks(Collection<MembershipSlot> slots) {
        Map<MembershipSlot, Mark> marks = new HashMap<>();
        slots.forEach(slot -> store.mark(slot).ifPresent(mark -> marks.put(slot, mark)));
        return marks;
    }

    @Override
    public synchronized Optional<SlotState> state(MembershipSlot slot) {
        Optional<Mark> mark = store.mark(slot);
        long now = clock.getAsLong();
        boolean claimed = store.claimed(slot).filter(cell -> cell.isHeld(now)).isPresent();
        List<Boolean> open = new ArrayList<>();
        for (Flight flight : flights.values()) {
            int at = flight.slots().indexOf(slot);
            if (at >= 0) {
                open.add(flight.values()[at]);
            }
        }
        return mark.isEmpty() && !claimed && open.isEmpty()
                ? Optional.empty()
                : Optional.of(new SlotState(slot, mark, claimed, open));
    }

    /** What was sent and has no answer may be known by its flight alone. */
    @Override
    public synchronized List<SlotState> person(String environment, String contextKey) {
        Set<MembershipSlot> slots = new HashSet<>(store.person(environment, contextKey));
        for (Flight flight : flights.values()) {
            for (MembershipSlot slot : flight.slots()) {
                if (slot.contextKey().equals(contextKey) && slot.environment().equals(environment)) {
                    slots.add(slot);
                }
            }
        }
        return slots.stream()
                .sorted((one, other) -> one.audience().compareTo(other.audience()))
                .flatMap(slot -> state(slot).stream())
                .toList();
    }

    @Override
    public synchronized AudienceState audience(AudienceKey audience) {
        return store.audience(audience);
    }

    @Override
    public synchronized List<AudienceState> audiences() {
        return store.audiences();
    }

    @Override
    public synchronized List<Entry> page(AudienceKey audience, String after, int most) {
        return store.page(audience, after, most);
    }

    @Override
    public void seeded(AudienceKey audience, OptionalLong at) {
        kept(() -> {
            store.seeded(audience, at);
            return audience;
        });
    }

    @Override
    public int erase(Collection<MembershipSlot> slots) {
        List<MembershipSlot> all = List.copyOf(slots);
        return kept(() -> store.erase(all));
    }

    @Override
    public void note(String name, String text) {
        kept(() -> {
            store.note(name, text);
            return name;
        });
    }

    @Override
    public synchronized SortedMap<String, String> notes(String prefix) {
        return store.notes(prefix);
    }

    @Override
    public synchronized void forget(Collection<MembershipChange> changes) {
        for (MembershipChange change : changes) {
            List<Cell> cells = store.cells(List.of(change.slot()));
            try {
                cells.stream()
                        .filter(cell -> cell.mark() != null && cell.mark().isNoNewerThan(change))
                        .forEach(store::forget);
            } finally {
                store.freed(cells);
            }
        }
    }

    @Override
    public synchronized void close() {
        store.close();
    }

    /** Whether a flight is due now. */
    synchronized boolean anyDue() {
        long now = clock.getAsLong();
        return flights.values().stream().anyMatch(flight -> flight.due() <= now);
    }

    /** Whether a flight is open. */
    synchronized boolean anyOpen() {
        return !flights.isEmpty();
    }

    /**
     * Tells all that decides what happens to one membership, for a check that asks whether it has been here before: claims, flights and
     * times are named by their order and counted from now.
     *
     * @param claims those that processes have in hand, or {@code null}
     */
    synchronized String protocolState(MembershipSlot slot, List<Claim> claims) {
        long now = clock.getAsLong();
        Map<Long, Integer> names = new HashMap<>();
        StringBuilder text = new StringBuilder();
        for (Claim each : claims) {
            if (each instanceof LocalClaim claim) {
                text.append('p').append(name(names, claim.id)).append(left(claim.deadline, now));
                text.append('l').append(claim.lost == 0 ? -1 : name(names, claim.lost));
            } else {
                text.append('-');
            }
        }
        store.claimed(slot).ifPresent(cell -> {
            if (cell.isClaimed()) {
                text.append('c').append(name(names, cell.claim())).append(left(cell.claimedUntil(), now));
            }
        });
        store.mark(slot).ifPresent(mark -> text.append('m').append(mark.messageId()));
        for (Flight flight : flights.values()) {
            text.append('f').append(name(names, flight.id())).append(flight.values()[0] ? '+' : '-');
            text.append(left(flight.due(), now));
        }
        return text.toString();
    }

    private static String left(long until, long now) {
        return "@" + Math.max(0, until - now) + " ";
    }

    private static int name(Map<Long, Integer> names, long id) {
        Integer known = names.putIfAbsent(id, names.size());
        return known == null ? names.size() - 1 : known;
    }

    /** A claim, and what answers do to it. */
    private final class LocalClaim implements Claim {
        private final long id;
        private final long deadline;
        private final long until;
        private final List<Granted> granted;
        private final List<Cell> cells;
        private final Map<MembershipChange, Withheld> withheld = new HashMap<>();
        /** The lost flight that this answers; 0 for none. */
        private long lost;

        LocalClaim(long id, long deadline, long until, int size) {
            this.id = id;
            this.deadline = deadline;
            this.until = until;
            this.granted = new ArrayList<>(size);
            this.cells = new ArrayList<>(size);
        }

        void grant(Cell cell, MembershipChange change) {
            cells.add(cell);
            granted.add(
                    Granted.of(change, cell.mark() == null ? null : cell.mark().included()));
        }

        /** Ends what the claim before has and this one has not. */
        void follows(LocalClaim before) {
            if (before != null) {
                release(before);
            }
        }

        /** Ends as if it had never been. */
        void giveBack(LocalClaim before) {
            if (before != null) {
                before.cells.stream()
                        .filter(cell -> cell.isClaimedBy(id))
                        .forEach(cell -> cell.claim(before.id, before.until));
            }
            release(this);
        }

        Flight asFlight(long due) {
            boolean[] values = new boolean[granted.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = granted.get(i).change().included();
            }
            return new Flight(id, slots(cells), values, due);
        }

        @Override
        public List<Granted> granted() {
            return granted;
        }

        @Override
        public Map<MembershipChange, Withheld> withheld() {
            return withheld;
        }

        @Override
        public boolean maySend() {
            return OneProcessLedger.this.maySend(clock.getAsLong(), deadline);
        }

        @Override
        public List<MembershipChange> accepted(Acceptance answer) {
            Marking marking;
            Optional<LedgerStore.Written> written;
            synchronized (OneProcessLedger.this) {
                if (granted.isEmpty()) {
                    return List.of();
                }
                marking = marked(answer);
                written = store.written();
                if (written.isEmpty()) {
                    marking.marked();
                    return marking.late();
                }
                marking.hold(Long.MAX_VALUE);
            }
            boolean isKept = false;
            try {
                written.get().await();
                isKept = true;
            } finally {
                synchronized (OneProcessLedger.this) {
                    if (isKept) {
                        marking.marked();
                    } else {
                        marking.undo();
                    }
                }
            }
            return marking.late();
        }

        private Marking marked(Acceptance answer) {
            Map<MembershipSlot, Long> newest = new HashMap<>();
            answer.superseded().forEach(each -> newest.merge(each.slot(), each.eventTime(), Math::max));
            List<Cell> marked = new ArrayList<>(cells.size());
            List<MembershipChange> changes = new ArrayList<>(cells.size());
            List<Mark> marks = new ArrayList<>(cells.size());
            List<Cell> late = new ArrayList<>();
            List<MembershipChange> lateChanges = new ArrayList<>();
            List<Boolean> lateValues = new ArrayList<>();
            for (int i = 0; i < cells.size(); i++) {
                Cell cell = cells.get(i);
                MembershipChange change = granted.get(i).change();
                if (!mayMark(cell, id)) {
                    late.add(cell);
                    lateChanges.add(change);
                    lateValues.add(change.included());
                    continue;
                }
                Long superseded = newest.isEmpty() ? null : newest.get(cell.slot);
                marked.add(cell);
                changes.add(change);
                marks.add(Mark.of(
                        change, cell.mark(), superseded == null ? MembershipChange.NO_EVENT_TIME : superseded, answer));
            }
            List<Long> concluded = new ArrayList<>(List.of(id));
            if (late.isEmpty() && lost != 0) {
                concluded.add(lost);
            }
            List<Flight> begun =
                    late.isEmpty() ? List.of() : List.of(flight(lateReport(id), late, lateValues, clock.getAsLong()));
            LedgerStore.Step step = new LedgerStore.Step(marked, changes, marks, begun, concluded);
            List<Flight> before = concluded.stream()
                    .map(flights::get)
                    .filter(Objects::nonNull)
                    .toList();
            commit(step);
            return new Marking(this, step, before, lateChanges);
        }

        @Override
        public void unknown() {
            synchronized (OneProcessLedger.this) {
                release(this);
            }
        }

        @Override
        public void ended() {
            synchronized (OneProcessLedger.this) {
                if (!granted.isEmpty()) {
                    commit(LedgerStore.Step.ofFlights(List.of(), List.of(id)));
                    release(this);
                }
            }
        }

        @Override
        public void ended(Collection<MembershipSlot> unsent) {
            synchronized (OneProcessLedger.this) {
                Flight sent = flights.get(id);
                LocalClaim others = new LocalClaim(id, deadline, until, granted.size());
                List<Cell> ended = new ArrayList<>();
                for (int i = 0; i < cells.size(); i++) {
                    if (unsent.contains(cells.get(i).slot)) {
                        ended.add(cells.get(i));
                    } else {
                        others.cells.add(cells.get(i));
                        others.granted.add(granted.get(i));
                    }
                }
                if (ended.isEmpty()) {
                    return;
                }
                if (others.granted.isEmpty()) {
                    commit(LedgerStore.Step.ofFlights(List.of(), List.of(id)));
                } else if (sent != null) {
                    commit(LedgerStore.Step.ofFlights(recorded(others.asFlight(sent.due())), List.of()));
                }
                granted.clear();
                granted.addAll(others.granted);
                cells.clear();
                cells.addAll(others.cells);
                release(ended, id);
            }
        }

        @Override
        public void forgone(Collection<MembershipSlot> refused) {
            synchronized (OneProcessLedger.this) {
                ended(refused);
                Flight open = flights.get(lost);
                if (open == null) {
                    return;
                }
                Flight left = open.without(refused);
                commit(
                        left.slots().isEmpty()
                                ? LedgerStore.Step.ofFlights(List.of(), List.of(lost))
                                : LedgerStore.Step.ofFlights(List.of(left), List.of()));
            }
        }
    }

    /**
     * What is being remembered of an answer. Until it is on the disk its memberships stay claimed with their former marks, so nobody is told
     * anything that a power cut could take back.
     */
    private final class Marking {
        private final LocalClaim claim;
        private final LedgerStore.Step step;
        private final List<Flight> before;
        private final List<MembershipChange> late;

        Marking(LocalClaim claim, LedgerStore.Step step, List<Flight> before, List<MembershipChange> late) {
            this.claim = claim;
            this.step = step;
            this.before = before;
            this.late = late;
        }

        List<MembershipChange> late() {
            return late;
        }

        /** Time alone ends no claim of which the marks are being written. */
        void hold(long until) {
            ours(cell -> cell.claim(claim.id, until));
        }

        /** What was erased meanwhile stays erased. */
        void marked() {
            for (int i = 0; i < step.marked().size(); i++) {
                Cell cell = step.marked().get(i);
                if (mayMark(cell, claim.id)) {
                    cell.mark(step.marks().get(i));
                }
            }
            release(claim);
        }

        /** The answer will be told again, or what was sent is looked at. */
        void undo() {
            hold(claim.until);
            step.begun().forEach(flight -> flights.remove(flight.id()));
            before.forEach(OneProcessLedger.this::open);
        }

        private void ours(Consumer<Cell> each) {
            step.marked().stream().filter(cell -> cell.isClaimedBy(claim.id)).forEach(each);
        }
    }
}
