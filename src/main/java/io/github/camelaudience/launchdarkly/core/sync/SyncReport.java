package io.github.camelaudience.launchdarkly.core.sync;

import com.fasterxml.jackson.annotation.JsonGetter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.github.camelaudience.launchdarkly.core.json.Location;
import java.util.List;
import java.util.Objects;

/**
 * Tells what became of a session: a verdict per message, in input order.
 *
 * @param items           one per message of the body; after the first 1,000 rejected ones, further rejected neighbours
 *                        share one
 * @param requests        requests that carried changes of this session, repeats included
 * @param requestId       the id that LaunchDarkly gave in its last error answer, or {@code null}
 * @param plannedRequests with {@code dryRun}, the bodies of the requests that would have been sent; else empty
 * @param dryRun          whether nothing was sent, so that what counts as accepted would only have been tried
 */
public record SyncReport(
        List<Item> items, int requests, String requestId, List<String> plannedRequests, boolean dryRun) {

    /** Names why a body failed that was never seen. */
    public static final String BODY_UNREAD = "BODY_UNREAD";

    /** Names what became of a {@code delete} message whose person has left all audiences (rule D36). */
    public static final String DELETED = "DELETED";

    /** Reports what was sent. */
    public SyncReport(List<Item> items, int requests, String requestId, List<String> plannedRequests) {
        this(items, requests, requestId, plannedRequests, false);
    }

    /** Tells how a message ended. */
    public enum Result {
        /** LaunchDarkly accepted the change. */
        ACCEPTED,
        /** A newer change of the same membership was accepted in its place. */
        SUPERSEDED,
        /** Nothing had to be done. */
        SKIPPED,
        /** The message is broken, or LaunchDarkly refuses it: trying again is of no use. */
        REJECTED,
        /** The change could not be delivered now: trying again may help. */
        FAILED
    }

    /**
     * Tells of one message.
     *
     * @param location where it stands in the body
     * @param result   how it ended
     * @param reason   for skipped and rejected messages the reason's name, for failed ones what happened, for a deletion {@link #DELETED},
     *                 else {@code null}
     * @param detail   one sentence on a rejection or failure, the receipt of a deletion, else {@code null}
     * @param count    for how many messages it stands: one, or more rejected neighbours that are told of together
     */
    @JsonPropertyOrder({"path", "result", "reason", "detail"})
    public record Item(
            @JsonIgnore Location location,
            Result result,
            String reason,
            String detail,
            @JsonIgnore int count) {

        /** Tells of one message alone. */
        public Item(Location location, Result result, String reason, String detail) {
            this(location, result, reason, detail, 1);
        }

        /** Tells of one message alone, by its JSON path in the body. */
        public Item(String path, Result result, String reason, String detail) {
            this(Location.of(path), result, reason, detail, 1);
        }

        /** Gives the JSON path in the body. It is written only when someone asks for it. */
        @JsonGetter("path")
        public String path() {
            return location.path();
        }

        /** Compares paths, however they came about. */
        @Override
        public boolean equals(Object other) {
            return this == other
                    || other instanceof Item item
                            && result == item.result
                            && count == item.count
                            && Objects.equals(reason, item.reason)
                            && Objects.equals(detail, item.detail)
                            && path().equals(item.path());
        }

        @Override
        public int hashCode() {
            return Objects.hash(path(), result, reason, detail, count);
        }
    }

    /** Shows counts only: a detail or a planned request may name a person, and this may end up in a log. */
    @Override
    public String toString() {
        return "SyncReport[" + items.stream().mapToInt(Item::count).sum() + " messages, " + changes() + " changes, "
                + count(Result.SKIPPED)
                + " skipped, " + count(Result.REJECTED) + " rejected, " + count(Result.FAILED) + " failed, " + requests
                + " requests" + (dryRun ? ", dry run]" : "]");
    }

    /** Keeps copies of the lists. */
    public SyncReport {
        items = List.copyOf(items);
        plannedRequests = List.copyOf(plannedRequests);
    }

    /** Counts the messages that ended so. */
    public int count(Result result) {
        int count = 0;
        for (Item item : items) {
            if (item.result == result) {
                count += item.count;
            }
        }
        return count;
    }

    /** Counts the changes that LaunchDarkly accepted, those superseded by newer ones included. */
    public int changes() {
        return count(Result.ACCEPTED) + count(Result.SUPERSEDED);
    }
}
