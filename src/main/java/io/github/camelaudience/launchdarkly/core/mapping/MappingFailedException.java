package io.github.camelaudience.launchdarkly.core.mapping;

import java.util.Objects;

/**
 * Says that a mapping could not be evaluated on one message. The message is rejected, its neighbours are not touched.
 */
public final class MappingFailedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String path;

    /**
     * Tells of a failure of one directive.
     *
     * @param path   where, as a JSON path into the mapping, such as {@code $.segment_user_id.@template}
     * @param detail what was wrong; must hold no identifier of a person
     */
    public MappingFailedException(String path, String detail) {
        super(detail, null, false, false);
        this.path = Objects.requireNonNull(path, "path");
    }

    public String getPath() {
        return path;
    }
}
