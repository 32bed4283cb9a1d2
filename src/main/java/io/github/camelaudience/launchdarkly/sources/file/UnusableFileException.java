package io.github.camelaudience.launchdarkly.sources.file;

/**
 * Tells that a file cannot be taken to its end, for what it holds or because it cannot be kept how far it is. What was
 * accepted of it stays accepted. The message holds nothing of the file's content.
 */
public final class UnusableFileException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnusableFileException(String message) {
        super(message);
    }

    UnusableFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
