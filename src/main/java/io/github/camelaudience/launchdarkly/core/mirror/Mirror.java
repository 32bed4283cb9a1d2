package io.github.camelaudience.launchdarkly.core.mirror;

import static io.github.camelaudience.launchdarkly.core.membership.MembershipChange.NO_EVENT_TIME;

import io.github.camelaudience.launchdarkly.core.delivery.DeliveryFailure;
import io.github.camelaudience.launchdarkly.core.json.Sha256;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.ledger.AudienceState;
import io.github.camelaudience.launchdarkly.core.ledger.MembershipLedger;
import io.github.camelaudience.launchdarkly.core.membership.AudienceKey;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.mirror.MirrorReport.Refused;
import io.github.camelaudience.launchdarkly.core.mirror.MirrorReport.Result;
import io.github.camelaudience.launchdarkly.core.mirror.MirrorReport.Sent;
import io.github.camelaudience.launchdarkly.core.sync.DeliveredChanges;
import io.github.camelaudience.launchdarkly.core.sync.SyncResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Makes audiences what sets of keys say: stages a set, tells the plan, and has the changes delivered with the time of the snapshot, so that
 * what is newer wins. One mirror at a time. What is staged outlives the process, and the same set once more goes on where it ended.
 */
public final class Mirror {

    /** Begins the message ids of the changes that a mirror sends; the id of the set follows. */
    public static final String MESSAGE_ID = "mirror:";

    /** Keys are sorted in so many bytes of memory: 32 MiB. */
    private static final long ROOM = 32L << 20;

    private static final int CHUNK = 5_000;
    private static final int CHUNKS_UNDER_WAY = 4;
    private static final int SHOWN = 1_000;
    private static final int ROWS_BETWEEN_LOOKS = 1_000;
    private static final long SAVE_MILLIS = 1_000;
    private static final int ID_DIGITS = 12;

    private final Path folder;
    private final MembershipLedger ledger;
    private final Function<List<MembershipChange>, CompletableFuture<DeliveredChanges>> delivery;
    private final LongSupplier wallClock;
    private final BooleanSupplier stopping;
    private final Consumer<MirrorProgress> watcher;
    private volatile MirrorProgress progress = MirrorProgress.IDLE;

    /**
     * Makes one that is idle.
     *
     * @param folder    where sets are staged, one folder for each audience
     * @param ledger    knows the members; delivery has the same
     * @param delivery  delivers changes, as an engine does; may wait
     * @param wallClock milliseconds since the epoch
     * @param stopping  says that a mirror must end soon
     * @param watcher   is told about once a second how far a mirror is
     */
    public Mirror(
            Path folder,
            MembershipLedger ledger,
            Function<List<MembershipChange>, CompletableFuture<DeliveredChanges>> delivery,
            LongSupplier wallClock,
            BooleanSupplier stopping,
            Consumer<MirrorProgress> watcher) {
        this.folder = Objects.requireNonNull(folder, "folder");
        this.ledger = Objects.requireNonNull(ledger, "ledger");
        this.delivery = Objects.requireNonNull(delivery, "delivery");
        this.wallClock = Objects.requireNonNull(wallClock, "wallClock");
        this.stopping = Objects.requireNonNull(stopping, "stopping");
        this.watcher = Objects.requireNonNull(watcher, "watcher");
    }

    /** Tells how far the mirror under way is. */
    public MirrorProgress progress() {
        return progress;
    }

    /**
     * Mirrors an audience.
     *
     * @param set the keys that should be in it; {@code null} for those that were staged last
     * @throws MirrorException      when that cannot be; nothing was sent
     * @throws IOException          when the set breaks off, or the folder cannot be used; nothing was sent of a set that is not staged
     * @throws InterruptedException when this thread is; the same mirror once more goes on where it ended
     */
    public synchronized MirrorReport run(MirrorOrder order, KeySet set) throws IOException, InterruptedException {
        try (StagingFolder staging = StagingFolder.open(folder, order.audience())) {
            return new Run(order, staging).run(set);
        } finally {
            progress = MirrorProgress.IDLE;
        }
    }

    private static String time(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }

    /** A chunk on its way. */
    private record Sending(CompletableFuture<DeliveredChanges> delivered, int size) {}

