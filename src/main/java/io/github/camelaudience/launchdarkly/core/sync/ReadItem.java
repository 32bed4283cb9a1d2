package io.github.camelaudience.launchdarkly.core.sync;

import io.github.camelaudience.launchdarkly.core.json.Location;
import io.github.camelaudience.launchdarkly.core.json.RawJson;
import io.github.camelaudience.launchdarkly.core.membership.RejectReason;
import io.github.camelaudience.launchdarkly.core.membership.Verdict;
import io.github.camelaudience.launchdarkly.core.segment.AudienceMessage;
import io.github.camelaudience.launchdarkly.core.segment.UnreadableMessage;

/**
 * Holds a message, and either its position in the ticket, its verdict, the person it deletes, or why it could not be read or
 * judged; or {@code count} rejected neighbours, of which the first has the verdict.
 *
 * @param packed whether it stood in a string of the document that was read, so that it has no line there
 */
record ReadItem<S>(
        Location location,
        RawJson raw,
        S source,
        int position,
        Verdict verdict,
        Exception unread,
        int count,
        DeletedPerson deleted,
        boolean packed) {

    private static final int IN_NO_TICKET = -1;

    /** Trigger or mapping broke over a message, which says nothing about it: it fails, and the others are delivered. */
    static final class NotJudged extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        NotJudged(Throwable cause) {
            super("a message could not be judged (" + cause.getClass().getSimpleName() + ")", cause);
        }
    }

    static <S> ReadItem<S> submitted(AudienceMessage message, S source, int position) {
        return of(message, source, position, null, null);
    }

    static <S> ReadItem<S> decided(AudienceMessage message, S source, Verdict verdict) {
        return of(message, source, IN_NO_TICKET, verdict, null);
    }

    static <S> ReadItem<S> deleted(AudienceMessage message, S source, DeletedPerson deleted) {
        return new ReadItem<>(message.location(), message.raw(), source, IN_NO_TICKET, null, null, 1, deleted, false);
    }

    static <S> ReadItem<S> notJudged(AudienceMessage message, S source, Throwable cause) {
        return of(message, source, IN_NO_TICKET, null, new NotJudged(cause));
    }

    private static <S> ReadItem<S> of(
            AudienceMessage message, S source, int position, Verdict verdict, Exception unread) {
        return new ReadItem<>(message.location(), message.raw(), source, position, verdict, unread, 1, null, false);
    }

    static <S> ReadItem<S> unreadable(UnreadableMessage message, S source) {
        Verdict rejected = new Verdict.Rejected(message.reason(), message.path(), message.detail());
        return new ReadItem<>(
                Location.of(message.path()), message.raw(), source, IN_NO_TICKET, rejected, null, 1, null, false);
    }

    static <S> ReadItem<S> unread(String path, S source, Exception cause) {
        return new ReadItem<>(Location.of(path), null, source, IN_NO_TICKET, null, cause, 1, null, false);
    }

    /** The same, which stood in a string. */
    ReadItem<S> inString() {
        return new ReadItem<>(location, raw, source, position, verdict, unread, count, deleted, true);
    }

    String path() {
        return location.path();
    }

    boolean isSubmitted() {
        return position != IN_NO_TICKET;
    }

    boolean isRejected() {
        return verdict instanceof Verdict.Rejected;
    }

    /** Whether the other stands behind this one in one document, and is rejected as this one is. */
    boolean takes(ReadItem<S> next) {
        return verdict instanceof Verdict.Rejected mine
                && next.verdict instanceof Verdict.Rejected other
                && (mine.reason() == RejectReason.TOO_LARGE) == (other.reason() == RejectReason.TOO_LARGE)
                && source == next.source
                && raw.document() == next.raw.document()
                && raw.offset() <= next.raw.offset();
    }

    /** Both as one, with all bytes from the first of this to the last of the other. */
    ReadItem<S> and(ReadItem<S> next) {
        int end = Math.max(raw.offset() + raw.length(), next.raw.offset() + next.raw.length());
        RawJson both = new RawJson(raw.document(), raw.offset(), end - raw.offset());
        return new ReadItem<>(location, both, source, position, verdict, null, count + next.count, null, packed);
    }
}
