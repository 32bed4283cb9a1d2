package io.github.camelaudience.launchdarkly.core.launchdarkly.rest;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Makes the key of an audience's segment: a template with {@code {audienceId}} in it, such as {@code segment-{audienceId}}. Two
 * audiences never get one key: an id whose characters all fit stands as it is, and a character that a key cannot have becomes
 * {@code .u}, its code in hexadecimal digits, and a dot. Where an id itself has {@code .u}, its dot is written so, too.
 */
public final class SegmentKeyRule {

    /** Stands for the audience's id. */
    public static final String PLACEHOLDER = "{audienceId}";

    /** The rule by default; it is none that synced segments are known to have. */
    public static final String DEFAULT = "segment-" + PLACEHOLDER;

    /** LaunchDarkly's Terraform provider checks keys of segments so. How long one may be is not documented. */
    private static final Pattern KEY = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]*");

    /** What could be taken for a mapped first character, which has no dot before it. */
    private static final Pattern LIKE_A_MAPPED_HEAD = Pattern.compile("u[0-9a-f]+[^0-9a-zA-Z_-].*", Pattern.DOTALL);

    private final String before;
    private final String after;

    private SegmentKeyRule(String before, String after) {
        this.before = before;
        this.after = after;
    }

    /**
     * Compiles a rule.
     *
     * @throws IllegalArgumentException when it makes no keys, or one key for several audiences
     */
    public static SegmentKeyRule of(String template) {
        int at = template == null ? -1 : template.indexOf(PLACEHOLDER);
        if (at < 0 || template.indexOf(PLACEHOLDER, at + 1) >= 0) {
            throw new IllegalArgumentException("segmentKey must have " + PLACEHOLDER + " in it once, as " + DEFAULT
                    + " has: without it all audiences would be one segment");
        }
        String before = template.substring(0, at);
        String after = template.substring(at + PLACEHOLDER.length());
        if (!KEY.matcher(before + "x" + after).matches()) {
            throw new IllegalArgumentException("segmentKey makes no key of a segment: around " + PLACEHOLDER
                    + " it may have letters, digits, and _ . - (no other placeholder), and must begin with a letter or digit but"
                    + " was: " + template);
        }
        return new SegmentKeyRule(before, after);
    }

    /** Gives the key of an audience's segment. */
    public String keyOf(String audienceId) {
        StringBuilder key = new StringBuilder(before);
        for (int i = 0; i < audienceId.length(); i++) {
            char c = audienceId.charAt(i);
            boolean head = before.isEmpty() && i == 0;
            if (head
                    ? isLetterOrDigit(c)
                            && !LIKE_A_MAPPED_HEAD.matcher(audienceId).matches()
                    : fits(c, audienceId, i)) {
                key.append(c);
            } else {
                key.append(head ? "u" : ".u").append(Integer.toHexString(c)).append('.');
            }
        }
        return key.append(after).toString();
    }

    /** Gives the audience whose segment has this key, if the id stands in it as it is. */
    public Optional<String> audienceOf(String segmentKey) {
        if (!segmentKey.startsWith(before)
                || !segmentKey.endsWith(after)
                || segmentKey.length() <= before.length() + after.length()) {
            return Optional.empty();
        }
        String audienceId = segmentKey.substring(before.length(), segmentKey.length() - after.length());
        return keyOf(audienceId).equals(segmentKey) ? Optional.of(audienceId) : Optional.empty();
    }

    private static boolean fits(char c, String id, int at) {
        return isLetterOrDigit(c) || c == '_' || c == '-' || c == '.' && !id.startsWith("u", at + 1);
    }

    private static boolean isLetterOrDigit(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }
}
