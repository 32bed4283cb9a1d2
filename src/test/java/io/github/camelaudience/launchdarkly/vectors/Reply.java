package io.github.camelaudience.launchdarkly.vectors;

import io.github.camelaudience.launchdarkly.vectors.Js.Num;
import io.github.camelaudience.launchdarkly.vectors.Js.Obj;
import io.github.camelaudience.launchdarkly.vectors.Js.Str;
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
 */
record Reply(int status, String fault, String location, String code) {

    static final Reply NO_CONTENT = new Reply(204, null, null, null);

    private static final int TIMEOUT_MILLIS = 10_000;
    private static final Set<Integer> MOVED = Set.of(301, 302, 303, 307, 308);

    /** Reads a reply of the file. */
    static Reply of(Obj reply) {
        String fault = reply.own("fault") instanceof Str text ? text.text() : null;
        if (reply.own("delayMs") instanceof Num delay && delay.value() >= TIMEOUT_MILLIS) {
            fault = "timeout";
        }
        String location = null;
        if (reply.own("headers") instanceof Obj headers) {
            for (String name : headers.keys()) {
                if (name.toLowerCase(Locale.ROOT).equals("location")) {
                    location = JsText.of(headers.own(name));
                }
            }
        }
        int status = reply.own("status") instanceof Num number ? (int) number.value() : 200;
        return new Reply(status, fault, location, code(reply.own("body")));
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

    /** Where the reference goes instead. */
    Optional<String> redirect() {
        return isFault() || !MOVED.contains(status) ? Optional.empty() : Optional.ofNullable(location);
    }

    /** The status of the error, when the error has one. */
    Integer errorStatus() {
        return isFault() ? null : status;
    }

    /** DifferenceRule D21. */
    boolean isRetried() {
        return isFault() || Set.of(408, 409, 423, 425, 429).contains(status) || (status >= 500 && status != 501);
    }
}
