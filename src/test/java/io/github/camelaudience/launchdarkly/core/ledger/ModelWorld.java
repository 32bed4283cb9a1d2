package io.github.camelaudience.launchdarkly.core.ledger;

import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Is one membership, a few processes, a source that redelivers, and a LaunchDarkly that applies a request at any time after it was sent,
 * or never if nobody waits for it. The ledger is the real one; it stands for what the processes share. Time passes only when told so.
 */
final class ModelWorld {

    /** What may happen next. */
    enum Kind {
        TAKE,
        LOOK,
        CLAIM,
        SEND,
        ANSWER,
        REMEMBER,
        TRY_AGAIN,
        GIVE_UP,
        APPLY,
        VANISH,
        CLAIMS_EXPIRE,
        FLIGHTS_ARE_DUE,
        // faults
        CRASH,
        LOSE_ANSWER,
        PAUSE,
        LONG_PAUSE,
        REDELIVER
    }

    record Event(Kind kind, int which, boolean isFault) {}

    /** Makes the ledger that is checked. */
    interface Ledgers {
        OneProcessLedger make(LedgerStore store, LedgerTimes times, LongSupplier clock);
    }

    private enum Phase {
        IDLE,
        HAS,
        READY,
        WAITS,
        ANSWERED,
        UNANSWERED
    }

    private static final class Process {
        Phase phase = Phase.IDLE;
        /** The message in hand; none while it sends what is known once more. */
        int message = -1;

        int sent = -1;
        Claim claim;
        Request request;

        void rest() {
            phase = Phase.IDLE;
            message = -1;
            sent = -1;
            claim = null;
            request = null;
        }

        boolean holds() {
            return claim != null;
        }
    }

    private static final class Request {
        final int message;
        Process waiter;
        boolean applied;

        Request(int message, Process waiter) {
            this.message = message;
            this.waiter = waiter;
        }
    }

    static final LedgerTimes TIMES = new LedgerTimes(Duration.ofMillis(10), Duration.ofMillis(4), Duration.ofHours(1));
    private static final MembershipSlot SLOT = new MembershipSlot("env", "user", "audience", "somebody");

    private final boolean[] values;
    private final boolean late;
    private final OneProcessLedger ledger;
    private final List<Process> processes = new ArrayList<>();
    private final List<Request> requests = new ArrayList<>();
    private final int[] queued;
    private final boolean[] done;
    private int faults;
    private long now = 1_000_000;
    private int applied = -1;
    private int newestApplied = -1;
    private boolean wentBack;

    /**
     * Makes a world.
     *
     * @param values what each message says, in the order of their event times
     * @param faults how many may happen
     * @param late   whether a request may have its effect later than the ledger supposes
     */
    ModelWorld(Ledgers ledgers, int processes, boolean[] values, int faults, boolean late) {
        this.values = values;
        this.faults = faults;
        this.late = late;
        this.ledger = ledgers.make(new MemoryStore(10), TIMES, () -> now);
        for (int i = 0; i < processes; i++) {
            this.processes.add(new Process());
        }
        queued = new int[values.length];
        Arrays.fill(queued, 1);
        done = new boolean[values.length];
    }

    private MembershipChange change(int message) {
        return new MembershipChange(SLOT, "Audience", values[message], message + 1L, Integer.toString(message));
    }

    /** Gives all that may happen, what needs no fault first. */
    List<Event> events() {
        List<Event> events = new ArrayList<>();
        for (int p = 0; p < processes.size(); p++) {
            usual(p, events);
        }
        boolean inTheAir = false;
        for (int r = 0; r < requests.size(); r++) {
            Request request = requests.get(r);
            if (!request.applied) {
                inTheAir = true;
                events.add(new Event(Kind.APPLY, r, false));
                if (request.waiter == null) {
                    events.add(new Event(Kind.VANISH, r, false));
                }
            }
        }
        boolean held = ledger.state(SLOT).filter(SlotState::claimed).isPresent();
        boolean inHand = processes.stream().anyMatch(Process::holds);
        boolean mayBeDue = ledger.anyOpen() && !ledger.anyDue() && (!inTheAir || late);
        if (held && !inHand) {
            events.add(new Event(Kind.CLAIMS_EXPIRE, 0, false));
        }
        if (mayBeDue && !inHand) {
            events.add(new Event(Kind.FLIGHTS_ARE_DUE, 0, false));
        }
        if (faults > 0) {
            if (held && inHand) {
                events.add(new Event(Kind.PAUSE, 0, true));
            }
            if (mayBeDue && inHand) {
                events.add(new Event(Kind.LONG_PAUSE, 0, true));
            }
            for (int p = 0; p < processes.size(); p++) {
                unusual(p, events);
            }
        }
        return events;
    }

    private void usual(int p, List<Event> events) {
        Process process = processes.get(p);
        switch (process.phase) {
            case IDLE -> {
                for (int m = 0; m < queued.length; m++) {
                    if (queued[m] > 0) {
                        events.add(new Event(Kind.TAKE, p * queued.length + m, false));
                    }
                }
                if (ledger.anyDue()) {
                    events.add(new Event(Kind.LOOK, p, false));
                }
            }
            case HAS -> events.add(new Event(Kind.CLAIM, p, false));
            case READY -> events.add(new Event(Kind.SEND, p, false));
            case WAITS -> {
                if (process.request.applied) {
                    events.add(new Event(Kind.ANSWER, p, false));
                }
            }
            case ANSWERED -> events.add(new Event(Kind.REMEMBER, p, false));
            case UNANSWERED -> {
                events.add(new Event(Kind.GIVE_UP, p, false));
                if (process.message >= 0) {
                    events.add(new Event(Kind.TRY_AGAIN, p, false));
                }
            }
        }
    }

