package io.github.camelaudience.launchdarkly.backfill;

import static io.github.camelaudience.launchdarkly.membership.MembershipChange.NO_EVENT_TIME;

import io.github.camelaudience.launchdarkly.segment.EventTime;
import io.github.camelaudience.launchdarkly.segment.JsonText;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes of each CSV record the Segment message that would have said the same. Mapping and rules are those of every other
 * message: a text that is neither true nor false, for example, is rejected there and not here.
 */
final class CsvMessages implements RowMessages {

    private static final int NONE = -1;

    private final CsvColumns columns;
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
        columns.check();
        this.columns = columns;
        List<String> names = names(header, columns.getDelimiter());
        this.count = names.size();
        this.userId = index(names, columns.getUserIdColumn());
        this.email = index(names, columns.getEmailColumn());
        this.anonymousId = index(names, columns.getAnonymousIdColumn());
        this.audienceId = index(names, columns.getAudienceIdColumn());
        this.audienceKey = index(names, columns.getAudienceKeyColumn());
        this.membership = index(names, columns.getMembershipColumn());
        this.eventTime = index(names, columns.getEventTimeColumn());
        this.messageId = index(names, columns.getMessageIdColumn());
        this.fallbackTime = fallbackTime(columns, modified);
    }

    private static List<String> names(Row header, char delimiter) {
        if (header == null) {
            throw new UnusableFileException("expected CSV with a header line but found nothing");
        }
        try {
            if (header.fault() != null) {
                throw new UnusableRowException(header.fault());
            }
            return CsvRecord.fields(header.bytes(), delimiter).stream()
                    .map(String::strip)
                    .toList();
        } catch (UnusableRowException e) {
            throw new UnusableFileException("the header line cannot be read: " + e.getMessage(), e);
        }
    }

    private static int index(List<String> names, String column) {
        if (column == null) {
            return NONE;
        }
        int index = names.indexOf(column);
        if (index < 0 || index != names.lastIndexOf(column)) {
            throw new UnusableFileException("the header line has " + (index < 0 ? "no" : "more than one") + " column "
                    + column + " but: " + String.join(", ", names));
        }
        return index;
    }

    /** Without any time a row would win over every newer live event. */
    private static String fallbackTime(CsvColumns columns, long modified) {
        if (columns.getEventTime() != null) {
            return columns.getEventTime();
        }
        if (modified == AudienceFile.UNKNOWN && columns.getEventTimeColumn() == null) {
            throw new UnusableFileException("it is not known when the file was changed: CSV needs eventTime");
        }
        return modified == AudienceFile.UNKNOWN
                ? null
                : Instant.ofEpochMilli(modified).toString();
    }

    @Override
    public byte[] message(Row row) throws UnusableRowException {
        List<String> fields = CsvRecord.fields(row.bytes(), columns.getDelimiter());
        if (fields.size() != count) {
            throw unusable("expected " + count + " fields but found " + fields.size());
        }
        String key = audienceKey == NONE ? columns.getAudienceKey() : fields.get(audienceKey);
        String flag = membership == NONE ? columns.getMembership() : fields.get(membership);
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
        message.put("properties", Map.of(key, flag));
        message.put("timestamp", time(fields));
        return JsonText.bytes(message);
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
