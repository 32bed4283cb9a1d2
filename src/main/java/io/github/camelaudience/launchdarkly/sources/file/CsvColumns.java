package io.github.camelaudience.launchdarkly.sources.file;

import static io.github.camelaudience.launchdarkly.core.membership.MembershipChange.NO_EVENT_TIME;

import io.github.camelaudience.launchdarkly.core.rows.CsvRecord;
import io.github.camelaudience.launchdarkly.core.segment.EventTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Says what the columns of a CSV file mean. A file has a header line, and every column that is named here must be in
 * it. For audience and membership there is either a column or a constant for all rows. Blank counts as not set.
 */
public final class CsvColumns {

    private char delimiter = ',';
    private String userIdColumn;
    private String emailColumn;
    private String anonymousIdColumn;
    private String audienceIdColumn;
    private String audienceId;
    private String audienceKeyColumn;
    private String audienceKey;
    private String membershipColumn;
    private String membership;
    private String eventTimeColumn;
    private String eventTime;
    private String messageIdColumn;

    /** Sets what separates fields; a comma if not set. */
    public void setDelimiter(String text) {
        delimiter = CsvRecord.delimiter("delimiter", text);
    }

    public char getDelimiter() {
        return delimiter;
    }

    /** Names the column of Segment's {@code userId}. */
    public void setUserIdColumn(String name) {
        userIdColumn = orNull(name);
    }

    public String getUserIdColumn() {
        return userIdColumn;
    }

    /** Names the column of the e-mail address. */
    public void setEmailColumn(String name) {
        emailColumn = orNull(name);
    }

    public String getEmailColumn() {
        return emailColumn;
    }

    /** Names the column of Segment's {@code anonymousId}. */
    public void setAnonymousIdColumn(String name) {
        anonymousIdColumn = orNull(name);
    }

    public String getAnonymousIdColumn() {
        return anonymousIdColumn;
    }

    /** Names the column of Segment's {@code computation_id}. */
    public void setAudienceIdColumn(String name) {
        audienceIdColumn = orNull(name);
    }

    public String getAudienceIdColumn() {
        return audienceIdColumn;
    }

    /** Sets Segment's {@code computation_id}, for all rows. */
    public void setAudienceId(String value) {
        audienceId = orNull(value);
    }

    public String getAudienceId() {
        return audienceId;
    }

    /** Names the column of Segment's {@code computation_key}. */
    public void setAudienceKeyColumn(String name) {
        audienceKeyColumn = orNull(name);
    }

    public String getAudienceKeyColumn() {
        return audienceKeyColumn;
    }

    /** Sets Segment's {@code computation_key}, for all rows. */
    public void setAudienceKey(String value) {
        audienceKey = orNull(value);
    }

    public String getAudienceKey() {
        return audienceKey;
    }

    /** Names the column that holds {@code true} for members and {@code false} for those that leave. */
    public void setMembershipColumn(String name) {
        membershipColumn = orNull(name);
    }

    public String getMembershipColumn() {
        return membershipColumn;
    }

    /** Sets {@code true} if all rows are members, {@code false} if all leave. */
    public void setMembership(String value) {
        membership = orNull(value);
        if (membership != null && !"true".equals(membership) && !"false".equals(membership)) {
            throw new IllegalArgumentException("membership must be true or false");
        }
    }

    public String getMembership() {
        return membership;
    }

    /** Names the column of the time at which a row was true (rule D30). */
    public void setEventTimeColumn(String name) {
        eventTimeColumn = orNull(name);
    }

    public String getEventTimeColumn() {
        return eventTimeColumn;
    }

    /**
     * Sets when the rows without a time of their own were true, in ISO 8601; if not set, when the file was changed
     * last.
     */
    public void setEventTime(String value) {
        eventTime = orNull(value);
        if (eventTime != null && EventTime.ofText(eventTime) == NO_EVENT_TIME) {
            throw new IllegalArgumentException("eventTime must be a time such as 2026-01-02T03:04:05Z");
        }
    }

    public String getEventTime() {
        return eventTime;
    }

    /** Names the column of Segment's {@code messageId}. */
    public void setMessageIdColumn(String name) {
        messageIdColumn = orNull(name);
    }

    public String getMessageIdColumn() {
        return messageIdColumn;
    }

    /** Throws if they cannot make a message of any row. */
    void check() {
        if (userIdColumn == null && emailColumn == null && anonymousIdColumn == null) {
            throw new UnusableFileException("CSV needs userIdColumn, emailColumn or anonymousIdColumn");
        }
        exactlyOne("audienceId", audienceIdColumn, audienceId);
        exactlyOne("audienceKey", audienceKeyColumn, audienceKey);
        exactlyOne("membership", membershipColumn, membership);
    }

    /** Throws if a header line does not have each column that is named, once. What it has may be the data of a person. */
    void requireAll(List<String> header) {
        List<String> missing = new ArrayList<>();
        for (String column : named().values()) {
            int index = header.indexOf(column);
            if (index < 0) {
                missing.add(column);
            } else if (index != header.lastIndexOf(column)) {
                throw new UnusableFileException("the header line has more than one column " + column);
            }
        }
        if (!missing.isEmpty()) {
            throw new UnusableFileException("the header line has no column " + String.join(", ", missing)
                    + " among its " + header.size() + ": " + advice(header, missing));
        }
    }

    private String advice(List<String> header, List<String> missing) {
        if (missing.stream().anyMatch(column -> header.stream().anyMatch(column::equalsIgnoreCase))) {
            return "names must be equal in upper and lower case";
        }
        return header.size() == 1 && named().size() > 1
                ? "is the delimiter right, and is the first line a header line?"
                : "is the first line a header line?";
    }

    /** Columns by the member of the message that they become. */
    private Map<String, String> named() {
        Map<String, String> named = new LinkedHashMap<>();
        named.put("userId", userIdColumn);
        named.put("context.traits.email", emailColumn);
        named.put("anonymousId", anonymousIdColumn);
        named.put("context.personas.computation_id", audienceIdColumn);
        named.put("context.personas.computation_key", audienceKeyColumn);
        named.put("properties", membershipColumn);
        named.put("timestamp", eventTimeColumn);
        named.put("messageId", messageIdColumn);
        named.values().removeIf(Objects::isNull);
        return named;
    }

    /** The column that became the member at a JSON path of a message; {@code null} if none did. */
    String columnOf(String path) {
        for (Map.Entry<String, String> column : named().entrySet()) {
            String member = "$." + column.getKey();
            if (path.equals(member) || path.startsWith(member + ".") || path.startsWith(member + "[")) {
                return column.getValue();
            }
        }
        return null;
    }

    private static void exactlyOne(String what, String column, String constant) {
        if ((column == null) == (constant == null)) {
            throw new UnusableFileException("CSV needs either " + what + "Column or " + what);
        }
    }

    private static String orNull(String value) {
        return value == null || value.isBlank() ? null : value;
    }
}