    private void unusual(int p, List<Event> events) {
        Process process = processes.get(p);
        if (process.phase != Phase.IDLE) {
            events.add(new Event(Kind.CRASH, p, true));
        }
        if (process.phase == Phase.WAITS) {
            events.add(new Event(Kind.LOSE_ANSWER, p, true));
        }
        if (process.message >= 0 && queued[process.message] == 0) {
            events.add(new Event(Kind.REDELIVER, p, true));
        }
    }

    void step(Event event) {
        if (event.isFault()) {
            faults--;
        }
        int which = event.which();
        switch (event.kind()) {
            case TAKE -> take(processes.get(which / queued.length), which % queued.length);
            case LOOK -> look(processes.get(which));
            case CLAIM -> claim(processes.get(which));
            case SEND -> send(processes.get(which));
            case ANSWER -> {
                Process process = processes.get(which);
                requests.remove(process.request);
                process.request = null;
                process.phase = Phase.ANSWERED;
            }
            case REMEMBER -> remember(processes.get(which));
            case TRY_AGAIN -> processes.get(which).phase = Phase.HAS;
            case GIVE_UP -> {
                Process process = processes.get(which);
                process.claim.unknown();
                process.claim = null;
                back(process);
            }
            case APPLY -> apply(requests.get(which));
            case VANISH -> requests.remove(which);
            case CLAIMS_EXPIRE, PAUSE -> now += TIMES.hold().toMillis();
            case FLIGHTS_ARE_DUE, LONG_PAUSE -> now += TIMES.settleAfter().toMillis();
            case CRASH -> {
                Process process = processes.get(which);
                if (process.message >= 0) {
                    queued[process.message]++;
                }
                leave(process);
                process.rest();
            }
            case LOSE_ANSWER -> {
                leave(processes.get(which));
                processes.get(which).phase = Phase.UNANSWERED;
            }
            case REDELIVER -> queued[processes.get(which).message]++;
        }
    }

    private void take(Process process, int message) {
        queued[message]--;
        process.message = message;
        process.phase = Phase.HAS;
    }

    private void look(Process process) {
        ledger.claimDue().ifPresent(claim -> {
            process.claim = claim;
            process.sent = Integer.parseInt(claim.granted().get(0).change().messageId());
            process.phase = Phase.READY;
        });
    }

    private void claim(Process process) {
        Claim claim = ledger.claimAgain(process.claim, List.of(change(process.message)));
        process.claim = null;
        Withheld reason = claim.withheld().get(change(process.message));
        if (reason == null) {
            process.claim = claim;
            process.sent = process.message;
            process.phase = Phase.READY;
        } else if (reason != Withheld.BUSY) {
            complete(process);
        }
    }

    private void send(Process process) {
        if (!process.claim.maySend()) {
            process.claim.ended();
            process.claim = null;
            back(process);
            return;
        }
        process.request = new Request(process.sent, process);
        requests.add(process.request);
        process.phase = Phase.WAITS;
    }

    private void remember(Process process) {
        boolean ours = process.claim.accepted(new Acceptance(null, 0)).isEmpty();
        process.claim = null;
        if (ours) {
            complete(process);
        } else {
            back(process);
        }
    }

    private void complete(Process process) {
        if (process.message >= 0) {
            done[process.message] = true;
        }
        process.rest();
    }

    private static void back(Process process) {
        if (process.message >= 0) {
            process.phase = Phase.HAS;
        } else {
            process.rest();
        }
    }

    /** Nobody waits for the request any more. */
    private void leave(Process process) {
        Request request = process.request;
        if (request != null) {
            request.waiter = null;
            if (request.applied) {
                requests.remove(request);
            }
            process.request = null;
        }
    }

    private void apply(Request request) {
        wentBack |= request.message < newestApplied;
        newestApplied = Math.max(newestApplied, request.message);
        applied = request.message;
        request.applied = true;
        if (request.waiter == null) {
            requests.remove(request);
        }
    }

    /** Whether the end is wrong: another value in LaunchDarkly or in the ledger than the newest message says. */
    boolean isWrong() {
        boolean newest = values[values.length - 1];
        return applied < 0
                || values[applied] != newest
                || ledger.marks(List.of(SLOT)).get(SLOT).included() != newest;
    }

    /** Whether something is left that nobody will finish. */
    boolean isUnfinished() {
        for (boolean each : done) {
            if (!each) {
                return true;
            }
        }
        return ledger.anyOpen();
    }

    boolean wentBack() {
        return wentBack;
    }

    /** Tells where the world is; two that are at the same place go on alike. */
    String place() {
        StringBuilder text = new StringBuilder();
        List<Claim> claims = new ArrayList<>();
        for (Process process : processes) {
            claims.add(process.claim);
            text.append(process.phase.ordinal()).append(process.message).append('/');
            text.append(process.sent).append('/');
            text.append(requests.indexOf(process.request)).append(' ');
        }
        for (int m = 0; m < queued.length; m++) {
            text.append(queued[m]).append(done[m] ? '!' : '.');
        }
        for (Request request : requests) {
            text.append('r').append(request.message).append(request.applied ? '!' : '.');
            text.append(processes.indexOf(request.waiter));
        }
        return text.append('=')
                .append(applied)
                .append('b')
                .append(faults)
                .append(ledger.protocolState(SLOT, claims))
                .toString();
    }
}
