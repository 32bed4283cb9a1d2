package io.github.camelaudience.launchdarkly.core.observe;

import io.github.camelaudience.launchdarkly.core.delivery.DeliveryMonitor;
import io.github.camelaudience.launchdarkly.core.delivery.Settlement;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Disposition;
import io.github.camelaudience.launchdarkly.core.launchdarkly.UpdateTarget;
import io.github.camelaudience.launchdarkly.core.membership.AudienceKey;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Counts what becomes of each audience's changes. Holds no identifier of a person. The first 10,000 audiences of a process are counted
 * each for itself, all others together. Thread-safe, and quick: it is told of every change.
 */
public final class AudienceTally implements DeliveryMonitor {

    /** Stands for the id of all audiences that are not counted for themselves. */
    public static final String OTHERS = "";

    private static final int MOST = 10_000;
    private static final long NEVER = Long.MIN_VALUE;

    private final LongSupplier wallClock;
    private final int most;
    private final AtomicInteger known = new AtomicInteger();
    private final Map<String, Map<String, Row>> environments = new ConcurrentHashMap<>();

    /** Counts by this clock, in milliseconds since the epoch. */
    AudienceTally(LongSupplier wallClock) {
        this(wallClock, MOST);
    }

    AudienceTally(LongSupplier wallClock, int most) {
        this.wallClock = wallClock;
        this.most = most;
    }

    /**
     * Tells what has become of the changes of one audience, since the process began.
     *
     * @param environment client-side ID of its environment
     * @param audienceId  the audience's stable id, or {@link #OTHERS}
     * @param name        what LaunchDarkly shows, as the last change said
     * @param entered     changes that LaunchDarkly accepted and that let someone in
     * @param left        changes that LaunchDarkly accepted and that let someone out
     * @param unneeded    changes that were not sent because something newer, or the same, was accepted
     * @param failed      changes that were refused, or could not be delivered
     * @param waiting     changes that have come and are not settled
     * @param lastEvent   the newest time of an event, in milliseconds since the epoch; of a change without a time, that of its arrival
     * @param lastAnswer  what the last request or failure came to, or {@code null} before there was one
     */
    public record Standing(
            String environment,
            String audienceId,
            String name,
            long entered,
            long left,
            long unneeded,
            long failed,
            long waiting,
            long lastEvent,
            Answer lastAnswer) {}

    /**
     * Tells what a request came to, without words that may quote a context key.
     *
     * @param accepted  whether LaunchDarkly accepted it
     * @param words     status and code, or why there is no answer
     * @param requestId the id to quote to LaunchDarkly's support, or {@code null}
     * @param at        when, in milliseconds since the epoch
     */
    public record Answer(boolean accepted, String words, String requestId, long at) {}

    private static final class Row {
        private final LongAdder entered = new LongAdder();
        private final LongAdder left = new LongAdder();
        private final LongAdder unneeded = new LongAdder();
        private final LongAdder failed = new LongAdder();
        private final LongAdder waiting = new LongAdder();
        private final LongAccumulator lastEvent = new LongAccumulator(Math::max, NEVER);
        private volatile String name;
        private volatile Answer lastAnswer;
    }

    @Override
    public void taken(List<MembershipChange> changes) {
        Row row = null;
        AudienceKey of = null;
        for (MembershipChange change : changes) {
            if (!change.slot().audience().equals(of)) {
                of = change.slot().audience();
                row = row(of);
            }
            row.waiting.increment();
            row.lastEvent.accumulate(change.hasEventTime() ? change.eventTime() : wallClock.getAsLong());
            if (!change.audienceName().equals(row.name)) {
                row.name = change.audienceName();
            }
        }
    }

    @Override
    public void requested(UpdateTarget target, ApiOutcome outcome, int members, long millis, boolean retry) {
        if (target.audienceId() != null) {
            row(target.environment(), target.audienceId()).lastAnswer = answer(outcome);
        }
    }

    @Override
    public void settled(List<MembershipChange> changes, Settlement settlement) {
        int from = 0;
        while (from < changes.size()) {
            AudienceKey of = changes.get(from).slot().audience();
            int entering = 0;
            int to = from;
            while (to < changes.size() && changes.get(to).slot().audience().equals(of)) {
                entering += changes.get(to++).included() ? 1 : 0;
            }
            settled(row(of), entering, to - from - entering, settlement);
            from = to;
        }
    }

    private void settled(Row row, int entering, int leaving, Settlement settlement) {
        int count = entering + leaving;
        row.waiting.add(-count);
        if (settlement instanceof Settlement.Accepted) {
            row.entered.add(entering);
            row.left.add(leaving);
        } else if (settlement instanceof Settlement.Refused refused) {
            row.failed.add(count);
            row.lastAnswer = answer(refused.outcome());
        } else if (settlement instanceof Settlement.Failed failed) {
            row.failed.add(count);
            ApiOutcome outcome = failed.cause().outcome();
            if (outcome != null) {
                row.lastAnswer = answer(outcome);
            }
        } else {
            row.unneeded.add(count);
        }
    }

    @Override
    public void planned(List<MembershipChange> changes) {
        changes.forEach(change -> row(change.slot().audience()).waiting.decrement());
    }

    private Answer answer(ApiOutcome outcome) {
        return new Answer(
                outcome.disposition() == Disposition.ACCEPTED,
                outcome.describeWithoutMessage(),
                outcome.error().requestId(),
                wallClock.getAsLong());
    }

    private Row row(AudienceKey audience) {
        return row(audience.environment(), audience.audienceId());
    }

    /** One that was counted among the others stays there: its sums are right, and never negative. */
    private Row row(String environment, String audienceId) {
        Map<String, Row> audiences = environments.get(environment);
        if (audiences == null) {
            audiences = environments.computeIfAbsent(environment, name -> new ConcurrentHashMap<>());
        }
        Row row = audiences.get(audienceId);
        if (row != null) {
            return row;
        }
        if (known.get() >= most) {
            return audiences.computeIfAbsent(OTHERS, id -> new Row());
        }
        return audiences.computeIfAbsent(audienceId, id -> {
            known.incrementAndGet();
            return new Row();
        });
    }

    /** Tells of all audiences in no order. */
    List<Standing> standings() {
        List<Standing> standings = new ArrayList<>();
        environments.forEach((environment, audiences) -> audiences.forEach((id, row) -> standings.add(new Standing(
                environment,
                id,
                row.name == null ? id : row.name,
                row.entered.sum(),
                row.left.sum(),
                row.unneeded.sum(),
                row.failed.sum(),
                Math.max(0, row.waiting.sum()),
                row.lastEvent.get(),
                row.lastAnswer))));
        return standings;
    }
}
