package io.github.camelaudience.launchdarkly.core.mirror;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Sorts any number of keys by their unsigned bytes, each once: what does not fit into the room is sorted in parts on disk, which are
 * merged at the end.
 */
final class KeySorter implements AutoCloseable {

    /** What a key takes in memory besides its bytes: an array's header, its padding and the reference to it. */
    private static final int OVERHEAD = 32;

    private static final int BUFFER = 1 << 15;

    private final Path folder;
    private final long room;
    private final List<Path> parts = new ArrayList<>();
    private List<byte[]> held = new ArrayList<>();
    private long size;

    /**
     * Begins with nothing.
     *
     * @param folder of the parts
     * @param room   bytes of memory to sort in
     */
    KeySorter(Path folder, long room) {
        this.folder = folder;
        this.room = room;
    }

    /**
     * Tells of keys in a file.
     *
     * @param count  how many there are
     * @param digest SHA-256 of all in their order
     */
    record Sorted(long count, String digest) {}

    void add(byte[] key) throws IOException {
        held.add(key);
        size += key.length + OVERHEAD;
        if (size > room) {
            spill();
        }
    }

    private void spill() throws IOException {
        Path part = folder.resolve("part-" + parts.size());
        parts.add(part);
        try (Output out = new Output(part)) {
            for (byte[] key : sorted()) {
                out.write(key);
            }
        }
        held = new ArrayList<>();
        size = 0;
    }

    private byte[][] sorted() {
        byte[][] keys = held.toArray(new byte[0][]);
        Arrays.sort(keys, Arrays::compareUnsigned);
        return keys;
    }

    /** Writes all of them to a file, on disk when this returns. */
    Sorted finish(Path target) throws IOException {
        if (!parts.isEmpty() && !held.isEmpty()) {
            spill();
        }
        try (Output out = new Output(target)) {
            if (parts.isEmpty()) {
                for (byte[] key : sorted()) {
                    out.write(key);
                }
            } else {
                merge(out);
            }
            out.force();
            return new Sorted(out.count, out.digest());
        }
    }

    private void merge(Output out) throws IOException {
        PriorityQueue<StagedKeys> heads =
                new PriorityQueue<>((one, other) -> Arrays.compareUnsigned(one.current(), other.current()));
        List<StagedKeys> open = new ArrayList<>();
        try {
            for (Path part : parts) {
                StagedKeys keys = new StagedKeys(part, BUFFER);
                open.add(keys);
                if (keys.advance()) {
                    heads.add(keys);
                }
            }
            while (!heads.isEmpty()) {
                StagedKeys least = heads.poll();
                out.write(least.current());
                if (least.advance()) {
                    heads.add(least);
                }
            }
        } finally {
            for (StagedKeys keys : open) {
                keys.close();
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (Path part : parts) {
            Files.deleteIfExists(part);
        }
    }

    /** A file of keys in order, in which none comes twice. */
    private static final class Output implements AutoCloseable {
        private final FileChannel channel;
        private final DataOutputStream out;
        private final MessageDigest sha256;
        private byte[] last;
        private long count;

        Output(Path file) throws IOException {
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
            out = new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel), 2 * BUFFER));
            try {
                sha256 = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has SHA-256", e);
            }
        }

        void write(byte[] key) throws IOException {
            if (last != null && Arrays.equals(last, key)) {
                return;
            }
            last = key;
            count++;
            out.writeShort(key.length);
            out.write(key);
            sha256.update((byte) (key.length >> Byte.SIZE));
            sha256.update((byte) key.length);
            sha256.update(key);
        }

        void force() throws IOException {
            out.flush();
            channel.force(true);
        }

        String digest() {
            return HexFormat.of().formatHex(sha256.digest());
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
