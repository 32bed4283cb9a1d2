package io.github.camelaudience.standin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * An HTTP answer before it is put on the wire.
 *
 * @param status  the status
 * @param headers headers besides Date, Content-Length and Connection
 * @param body    the body, empty for none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Answer(int status, Map<String, String> headers, byte[] body) {

    private static final byte[] NO_BODY = {};

    static Answer empty(int status) {
        return new Answer(status, Map.of(), NO_BODY);
    }

    static Answer of(int status, String contentType, String body) {
        return new Answer(status, Map.of("Content-Type", contentType), body.getBytes(StandardCharsets.UTF_8));
    }

    static Answer json(int status, String body) {
        return of(status, "application/json", body);
    }

    /**
     * LaunchDarkly's error document. The public codes are {@code invalid_request}, {@code unauthorized}, {@code forbidden},
     * {@code not_found}, {@code conflict} and {@code rate_limited}; {@code internal_error} is this stand-in's own.
     */
    static Answer error(int status, String message, UUID id) {
        String code =
                switch (status) {
                    case 401 -> "unauthorized";
                    case 403 -> "forbidden";
                    case 404 -> "not_found";
                    case 409 -> "conflict";
                    case 429 -> "rate_limited";
                    default -> status >= 500 ? "internal_error" : "invalid_request";
                };
        return json(status, "{\"code\":\"" + code + "\",\"message\":\"" + message + "\",\"id\":\"" + id + "\"}");
    }

    static Answer refused(Refusal refusal, UUID id) {
        ObjectNode document = StateJson.MAPPER
                .createObjectNode()
                .put("code", refusal.code())
                .put("message", refusal.message())
                .put("id", id.toString());
        return json(refusal.status(), document.toString());
    }

    /** What LaunchDarkly would answer is not public. */
    static Answer unknown(String what, UUID id) {
        return json(
                501,
                "{\"code\":\"not_implemented\",\"message\":\"the stand-in does not know " + what + "\",\"id\":\"" + id
                        + "\"}");
    }

    /** The documented 429 body; it has no id. */
    static Answer rateLimited() {
        return json(
                429,
                "{\"code\":\"rate_limited\",\"message\":\"You've exceeded the API rate limit. Try again later.\"}");
    }

    Answer with(Map<String, String> more) {
        if (more.isEmpty()) {
            return this;
        }
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.putAll(more);
        return new Answer(status, all, body);
    }

    /** An answer with a body to cut: faults that spoil a body need one, and 204 has none. */
    Answer withSomeBody() {
        if (body.length > 1) {
            return this;
        }
        Answer filled = json(200, "{\"note\":\"a body to be cut by the fault plan of the stand-in\"}");
        return new Answer(status == 204 ? 200 : status, filled.headers, filled.body).with(headers);
    }
}
