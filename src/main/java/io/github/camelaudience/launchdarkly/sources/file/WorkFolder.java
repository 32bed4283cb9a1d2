package io.github.camelaudience.launchdarkly.sources.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Arrays;

/** The folder in which it is kept how far files are, and which of their rows were rejected. Knows what is wrong with it. */
final class WorkFolder {

    private static final String PROGRESS = ".progress";
    private static final byte[] SOME_BYTES = new byte[4096];

    private final Path folder;
    private volatile String problem;

    WorkFolder(Path folder) {
        this.folder = folder;
    }

    /** The files beside one with this name. */
    CheckpointFiles of(String fileName) throws IOException {
        return CheckpointFiles.in(folder, fileName);
    }

    /** Nothing can be kept here. */
    void failed(IOException cause) {
        problem = words(cause);
    }

    /** Something was kept here. */
    void worked() {
        problem = null;
    }

    /** What is wrong with it now, in the words of the operating system; {@code null} if nothing is. */
    String problem() {
        try {
            Path progress = Files.createDirectories(folder.resolve(PROGRESS));
            if (!Files.isWritable(progress)) {
                throw new AccessDeniedException(progress.toString());
            }
            if (problem != null) {
                tryToWrite(progress);
            }
            problem = null;
        } catch (IOException e) {
            problem = words(e);
        }
        return problem;
    }

    private static void tryToWrite(Path progress) throws IOException {
        Path file = Files.createTempFile(progress, "writable", null);
        try {
            byte[] bytes = SOME_BYTES.clone();
            Arrays.fill(bytes, (byte) 'x');
            Files.write(file, bytes);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** What the operating system says: some exceptions have it in the name of their class only. */
    static String words(IOException exception) {
        if (!(exception instanceof FileSystemException e) || e.getReason() != null) {
            return exception.getMessage() == null ? exception.getClass().getSimpleName() : exception.getMessage();
        }
        String words = e instanceof AccessDeniedException
                ? "Permission denied"
                : e instanceof NoSuchFileException
                        ? "No such file or directory"
                        : e instanceof FileAlreadyExistsException || e instanceof NotDirectoryException
                                ? "Not a directory"
                                : e.getClass().getSimpleName();
        return e.getFile() + ": " + words;
    }
}
