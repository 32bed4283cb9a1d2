package io.github.camelaudience.launchdarkly.core.segment;

import static io.github.camelaudience.launchdarkly.core.membership.MembershipChange.NO_EVENT_TIME;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Tells for an explanation where the event time of a message comes from (rules D26 and D30).
 *
 * @param source     the path of the time that counts, or {@code null} when none can be read
 * @param unreadable the paths of the times before it that are there and cannot be read
 * @param standard   whether the time that counts is written as RFC 3339 has it; {@code true} when there is none
 */
public record TimeFindings(String source, List<String> unreadable, boolean standard) {

    private static final Pattern RFC_3339 =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}[Tt]\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?([Zz]|[+-]\\d{2}:\\d{2})");

    public TimeFindings {
        unreadable = List.copyOf(unreadable);
    }

    /** Finds out where the event time of a message comes from. */
    public static TimeFindings of(AudienceMessage message) {
        JsonNode tree = message.tree();
        List<String> unreadable = new ArrayList<>();
        for (String name : EventTime.SOURCES) {
            JsonNode value = tree.path(name);
            if (EventTime.of(value) != NO_EVENT_TIME) {
                boolean standard =
                        value.isTextual() && RFC_3339.matcher(value.textValue()).matches();
                return new TimeFindings("$." + name, unreadable, standard);
            }
            if (!value.isMissingNode() && !value.isNull()) {
                unreadable.add("$." + name);
            }
        }
        return new TimeFindings(null, unreadable, true);
    }

    /** Tells whether rule D30 decided about the time. */
    public boolean isByRule() {
        return !standard || !unreadable.isEmpty();
    }
}
