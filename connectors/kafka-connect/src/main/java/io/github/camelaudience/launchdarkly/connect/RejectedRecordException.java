package io.github.camelaudience.launchdarkly.connect;

import io.github.camelaudience.launchdarkly.core.sync.RejectedMessage;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.apache.kafka.connect.errors.DataException;

/**
 * Says why messages of a record are rejected: reason, JSON path in the value and element of each. Holds no identifier of a person, so
 * that it may stand in a log and in the headers of a dead letter. What else was in the record is applied.
 */
public final class RejectedRecordException extends DataException {

    private static final long serialVersionUID = 1L;

    /** A header of a dead letter is no place for a book. */
    private static final int MOST_SAID = 50;

    private final transient List<RejectedMessage> rejected;

    /**
     * Tells of one record.
     *
     * @param where    {@code topic-partition@offset}
     * @param rejected its rejected messages, in order; at least one
     */
    public RejectedRecordException(String where, List<RejectedMessage> rejected) {
        super(sentence(where, rejected));
        this.rejected = List.copyOf(rejected);
    }

    private static String sentence(String where, List<RejectedMessage> rejected) {
        int count = rejected.stream().mapToInt(RejectedMessage::count).sum();
        String reasons = rejected.stream()
                .limit(MOST_SAID)
                .map(RejectedRecordException::reason)
                .collect(Collectors.joining("; "));
        String more = rejected.size() > MOST_SAID ? "; and " + (rejected.size() - MOST_SAID) + " more" : "";
        return (count == 1 ? "Rejected a message of " : "Rejected " + count + " messages of ") + where + ": " + reasons
                + more;
    }

    private static String reason(RejectedMessage message) {
        OptionalInt element = message.element();
        String where = element.isPresent() ? " (element " + element.getAsInt() + ")" : "";
        return message.reason() + " at " + message.path() + where + ": " + message.summary();
    }

    /** Gives the rejected messages. */
    public List<RejectedMessage> rejected() {
        return rejected;
    }
}
