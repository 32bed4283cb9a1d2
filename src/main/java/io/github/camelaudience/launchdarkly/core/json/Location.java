package io.github.camelaudience.launchdarkly.core.json;

import java.util.Objects;

/**
 * Tells where in a document something stands. Its path is written only when someone asks for it.
 *
 * @param container JSON path of what holds it: {@code $} when it stands alone or in the top array
 * @param index     position in that container, from 0, or {@link #NOT_INDEXED}
 */
public record Location(String container, int index) {

    /** It is no element of an array: the container is its own path. */
    public static final int NOT_INDEXED = -1;

    /** The whole document. */
    public static final Location DOCUMENT = of("$");

    public Location {
        Objects.requireNonNull(container, "container");
    }

    /** Returns the location that has this path. */
    public static Location of(String path) {
        return new Location(path, NOT_INDEXED);
    }

    /** Returns the JSON path, for example {@code $}, {@code $[3]} or {@code $.batch[0]}. */
    public String path() {
        return index == NOT_INDEXED ? container : container + "[" + index + "]";
    }
}