    /** One mirror. */
    private final class Run implements KeySink {
        private final MirrorOrder order;
        private final AudienceKey audience;
        private final StagingFolder staging;
        private final long begunAt = System.nanoTime();
        private final List<String> remarks = new ArrayList<>();
        private final List<Refused> refused = new ArrayList<>();

        private KeySorter sorter;
        private long rows;
        private long badRows;
        private final List<BadRow> bad = new ArrayList<>();
        private long lookedAt;

        private StagedRun run;
        private MirrorPlan plan;
        private boolean held;
        private Sent sent = Sent.NOTHING;
        private long appliesSince;
        private DeliveryFailure failure;

        Run(MirrorOrder order, StagingFolder staging) {
            this.order = order;
            this.audience = order.audience();
            this.staging = staging;
        }

        MirrorReport run(KeySet set) throws IOException, InterruptedException {
            run = set == null ? staged() : stage(set);
            requireNewest(run.snapshotTime());
            plan = plan();
            List<String> holds = holds();
            boolean goesOn = run.phase() == StagedRun.Phase.APPLYING && (run.removes() || !plan.removes());
            held = !goesOn && !holds.isEmpty() && !run.id().equals(order.confirm());
            if (order.planOnly()) {
                remarks.addAll(holds);
                return report(Result.planned);
            }
            if (held) {
                remarks.addAll(holds);
                remarks.add("Nothing was sent. If that is right, confirm it with mirrorConfirm=" + run.id() + ".");
                return report(Result.held);
            }
            apply();
            return report(failure == null ? Result.applied : Result.unfinished);
        }

        private StagedRun staged() throws IOException {
            StagedRun saved = staging.saved()
                    .filter(each -> each.phase() != StagedRun.Phase.DONE)
                    .orElseThrow(() -> new MirrorException(
                            "the body is empty, and no keys are staged for the audience " + audience.audienceId()));
            if (order.confirm() != null && !order.confirm().equals(saved.id())) {
                throw new MirrorException(
                        "the staged keys are of the set " + saved.id() + ", not of " + order.confirm());
            }
            if (order.snapshotTime() != NO_EVENT_TIME && order.snapshotTime() != saved.snapshotTime()) {
                throw new MirrorException("the staged keys are of " + time(saved.snapshotTime()) + ", not of "
                        + time(order.snapshotTime()));
            }
            return saved;
        }

        private StagedRun stage(KeySet set) throws IOException {
            requireTime();
            requireNewest(order.snapshotTime());
            KeySorter.Sorted sorted;
            try (KeySorter keys = new KeySorter(staging.folder(), ROOM)) {
                sorter = keys;
                set.read(this);
                sorted = keys.finish(staging.staging());
            }
            StagedRun saved = staging.saved().orElse(null);
            StagedRun fresh = new StagedRun(
                    id(sorted.digest()),
                    audience.audienceId(),
                    order.snapshotTime(),
                    rows,
                    sorted.count(),
                    badRows,
                    bad,
                    StagedRun.Phase.STAGED,
                    false,
                    saved == null ? StagedRun.NONE : saved.newestBegun());
            if (saved != null && saved.id().equals(fresh.id()) && saved.phase() == StagedRun.Phase.APPLYING) {
                fresh = saved;
            }
            staging.keep(fresh);
            return fresh;
        }

        private void requireTime() {
            if (order.snapshotTime() == NO_EVENT_TIME) {
                throw new MirrorException(
                        "a mirror needs the time at which its set was true: set snapshotTime, as 2026-01-02T03:04:05Z");
            }
            long ahead = order.snapshotTime() - wallClock.getAsLong();
            if (ahead > 0) {
                throw new MirrorException("the snapshot time " + time(order.snapshotTime()) + " is "
                        + Duration.ofMillis(ahead) + " ahead of this clock: a set cannot be true before it was made,"
                        + " and changes until then would be lost");
            }
        }

        /** An older set would bring back whom a newer one has left out. */
        private void requireNewest(long snapshotTime) throws IOException {
            long seededAt = ledger.audience(audience).seededAt().orElse(StagedRun.NONE);
            long begun = staging.saved().map(StagedRun::newestBegun).orElse(StagedRun.NONE);
            long newest = Math.max(seededAt, begun);
            if (snapshotTime < newest) {
                throw new MirrorException("the snapshot of " + time(snapshotTime) + " is older than that of "
                        + time(newest) + ", which the audience " + audience.audienceId() + " has already");
            }
        }

