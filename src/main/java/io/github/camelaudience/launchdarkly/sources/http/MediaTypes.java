package io.github.camelaudience.launchdarkly.sources.http;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Compares media types as RFC 9110 says: in any case, whatever their parameters, with optional white space around. */
final class MediaTypes {

    private final Set<String> types;

    private MediaTypes(Set<String> types) {
        this.types = types;
    }

    /**
     * Reads a list.
     *
     * @param list separated by commas, without parameters
     * @throws IllegalArgumentException when there is none in it
     */
    static MediaTypes of(String list) {
        Set<String> types = Arrays.stream((list == null ? "" : list).split(","))
                .map(MediaTypes::essence)
                .filter(type -> !type.isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        if (types.isEmpty()) {
            throw new IllegalArgumentException("mediaTypes must not be blank");
        }
        return new MediaTypes(types);
    }

    /** Whether the value of a {@code Content-Type} is one of them. */
    boolean contain(String contentType) {
        return types.contains(essence(contentType));
    }

    /** Type and subtype, without parameters. */
    private static String essence(String contentType) {
        int semicolon = contentType.indexOf(';');
        return (semicolon < 0 ? contentType : contentType.substring(0, semicolon))
                .strip()
                .toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return String.join(" or ", types);
    }
}
