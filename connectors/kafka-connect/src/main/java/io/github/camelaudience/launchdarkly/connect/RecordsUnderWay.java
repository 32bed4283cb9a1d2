package io.github.camelaudience.launchdarkly.connect;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Knows of each partition how far it is complete: everything before is accepted, skipped, or rejected and reported. What failed is
 * read again from its offset on, when its pause is over and nothing later of its partition is under way any more. For one thread.
 */
final class RecordsUnderWay {

    /**
     * Waits to be read again.
     *
     * @param offset   from where
     * @param resumeAt by the clock of the task
     */
    private record Waiting(long offset, long resumeAt) {

        Waiting and(Waiting other) {
            return new Waiting(Math.min(offset, other.offset), Math.max(resumeAt, other.resumeAt));
        }
    }

    private final Deque<RecordBatch> batches = new ArrayDeque<>();
    private final Map<TopicPartition, Waiting> waiting = new HashMap<>();
    /** What Kafka Connect was asked to read from, and may not have done yet. */
    private final Map<TopicPartition, Long> sought = new HashMap<>();

    private int records;

    /** Adds what was submitted after all others. */
    void add(RecordBatch batch) {
        batches.add(batch);
        records += batch.size();
    }

    /** Counts the records whose session has not been taken note of. */
    int size() {
        return records;
    }

    /** Tells whether nothing is under way, and nothing waits to be read again. */
    boolean isIdle() {
        return batches.isEmpty() && waiting.isEmpty();
    }

    /** Leaves out the records that will be read again anyway. */
    List<SinkRecord> fresh(Collection<SinkRecord> arrived) {
        if (waiting.isEmpty()) {
            return List.copyOf(arrived);
        }
        List<SinkRecord> fresh = new ArrayList<>(arrived.size());
        for (SinkRecord each : arrived) {
            if (!waiting.containsKey(Position.of(each).partition())) {
                fresh.add(each);
            }
        }
        return fresh;
    }

    /** Gives the oldest batch if its session has ended, and takes it out; or {@code null}. */
    RecordBatch takeFinished() {
        RecordBatch oldest = batches.peek();
        return oldest == null || !oldest.result().isDone() ? null : take();
    }

    /** Gives the oldest batch, ended or not, and takes it out; or {@code null}. */
    RecordBatch take() {
        RecordBatch oldest = batches.poll();
        records -= oldest == null ? 0 : oldest.size();
        return oldest;
    }

    /** Waits until the session of the oldest batch has ended, or for so long. */
    void awaitOldest(long millis) {
        await(batches.peek(), millis);
    }

    /** Waits until all sessions have ended, or for so long. */
    void awaitAll(long millis) {
        await(batches.peekLast(), millis);
        await(batches.peek(), 1);
    }

    private static void await(RecordBatch batch, long millis) {
        if (batch == null) {
            return;
        }
        try {
            batch.result().get(millis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException | CancellationException | CompletionException e) {
            // whoever takes the batch sees
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tells whether a record has to be read again, by what is known now. */
    boolean isWaiting(Position position) {
        Waiting wait = waiting.get(position.partition());
        return wait != null && wait.offset() <= position.offset();
    }

    /** Has a partition read again from here on, at that time or later. */
    void readAgain(Position from, long resumeAt) {
        waiting.merge(from.partition(), new Waiting(from.offset(), resumeAt), Waiting::and);
    }

    /** Gives the partitions whose records wait to be read again. */
    Set<TopicPartition> waiting() {
        return Collections.unmodifiableSet(waiting.keySet());
    }

    /**
     * Gives the offsets that Kafka Connect has to read from now: nothing later of their partitions is under way.
     *
     * @param now by the clock of the task
     */
    Map<TopicPartition, Long> takeDue(long now) {
        Map<TopicPartition, Long> due = new HashMap<>();
        Iterator<Map.Entry<TopicPartition, Waiting>> each = waiting.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<TopicPartition, Waiting> wait = each.next();
            if (now >= wait.getValue().resumeAt() && !isUnderWay(wait.getKey())) {
                due.put(wait.getKey(), wait.getValue().offset());
                each.remove();
            }
        }
        sought.putAll(due);
        return due;
    }

    private boolean isUnderWay(TopicPartition partition) {
        return batches.stream().anyMatch(batch -> batch.first().containsKey(partition));
    }

    /** Notes that Kafka Connect reads from where it was asked to. */
    void sought() {
        sought.clear();
    }

    /** Gives the next offset of a partition that is not complete, and no more than what was delivered. */
    long complete(TopicPartition partition, long delivered) {
        long complete = delivered;
        Waiting wait = waiting.get(partition);
        if (wait != null) {
            complete = Math.min(complete, wait.offset());
        }
        complete = Math.min(complete, sought.getOrDefault(partition, complete));
        for (RecordBatch batch : batches) {
            Long first = batch.first().get(partition);
            if (first != null) {
                return Math.min(complete, first);
            }
        }
        return complete;
    }

    /** Forgets what is known of partitions that are no longer this task's. */
    void forget(Collection<TopicPartition> partitions) {
        Set<TopicPartition> gone = new HashSet<>(partitions);
        waiting.keySet().removeAll(gone);
        sought.keySet().removeAll(gone);
    }
}
