package io.github.camelaudience.launchdarkly.core.mapping;

import java.util.List;
import java.util.stream.Collectors;

/** Says that a mapping cannot be used. Holds every mistake of the document, not only the first. */
public final class InvalidMappingException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final transient List<Mistake> mistakes;

    /**
     * Tells of one mistake.
     *
     * @param path    where, as a JSON path into the mapping
     * @param problem what was found and what was expected
     */
    public record Mistake(String path, String problem) {
        @Override
        public String toString() {
            return path + ": " + problem;
        }
    }

    InvalidMappingException(List<Mistake> mistakes) {
        super(mistakes.stream()
                .map(Mistake::toString)
                .collect(Collectors.joining(
                        System.lineSeparator() + "  ", "mapping:" + System.lineSeparator() + "  ", "")));
        this.mistakes = List.copyOf(mistakes);
    }

    /** Returns all mistakes in the order of the document. */
    public List<Mistake> getMistakes() {
        return mistakes;
    }
}
