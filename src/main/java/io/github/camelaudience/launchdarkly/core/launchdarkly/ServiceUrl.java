package io.github.camelaudience.launchdarkly.core.launchdarkly;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/** Checks a base URL that a token may be sent to. */
public final class ServiceUrl {

    private static final String EXAMPLE = "https://app.launchdarkly.com";

    /** What is taken for a scheme that is none. */
    private static final Pattern HOST_AND_PORT = Pattern.compile("[\\w.-]+:\\d|\\[[0-9a-fA-F:]+]");

    private ServiceUrl() {}

    /**
     * Returns the URL without a slash at its end.
     *
     * @throws IllegalArgumentException naming the option, unless it is {@code https}, or {@code http} to loopback, and has no path
     */
    public static String check(String option, String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            if (HOST_AND_PORT.matcher(url).lookingAt()) {
                throw withoutScheme(option);
            }
            // without the cause, which shows the URL and with it what may stand before the host
            throw new IllegalArgumentException(
                    option + " is not a URL: " + e.getReason() + " at index " + e.getIndex());
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (scheme.isEmpty() || uri.isOpaque()) {
            throw withoutScheme(option);
        }
        if (uri.getHost() == null || uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException(option + " must have a host and no user information");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException(option + " must have no query and no fragment");
        }
        if (!uri.getRawPath().isEmpty() && !uri.getRawPath().equals("/")) {
            throw new IllegalArgumentException(
                    option + " must have no path, because LaunchDarkly's paths are added to it: such as " + EXAMPLE);
        }
        if (!scheme.equals("https") && !(scheme.equals("http") && isLoopback(uri.getHost()))) {
            throw new IllegalArgumentException(
                    option + " must be https, because the access token is sent there; http is for loopback only");
        }
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    private static IllegalArgumentException withoutScheme(String option) {
        return new IllegalArgumentException(
                option + " must begin with https:// (or http:// for loopback), such as " + EXAMPLE);
    }

    private static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
    }
}
