package io.github.camelaudience.launchdarkly.host;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Endpoint;
import org.apache.camel.util.URISupport;

/**
 * Shows the URI of an endpoint without its secrets. Camel masks those that it knows by their names; of an endpoint that an option names
 * no more is shown than its scheme, for its own options stand in the value, where Camel does not look for names.
 */
public final class ShownUri {

    private static final Pattern WITHIN =
            Pattern.compile("([?&](?:rejectedUri|eventsUri)=)(?:RAW\\((.*?)\\)(?=&|$)|RAW\\{(.*?)}(?=&|$)|([^&]*))");

    private ShownUri() {}

    /** Gives what may be shown. */
    public static String of(Endpoint endpoint) {
        return of(endpoint.getEndpointUri());
    }

    static String of(String uri) {
        return WITHIN.matcher(URISupport.sanitizeUri(uri))
                .replaceAll(option -> Matcher.quoteReplacement(option.group(1) + scheme(option)));
    }

    private static String scheme(MatchResult option) {
        String raw = option.group(2) != null ? option.group(2) : option.group(3);
        String within = raw != null ? raw : decoded(option.group(4));
        int colon = within.indexOf(':');
        return colon < 0 ? "xxxxxx" : within.substring(0, colon + 1) + "xxxxxx";
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
