package io.github.camelaudience.launchdarkly.core.verdict;

import io.github.camelaudience.launchdarkly.core.membership.Text;
import io.github.camelaudience.launchdarkly.core.membership.Wildcard;
import java.util.ArrayList;
import java.util.List;

/**
 * Says which audiences are synced (rule D35): those that are allowed, by their id or key, and of these all that are not denied. A
 * star in an entry stands for any text.
 *
 * @param allowed the audiences that may pass; empty for all
 * @param denied  the audiences that may not, whether allowed or not
 */
public record AudienceLists(List<Wildcard> allowed, List<Wildcard> denied) {

    /** Lets every audience pass. */
    public static final AudienceLists ALL = new AudienceLists(List.of(), List.of());

    /** Keeps copies. */
    public AudienceLists {
        allowed = List.copyOf(allowed);
        denied = List.copyOf(denied);
    }

    /**
     * Reads both options.
     *
     * @param allow ids and keys with commas between them; {@code null} for all audiences
     * @param deny  likewise; {@code null} for none
     * @throws IllegalArgumentException when an entry is blank; the message begins with the option's name
     */
    public static AudienceLists of(String allow, String deny) {
        return allow == null && deny == null
                ? ALL
                : new AudienceLists(entries("allowAudiences", allow), entries("denyAudiences", deny));
    }

    private static List<Wildcard> entries(String option, String list) {
        List<Wildcard> entries = new ArrayList<>();
        if (list != null) {
            for (String entry : list.split(",", -1)) {
                if (Text.isBlank(entry)) {
                    throw new IllegalArgumentException(option
                            + " must be ids or keys of audiences with commas between them, such as vip_users,trial_*, but"
                            + " has an entry that is blank: " + list);
                }
                entries.add(Wildcard.of(entry.strip()));
            }
        }
        return entries;
    }

    /** Tells whether an audience of this id and key is synced. */
    public boolean admit(String audienceId, String audienceKey) {
        return (allowed.isEmpty() || anyMatches(allowed, audienceId, audienceKey))
                && !anyMatches(denied, audienceId, audienceKey);
    }

    private static boolean anyMatches(List<Wildcard> entries, String audienceId, String audienceKey) {
        for (Wildcard entry : entries) {
            if (entry.matches(audienceId) || entry.matches(audienceKey)) {
                return true;
            }
        }
        return false;
    }
}
