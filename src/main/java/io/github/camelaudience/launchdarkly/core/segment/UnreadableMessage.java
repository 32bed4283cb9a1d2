package io.github.camelaudience.launchdarkly.core.segment;

import io.github.camelaudience.launchdarkly.core.json.RawJson;
import io.github.camelaudience.launchdarkly.core.membership.RejectReason;
import java.util.Objects;

/**
 * Tells of an element of a document that is no message.
 *
 * @param reason {@code NOT_JSON}, {@code TOO_LARGE}, {@code TOO_DEEP}, {@code NOT_AN_OBJECT} or {@code NOT_A_MESSAGE}
 * @param path   where, as a JSON path in the document
 * @param detail what was expected and what was found; holds no identifier of a person
 * @param raw    the bytes of the element, as far as its end could be found
 */
public record UnreadableMessage(RejectReason reason, String path, String detail, RawJson raw) {

    public UnreadableMessage {
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(detail, "detail");
        Objects.requireNonNull(raw, "raw");
    }
}
