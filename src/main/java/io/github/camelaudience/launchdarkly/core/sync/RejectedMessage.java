package io.github.camelaudience.launchdarkly.core.sync;

import io.github.camelaudience.launchdarkly.core.membership.RejectReason;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells of one rejected message.
 *
 * @param reason  why
 * @param path    where, as a JSON path in the body
 * @param detail  what was expected and what was found; for {@code REFUSED_BY_LAUNCHDARKLY} its status, code, message
 *                and request id
 * @param summary the detail without LaunchDarkly's message, which may quote a context key: fit for a log
 * @param rawJson the message as it arrived
 * @param count   for how many it stands: one, or more neighbours in one document, whose bytes, and what parts them, are
 *                in {@code rawJson} together
 */
public record RejectedMessage(
        RejectReason reason, String path, String detail, String summary, byte[] rawJson, int count) {

    /** An element of the document itself, or of what an envelope holds. */
    private static final Pattern ELEMENT =
            Pattern.compile("^\\$(?:\\.(?:batch|payload|detail|data|json|message|Message))*\\[(\\d+)]");

    /** Tells of one message alone. */
    public RejectedMessage(RejectReason reason, String path, String detail, String summary, byte[] rawJson) {
        this(reason, path, detail, summary, rawJson, 1);
    }

    /** Tells where in its element, for a body that is a list of them: {@code $[7].traits} is {@code $.traits} in the eighth. */
    public String pathInElement() {
        return path.replaceFirst("^\\$\\[\\d+]", "\\$");
    }

    /** Tells which element of its document it is, from 0; empty for a message that is a document by itself. */
    public OptionalInt element() {
        Matcher element = ELEMENT.matcher(path);
        return element.find() ? OptionalInt.of(Integer.parseInt(element.group(1))) : OptionalInt.empty();
    }

    /** Leaves out what holds identifiers of people: the message itself, and LaunchDarkly's. */
    @Override
    public String toString() {
        return reason + " at " + path + ": " + summary;
    }
}