        private String id(String digest) {
            String all = String.join(
                    "\0",
                    audience.environment(),
                    audience.contextKind(),
                    audience.audienceId(),
                    Long.toString(order.snapshotTime()),
                    digest);
            return Sha256.hex(all.getBytes(StandardCharsets.UTF_8)).substring(0, ID_DIGITS);
        }

        @Override
        public void key(String key) throws IOException {
            row();
            sorter.add(key.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void bad(long row, String reason, String detail) {
            row();
            badRows++;
            if (bad.size() < SHOWN) {
                bad.add(new BadRow(row, reason, detail));
            }
        }

        private void row() {
            if (++rows % ROWS_BETWEEN_LOOKS == 1) {
                requireRunning();
                show(MirrorProgress.Phase.staging, 0, 0, perSecond(rows, begunAt));
            }
        }

        private void requireRunning() {
            if (stopping.getAsBoolean()) {
                throw new MirrorException("the endpoint stops: nothing was sent, send the set again");
            }
        }

        private MirrorPlan plan() throws IOException {
            AudienceState state = ledger.audience(audience);
            long enter = 0;
            long exit = 0;
            long same = 0;
            long newer = 0;
            long looked = 0;
            try (KeyComparison walk = new KeyComparison(staging.keysOf(run), ledger, audience, run.snapshotTime())) {
                while (walk.advance()) {
                    switch (walk.result()) {
                        case ENTER -> enter++;
                        case EXIT -> exit++;
                        case SAME -> same++;
                        case NEWER -> newer++;
                    }
                    if (++looked % ROWS_BETWEEN_LOOKS == 1) {
                        requireRunning();
                        show(MirrorProgress.Phase.planning, 0, 0, perSecond(looked, begunAt));
                    }
                }
            }
            boolean seeded = state.seededAt().isPresent();
            boolean removes =
                    switch (order.removals()) {
                        case always -> true;
                        case never -> false;
                        case seeded -> seeded;
                    };
            return new MirrorPlan(enter, exit, same, newer, state.members(), seeded, removes);
        }

        /** Why somebody must look at the plan before it is applied, a sentence for each reason. */
        private List<String> holds() {
            List<String> holds = new ArrayList<>();
            if (plan.exit() > 0 && !plan.removes() && order.removals() != Removals.never) {
                remarks.add(String.format(
                        Locale.ROOT,
                        "%,d known members are not in the set and stay, because LaunchDarkly may have members that are not known:"
                                + " set mirrorRemovals=always to let them leave.",
                        plan.exit()));
            }
            double most = Math.max(MirrorOrder.FEW_REMOVALS, order.mostRemovals() * plan.members());
            if (plan.removes() && plan.exit() > most) {
                holds.add(String.format(
                        Locale.ROOT,
                        "%,d of %,d known members would leave, more than the %,.0f that may without a word.",
                        plan.exit(),
                        plan.members(),
                        most));
            }
            if (plan.removes() && plan.exit() > 0 && run.keys() == 0) {
                holds.add("The set has no key at all: all members would leave.");
            }
            if (run.badRows() > order.mostBadRows() * run.rows()) {
                holds.add(String.format(
                        Locale.ROOT,
                        "%,d of %,d rows name nobody, more than a share of %s: those whom they should name would be missing.",
                        run.badRows(),
                        run.rows(),
                        order.mostBadRows()));
            }
            return holds;
        }

        private void apply() throws IOException, InterruptedException {
            appliesSince = System.nanoTime();
            run = run.begun(plan.removes());
            staging.save(run);
            String name = name();
            String source = "mirror " + run.id() + " of " + time(run.snapshotTime());
            Deque<Sending> underWay = new ArrayDeque<>();
            List<MembershipChange> chunk = new ArrayList<>();
            try (KeyComparison walk = new KeyComparison(staging.keysOf(run), ledger, audience, run.snapshotTime())) {
                while (mayGoOn() && walk.advance()) {
                    boolean enters = walk.result() == KeyComparison.Result.ENTER;
                    boolean exits = walk.result() == KeyComparison.Result.EXIT && plan.removes();
                    if (enters || exits) {
                        chunk.add(new MembershipChange(
                                audience.slot(walk.key()),
                                name,
                                enters,
                                run.snapshotTime(),
                                MESSAGE_ID + run.id(),
                                source));
                    }
                    if (chunk.size() == CHUNK) {
                        underWay.add(send(chunk));
                        chunk = new ArrayList<>();
                        settle(underWay, CHUNKS_UNDER_WAY);
                    }
                }
            }
            if (!chunk.isEmpty() && failure == null) {
                underWay.add(send(chunk));
            }
            settle(underWay, 0);
            if (sent.refused() > 0) {
                remarks.add(String.format(Locale.ROOT, "LaunchDarkly refuses %,d of the changes.", sent.refused()));
            }
            if (failure == null) {
                end();
            } else {
                remarks.add("Not all is applied: " + failure.describe() + ". The same set once more goes on there.");
            }
        }

        private boolean mayGoOn() {
            if (failure == null && stopping.getAsBoolean()) {
                failure = new DeliveryFailure(DeliveryFailure.Kind.STOPPED, null);
            }
            return failure == null;
        }

        private String name() {
            if (order.audienceName() != null) {
                return order.audienceName();
            }
            String known = ledger.audience(audience).name();
            return known.isEmpty() ? audience.audienceId() : known;
        }

        private Sending send(List<MembershipChange> chunk) {
            CompletableFuture<DeliveredChanges> delivered;
            try {
                delivered = delivery.apply(chunk);
            } catch (RuntimeException e) {
                delivered = CompletableFuture.failedFuture(e);
            }
            return new Sending(delivered, chunk.size());
        }

        /** Waits until so many chunks or fewer are on their way. */
        private void settle(Deque<Sending> underWay, int most) throws InterruptedException {
            while (underWay.size() > most) {
                sent = sent.plus(sent(underWay.remove()));
                show(
                        MirrorProgress.Phase.applying,
                        plan.changes(),
                        sent.settled(),
                        perSecond(sent.settled(), appliesSince));
            }
        }

        private Sent sent(Sending chunk) throws InterruptedException {
            DeliveredChanges delivered;
            try {
                delivered = chunk.delivered().get();
            } catch (ExecutionException e) {
                failure = new DeliveryFailure(DeliveryFailure.Kind.BROKEN, ApiOutcome.broken(e.getCause()));
                return new Sent(0, 0, 0, chunk.size());
            }
            for (DeliveredChanges.Refused each : delivered.refused()) {
                if (refused.size() < SHOWN) {
                    refused.add(new Refused(
                            each.change().slot().contextKey(), each.outcome().describeWithoutMessage()));
                }
            }
            if (!delivered.failures().isEmpty() && failure == null) {
                failure = SyncResult.Failure.worst(delivered.failures());
            }
            return new Sent(
                    delivered.accepted(),
                    delivered.skipped(),
                    delivered.refused().size(),
                    delivered.failures().size());
        }

        private void end() throws IOException {
            if (plan.exit() == 0 || plan.removes()) {
                ledger.seeded(audience, OptionalLong.of(run.snapshotTime()));
            }
            staging.done(run);
        }

        private long perSecond(long count, long since) {
            double seconds = (System.nanoTime() - since) / 1e9;
            return seconds < 0.001 ? 0 : (long) (count / seconds);
        }

        private void show(MirrorProgress.Phase phase, long planned, long settled, long perSecond) {
            progress = new MirrorProgress(phase, audience.audienceId(), rows, planned, settled, perSecond);
            long now = System.nanoTime();
            if (now - lookedAt > Duration.ofMillis(SAVE_MILLIS).toNanos()) {
                lookedAt = now;
                watcher.accept(progress);
            }
        }

        private MirrorReport report(Result result) {
            return new MirrorReport(
                    run.id(),
                    audience,
                    run.snapshotTime(),
                    result,
                    held,
                    remarks.isEmpty() ? null : String.join(" ", remarks),
                    run.rows(),
                    run.keys(),
                    run.badRows(),
                    run.bad(),
                    plan,
                    sent,
                    refused,
                    failure,
                    Duration.ofNanos(System.nanoTime() - begunAt).toMillis());
        }
    }
}
