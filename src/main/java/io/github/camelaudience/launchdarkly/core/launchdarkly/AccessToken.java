package io.github.camelaudience.launchdarkly.core.launchdarkly;

import java.util.Objects;
import java.util.regex.Pattern;

/** Holds a LaunchDarkly access token, which cannot be printed by accident. */
public final class AccessToken {

    /** LaunchDarkly's Terraform provider checks client-side IDs so. They cannot call the REST API. */
    private static final Pattern CLIENT_SIDE_ID = Pattern.compile("[0-9a-fA-F]{24}");

    private final String value;

    /**
     * Takes a token as it is given.
     *
     * @throws IllegalArgumentException when it cannot be an access token; the message never holds the token
     */
    public AccessToken(String value) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("accessToken is required: a LaunchDarkly access token");
        }
        if (value.startsWith("sdk-")) {
            throw new IllegalArgumentException(
                    "accessToken is an SDK key; LaunchDarkly's REST API needs an access token, preferably a service token");
        }
        if (value.startsWith("mob-")) {
            throw new IllegalArgumentException("accessToken is a mobile key; LaunchDarkly's REST API needs an access"
                    + " token, preferably a service token");
        }
        if (CLIENT_SIDE_ID.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "accessToken is a client-side ID (24 hexadecimal digits); LaunchDarkly's REST"
                            + " API needs an access token, preferably a service token");
        }
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) <= ' ' || value.charAt(i) > '~') {
                throw new IllegalArgumentException(
                        "accessToken has a character at position " + i + " that cannot stand in an HTTP header");
            }
        }
        this.value = value;
    }

    /** Gives the token itself, for the {@code Authorization} header. */
    public String reveal() {
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AccessToken that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return Objects.hash(value);
    }

    @Override
    public String toString() {
        return "***";
    }
}
