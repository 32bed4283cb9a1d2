package io.github.camelaudience.launchdarkly.vectors;

import io.github.camelaudience.launchdarkly.vectors.Js.Num;
import io.github.camelaudience.launchdarkly.vectors.Js.Obj;
import io.github.camelaudience.launchdarkly.vectors.Js.Str;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * How LaunchDarkly answers.
 *
 * @param status   the status
 * @param fault    what goes wrong instead of, or after, the status; or {@code null}
 * @param location the header {@code location}, or {@code null}
 * @param code     {@code code} of the body when that is an object, or {@code null}
 * @param type     the header {@code content-type}, or {@code null}
 * @param body     the body as text, empty for none
 * @param delay    how long the answer takes, in milliseconds
 */
record Reply(int status, String fault, String location, String code, String type, String body, double delay) {

    static final Reply NO_CONTENT = new Reply(204, null, null, null, null, "", 0);

    /**
     * The reference reads a copy of an answer and leaves the answer itself, so that a body beyond what lies in between is
     * never read to its end (rule N3). Where exactly that begins is a matter of how the bytes arrive: 48 KiB pass, 64
     * do not.
     */
    private static final int NEVER_READ_FROM = 56 * 1024;

    private static final int TIMEOUT_MILLIS = 10_000;
    private static final Set<Integer> MOVED = Set.of(301, 302, 303, 307, 308);

    /** Reads a reply of the file. */
    static Reply of(Obj reply) {
        String fault = reply.own("fault") instanceof Str text ? text.text() : null;
        double delay = reply.own("delayMs") instanceof Num number ? number.value() : 0;
        if (fault == null && delay >= TIMEOUT_MILLIS) {
            fault = "timeout";
        }
        int status = reply.own("status") instanceof Num number ? (int) number.value() : 200;
        Js body = reply.own("body");
        String text = body == null || body instanceof Js.Nothing
                ? ""
                : body instanceof Str plain ? plain.text() : JsJson.stringify(body, Switches.none());
        String type = header(reply, "content-type");
        return new Reply(
                status,
                fault,
                header(reply, "location"),
                code(body),
                type == null && !(body instanceof Str) && !text.isEmpty() ? "application/json" : type,
                text,
                delay);
    }

    private static String header(Obj reply, String wanted) {
        if (reply.own("headers") instanceof Obj headers) {
            for (String name : headers.keys()) {
                if (name.toLowerCase(Locale.ROOT).equals(wanted)) {
                    return JsText.of(headers.own(name));
                }
            }
        }
        return null;
    }

    private static String code(Js body) {
        Js value = body;
        if (body instanceof Str text) {
            try {
                value = JsJson.parse(text.text());
            } catch (java.io.IOException e) {
                return null;
            }
        }
        return value instanceof Obj object && object.own("code") instanceof Str code ? code.text() : null;
    }

    boolean isFault() {
        return fault != null;
    }

    boolean isRefusedConnection() {
        return "refused".equals(fault);
    }

    boolean isSuccess() {
        return !isFault() && status >= 200 && status < 300;
    }

    /** Whether the reference waits for ever. */
    boolean neverEnds() {
        return "stalled-body".equals(fault)
                || !isFault() && body.getBytes(StandardCharsets.UTF_8).length >= NEVER_READ_FROM;
    }

    /** When the reference knows what came of it, in milliseconds. */
    double arrival() {
        return neverEnds() ? Double.POSITIVE_INFINITY : "timeout".equals(fault) ? TIMEOUT_MILLIS : delay;
    }

    /** Rule D28: an answer that no member can have caused. */
    boolean isHeld() {
        if (isFault()) {
            return false;
        }
        if (isSuccess()) {
            String start = body.stripLeading().toLowerCase(Locale.ROOT);
            return type != null && type.toLowerCase(Locale.ROOT).contains("html") || start.startsWith("<");
        }
        return (status < 500 || status == 501)
                && !isRetried()
                && !Set.of(400, 401, 403, 413, 422).contains(status);
    }

    /** Whether a refusal says something of the member, which it may stop saying after three of them (rule D28). */
    boolean isOfTheMember() {
        return !isFault() && Set.of(400, 422).contains(status);
    }

    /** Where the reference goes instead. */
    Optional<String> redirect() {
        return isFault() || !MOVED.contains(status) ? Optional.empty() : Optional.ofNullable(location);
    }

    /** The status of the error, when the error has one. */
    Integer errorStatus() {
        return isFault() || neverEnds() ? null : status;
    }

    /** DifferenceRule D21. */
    boolean isRetried() {
        return isFault() || Set.of(408, 409, 423, 425, 429).contains(status) || (status >= 500 && status != 501);
    }
}
