package io.github.camelaudience.server.page;

import io.github.camelaudience.launchdarkly.core.observe.AudienceFigures;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Holds all that the page tells at one moment. Holds no secret; keys of people are masked.
 *
 * @param at         when it was gathered
 * @param deliveries one for each endpoint that syncs, by their environment
 * @param audiences  all that changes have come for, those in trouble first, then the one with the newest event
 * @param rejected   what is kept of rejected messages
 */
record PageModel(Instant at, List<Delivery> deliveries, List<Audience> audiences, Rejected rejected) {

    /**
     * Tells of one endpoint.
     *
     * @param id          what a form names it by
     * @param environment client-side ID of its environment
     * @param uri         its URI without secrets
     * @param dryRun      whether nothing is applied
     * @param figures     what it stands at
     * @param ledgerTrouble what is wrong with its ledger, or {@code null}
     */
    record Delivery(
            String id, String environment, String uri, boolean dryRun, AudienceFigures figures, String ledgerTrouble) {}

    /**
     * Tells of one audience, over all endpoints of its environment.
     *
     * @param environment client-side ID of its environment
     * @param id          its stable id; blank for all that are not counted for themselves
     * @param name        what LaunchDarkly shows
     * @param size        how large it is, or {@code null} when the ledger knows nothing of it
     * @param entered     accepted changes that let someone in, since the start
     * @param left        accepted changes that let someone out, since the start
     * @param waiting     changes that are not settled
     * @param lastEvent   the newest time of an event, or {@code null} if there is none that can be shown
     * @param answer      what the last request came to, or {@code null}
     * @param held        why it is held, or {@code null}
     */
    record Audience(
            String environment,
            String id,
            String name,
            Size size,
            long entered,
            long left,
            long waiting,
            Instant lastEvent,
            Answer answer,
            String held) {

        /** Tells whether it is held, or its last request was not accepted. */
        boolean inTrouble() {
            return held != null || answer != null && !answer.accepted();
        }
    }

    /**
     * Tells how large an audience is by the ledger.
     *
     * @param members contexts that are in, of all kinds
     * @param exact   whether there are no others; if not, it has at least so many
     */
    record Size(long members, boolean exact) {}

    /**
     * Tells what the last request of an audience came to.
     *
     * @param accepted  whether LaunchDarkly accepted it
     * @param words     status and code, or why there was no answer
     * @param requestId the id to quote to LaunchDarkly's support, or {@code null}
     * @param at        when
     */
    record Answer(boolean accepted, String words, String requestId, Instant at) {}

    /**
     * Tells of rejected messages.
     *
     * @param counted since the start, by reason
     * @param kept    how many are kept, by reason
     * @param newest  the newest that are kept, the newest first
     * @param files   files of rejected rows, by name
     * @param folders where messages are kept
     * @param unread  why a folder cannot be read, by folder
     */
    record Rejected(
            Map<String, Long> counted,
            Map<String, Long> kept,
            List<Kept> newest,
            List<RowFile> files,
            List<String> folders,
            Map<String, String> unread) {

        /** Counts the messages that are kept. */
        long keptInAll() {
            return kept.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /**
     * Tells of one rejected message that is kept in a file.
     *
     * @param id     what a form names it by
     * @param reason why it was rejected
     * @param path   where, as a JSON path
     * @param detail what was expected, without identifiers of people; may be blank
     * @param about  whom and what it is about, with keys masked
     * @param at     when
     */
    record Kept(String id, String reason, String path, String detail, String about, Instant at) {}

    /**
     * Tells of one file of rejected rows.
     *
     * @param name  of the file
     * @param bytes its size
     * @param at    when a row was added last
     */
    record RowFile(String name, long bytes, Instant at) {}
}
