package io.github.camelaudience.demo;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Is a folder that one demo has for itself: two would take each other's files out of one inbox. */
final class WorkFolder implements AutoCloseable {

    private static final int MOST = 100;

    private final Path path;
    private final FileChannel channel;

    private WorkFolder(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Takes the usual folder, or if another demo has it one beside it, with a number. */
    static WorkFolder take(Path usual) throws IOException {
        for (int i = 1; i <= MOST; i++) {
            Path folder = i == 1 ? usual : usual.resolveSibling(usual.getFileName() + "-" + i);
            Files.createDirectories(folder);
            FileChannel channel =
                    FileChannel.open(folder.resolve(".running"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lock(channel) != null) {
                return new WorkFolder(folder, channel);
            }
            channel.close();
        }
        throw new IllegalStateException(MOST + " demos run already, beside " + usual);
    }

    private static FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // by this process
        }
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
