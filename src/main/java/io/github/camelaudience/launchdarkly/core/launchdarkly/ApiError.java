package io.github.camelaudience.launchdarkly.core.launchdarkly;

/**
 * Holds what LaunchDarkly's error body says, {@code {"code","message","id"}}; its members may all be missing.
 *
 * @param code      for example {@code invalid_request}, or {@code null}
 * @param message   one printable line of at most 200 characters, or {@code null}
 * @param requestId the id to quote to LaunchDarkly's support, or {@code null}
 */
public record ApiError(String code, String message, String requestId) {

    /** Says nothing. */
    public static final ApiError NONE = new ApiError(null, null, null);

    /** Says code, message and request id as far as they are there, each with a comma before it. The message may quote a context key. */
    public String describe() {
        StringBuilder text = new StringBuilder();
        append(text, ", code ", code);
        append(text, ", message ", message);
        append(text, ", request id ", requestId);
        return text.toString();
    }

    /** Says the same without the message. */
    String describeWithoutMessage() {
        return new ApiError(code, null, requestId).describe();
    }

    private static void append(StringBuilder text, String label, String value) {
        if (value != null) {
            text.append(label).append(value);
        }
    }
}
