package io.github.camelaudience.launchdarkly.core.mirror;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a file that {@link KeySorter} has written: each key has its length in two bytes before it. */
final class StagedKeys implements AutoCloseable {

    private final Path file;
    private final DataInputStream in;
    private byte[] current;

    StagedKeys(Path file, int buffer) throws IOException {
        this.file = file;
        this.in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), buffer));
    }

    /** Goes on to the next key; says whether there is one. */
    boolean advance() throws IOException {
        int first = in.read();
        if (first < 0) {
            current = null;
            return false;
        }
        try {
            byte[] key = new byte[first << Byte.SIZE | in.readUnsignedByte()];
            in.readFully(key);
            current = key;
            return true;
        } catch (EOFException e) {
            throw new IOException(file + " is cut short: stage the keys again", e);
        }
    }

    /** Gives the key where it stands; {@code null} at the end, and before the first. */
    byte[] current() {
        return current;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
