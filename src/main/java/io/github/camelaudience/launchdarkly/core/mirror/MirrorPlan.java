package io.github.camelaudience.launchdarkly.core.mirror;

import java.util.Locale;

/**
 * Tells what a mirror would change.
 *
 * @param enter   how many become members
 * @param exit    how many leave
 * @param same    how many are members and stay
 * @param newer   how many differ and stay as they are, because something newer than the snapshot was accepted
 * @param members how many members are known
 * @param seeded  whether these are all that LaunchDarkly has
 * @param removes whether those that should leave do
 */
public record MirrorPlan(long enter, long exit, long same, long newer, long members, boolean seeded, boolean removes) {

    /** Counts the changes that it sends. */
    public long changes() {
        return enter + (removes ? exit : 0);
    }

    /** Says it in a few words: {@code +3 -1 =9, 2 newer}. */
    public String words() {
        return String.format(Locale.ROOT, "+%,d -%,d =%,d, %,d newer", enter, exit, same, newer);
    }
}
