package io.github.camelaudience.launchdarkly.core.launchdarkly;

/**
 * LaunchDarkly's error body, {@code {"code","message","id"}}; its members may all be missing.
 *
 * @param code      for example {@code invalid_request}, or {@code null}
 * @param message   one printable line of at most 200 characters, or {@code null}
 * @param requestId the id to quote to LaunchDarkly's support, or {@code null}
 */
public record ApiError(String code, String message, String requestId) {

    /** Nothing was said. */
    public static final ApiError NONE = new ApiError(null, null, null);

    public String describe() {
        StringBuilder text = new StringBuilder();
        append(text, ", code ", code);
        append(text, ", message ", message);
        append(text, ", request id ", requestId);
        return text.toString();
    }

    /** The same without the message. */
    String describeWithoutMessage() {
        return new ApiError(code, null, requestId).describe();
    }

    private static void append(StringBuilder text, String label, String value) {
        if (value != null) {
            text.append(label).append(value);
        }
    }
}
