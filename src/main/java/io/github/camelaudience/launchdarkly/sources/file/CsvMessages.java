package io.github.camelaudience.launchdarkly.sources.file;

import static io.github.camelaudience.launchdarkly.core.membership.MembershipChange.NO_EVENT_TIME;

import io.github.camelaudience.launchdarkly.core.json.JsonText;
import io.github.camelaudience.launchdarkly.core.membership.RejectReason;
import io.github.camelaudience.launchdarkly.core.rows.CsvRecord;
import io.github.camelaudience.launchdarkly.core.rows.Row;
import io.github.camelaudience.launchdarkly.core.rows.UnusableRowException;
import io.github.camelaudience.launchdarkly.core.segment.EventTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Makes of each CSV record the Segment message that would have said the same. Mapping and rules are those of every other
 * message: a text that is neither true nor false, for example, is rejected there and not here.
 */
final class CsvMessages implements RowMessages {

    private static final int NONE = -1;

    private final CsvColumns columns;
    private final Row header;
    private final String fallbackTime;
    private final int count;
    private final int userId;
    private final int email;
    private final int anonymousId;
    private final int audienceId;
    private final int audienceKey;
    private final int membership;
    private final int eventTime;
    private final int messageId;

    /** Throws {@link UnusableFileException} if the file cannot be what the columns say. */
    CsvMessages(CsvColumns columns, Row header, long modified) {
        this(columns, header, columns.getEventTime() == null ? time(modified) : columns.getEventTime());
    }

    private CsvMessages(CsvColumns columns, Row header, String fallbackTime) {
        columns.check();
        this.columns = columns;
        this.header = header;
        List<String> names = names(header, columns.getDelimiter());
        columns.requireAll(names);
        this.count = names.size();
        this.userId = index(names, columns.getUserIdColumn());
        this.email = index(names, columns.getEmailColumn());
        this.anonymousId = index(names, columns.getAnonymousIdColumn());
        this.audienceId = index(names, columns.getAudienceIdColumn());
        this.audienceKey = index(names, columns.getAudienceKeyColumn());
        this.membership = index(names, columns.getMembershipColumn());
        this.eventTime = index(names, columns.getEventTimeColumn());
        this.messageId = index(names, columns.getMessageIdColumn());
        this.fallbackTime = fallbackTime;
        if (fallbackTime == null && eventTime == NONE) {
            throw new UnusableFileException("it is not known when the file was changed: CSV needs eventTime");
        }
    }

    /** Those of rows that came in another file, whose header line and age are known. */
    static CsvMessages ofRejected(CsvColumns columns, byte[] header, String fallbackTime) {
        return new CsvMessages(columns, new Row(1, header, null), fallbackTime);
    }

    /** How many fields a record has. */
    int count() {
        return count;
    }

    /** Whether rows below that header line, which are as old as that, mean the same as those of this. */
    boolean isOf(byte[] headerLine, String time) {
        return Arrays.equals(header.bytes(), headerLine) && Objects.equals(fallbackTime, time);
    }

    private static List<String> names(Row header, char delimiter) {
        if (header == null) {
            throw new UnusableFileException("expected CSV with a header line but found nothing");
        }
        try {
            return CsvRecord.names(header, delimiter);
        } catch (UnusableRowException e) {
            throw new UnusableFileException("the header line cannot be read: " + e.getMessage(), e);
        }
    }

    private static int index(List<String> names, String column) {
        return column == null ? NONE : names.indexOf(column);
    }

    private static String time(long modified) {
        return modified == AudienceFile.UNKNOWN
                ? null
                : Instant.ofEpochMilli(modified).toString();
    }

    @Override
    public byte[] message(Row row) throws UnusableRowException {
        CsvRecord csv = CsvRecord.of(row.bytes(), columns.getDelimiter());
        List<String> fields = csv.fields();
        if (fields.size() != count) {
            throw unusable("expected " + count + " fields but found " + fields.size());
        }
        String key = audienceKey == NONE ? columns.getAudienceKey() : fields.get(audienceKey);
        String flag = flag(csv);
        Map<String, Object> personas = new LinkedHashMap<>();
        personas.put("computation_class", "audience");
        personas.put("computation_id", audienceId == NONE ? columns.getAudienceId() : fields.get(audienceId));
        personas.put("computation_key", key);
        Map<String, Object> context = new LinkedHashMap<>();
        context.put("personas", personas);
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("type", "track");
        if ("true".equalsIgnoreCase(flag) || "false".equalsIgnoreCase(flag)) {
            message.put("event", "true".equalsIgnoreCase(flag) ? "Audience Entered" : "Audience Exited");
        }
        put(message, "messageId", messageId, fields);
        put(message, "userId", userId, fields);
        put(message, "anonymousId", anonymousId, fields);
        if (email != NONE) {
            context.put("traits", Map.of("email", fields.get(email)));
        }
        message.put("context", context);
        message.put("properties", Collections.singletonMap(key, flag));
        message.put("timestamp", time(fields));
        return JsonText.bytes(message);
    }

    private String flag(CsvRecord csv) {
        if (membership == NONE) {
            return columns.getMembership();
        }
        return csv.isNull(membership) ? null : csv.fields().get(membership);
    }

    @Override
    public RejectedRow rejected(Row row, String reason, String path, String detail, byte[] message) {
        return RejectedRow.of(row.line(), reason, path, detail(row, reason, path, detail), row.bytes())
                .ofCsv(header.bytes(), fallbackTime);
    }

    /** The path in a message that nobody wrote is of no help: this names the column, and what is wrong with it. */
    String detail(Row row, String reason, String path, String detail) {
        if (membership != NONE && RejectReason.MEMBERSHIP_UNDETERMINED.name().equals(reason)) {
            return "column " + columns.getMembershipColumn() + " must hold true or false, but holds " + found(row);
        }
        String column = columns.columnOf(path);
        return column == null ? detail : "column " + column + ": " + detail;
    }

    private String found(Row row) {
        try {
            String flag = flag(CsvRecord.of(row.bytes(), columns.getDelimiter()));
            return flag == null
                    ? "no value"
                    : flag.isBlank() ? "nothing" : "another text of " + flag.length() + " characters";
        } catch (UnusableRowException e) {
            return "something else";
        }
    }

    private static void put(Map<String, Object> message, String name, int index, List<String> fields) {
        if (index != NONE && !fields.get(index).isEmpty()) {
            message.put(name, fields.get(index));
        }
    }

    /** A time that is not understood must not count as none: the row would win over every newer event. */
    private Object time(List<String> fields) throws UnusableRowException {
        String text = eventTime == NONE ? "" : fields.get(eventTime).strip();
        if (text.isEmpty()) {
            if (fallbackTime == null) {
                throw unusable("expected a time in column " + columns.getEventTimeColumn());
            }
            return fallbackTime;
        }
        if (EventTime.ofText(text) == NO_EVENT_TIME) {
            throw unusable("column " + columns.getEventTimeColumn() + " holds no time: expected one such as"
                    + " 2026-01-02T03:04:05Z, or seconds, milliseconds, microseconds or nanoseconds since the epoch");
        }
        return text.chars().allMatch(c -> c >= '0' && c <= '9') ? (Object) Long.valueOf(text) : text;
    }

    private static UnusableRowException unusable(String detail) {
        return new UnusableRowException(Row.Fault.notCsv(detail));
    }
}
