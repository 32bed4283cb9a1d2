package io.github.camelaudience.launchdarkly.core.sync;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;

/**
 * A sink as Kafka Connect wants one, without Kafka: it is given records with their offsets, says how far it has come, throws what
 * can be repeated, and reports records that never can. One {@link #put} is one session.
 */
final class FakeSink {

    /**
     * A record of a topic.
     *
     * @param value one message, or an array of them; {@code null} is a tombstone
     */
    record Record(int partition, long offset, byte[] value) {}

    /**
     * A record that was reported, and why.
     *
     * @param element where in the record, as a JSON path
     */
    record Reported(Record record, String reason, String element) {}

    /** The framework rewinds to what is committed, and puts the same records again. */
    static final class Retriable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Retriable(Throwable cause) {
            super(cause);
        }
    }

    private final SyncEngine engine;
    private final List<Reported> reported = new ArrayList<>();
    private final Map<Integer, Long> committable = new TreeMap<>();

    FakeSink(SyncEngine engine) {
        this.engine = engine;
    }

    void put(List<Record> records) throws InterruptedException {
        SyncResult<Record> result = sync(records);
        if (!result.isComplete()) {
            engine.forget(result.accepted());
            throw new Retriable(why(result));
        }
        result.rejections()
                .forEach(rejection -> reported.add(new Reported(
                        rejection.source(),
                        rejection.message().reason().name(),
                        rejection.message().pathInElement())));
        records.forEach(record -> committable.merge(record.partition(), record.offset() + 1, Math::max));
    }

    private SyncResult<Record> sync(List<Record> records) throws InterruptedException {
        try (SyncSession<Record> session = engine.open()) {
            for (int i = 0; i < records.size(); i++) {
                Record record = records.get(i);
                if (record.value() == null) {
                    session.unread("$[" + i + "]", new IOException("a tombstone"), record);
                } else {
                    session.read(record.value(), "$", i, record);
                }
            }
            return session.end().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Throwable why(SyncResult<Record> result) {
        if (result.broken() != null) {
            return result.broken();
        }
        return result.failures().isEmpty()
                ? result.unread().get(0).cause()
                : new IOException(SyncResult.Failure.worst(result.failures()).describe());
    }

    /** The next offset of each partition that need not come again. */
    Map<Integer, Long> preCommit() {
        return Map.copyOf(committable);
    }

    List<Reported> reported() {
        return List.copyOf(reported);
    }
}
