package io.github.camelaudience.launchdarkly.core.membership;

import java.util.Locale;

/** Makes the name that LaunchDarkly shows for an audience of its key, as Segment's own destination makes it. */
public final class AudienceName {

    private AudienceName() {}

    /**
     * Returns the key with its first UTF-16 unit upper-cased and every {@code _} a space. Where that leaves only white
     * space, the audience id is the name (rule D11), because LaunchDarkly requires one.
     */
    public static String of(String audienceKey, String audienceId) {
        if (audienceKey.isEmpty()) {
            return audienceId;
        }
        String name =
                (audienceKey.substring(0, 1).toUpperCase(Locale.ROOT) + audienceKey.substring(1)).replace('_', ' ');
        return Text.isBlank(name) ? audienceId : name;
    }
}
