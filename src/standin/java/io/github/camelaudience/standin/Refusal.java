package io.github.camelaudience.standin;

import java.util.Objects;

/**
 * Says no in LaunchDarkly's form.
 *
 * @param status  the status, 400 to 499
 * @param code    the member {@code code} of the error document
 * @param message the member {@code message}
 */
public record Refusal(int status, String code, String message) {

    /** What an environment with segment approvals answers to a change of targets, seen in LaunchDarkly's own Terraform provider. */
    public static final Refusal APPROVAL_REQUIRED = new Refusal(403, "forbidden", "approval is required");

    /** What is answered to a segment key that exists, seen likewise. */
    public static final Refusal KEY_EXISTS = new Refusal(409, "key_exists", "Duplicate segment key");

    public Refusal {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(message, "message");
        if (status < 400 || status > 499) {
            throw new IllegalArgumentException("status must be 400..499 but is " + status);
        }
    }
}
