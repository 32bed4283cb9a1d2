package io.github.camelaudience.launchdarkly.core.membership;

/** Knows what LaunchDarkly accepts as a context kind (its Java SDK's {@code ContextKind}; rule D12). */
public final class ContextKind {

    /** Says what {@link #isValid} asks for, to follow "must be". */
    public static final String EXPECTED = "ASCII letters, digits, '.', '_' or '-', and neither 'kind' nor 'multi'";

    private ContextKind() {}

    /**
     * Tells whether {@code kind} is made of ASCII letters, digits, {@code .}, {@code _}, {@code -}, and is not
     * reserved.
     */
    public static boolean isValid(String kind) {
        if (kind.isEmpty() || kind.equals("kind") || kind.equals("multi")) {
            return false;
        }
        for (int i = 0; i < kind.length(); i++) {
            char c = kind.charAt(i);
            boolean allowed = c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || c >= '0' && c <= '9'
                    || c == '.'
                    || c == '_'
                    || c == '-';
            if (!allowed) {
                return false;
            }
        }
        return true;
    }
}
