package io.github.camelaudience.launchdarkly.sources.file;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.camelaudience.launchdarkly.core.json.ReplacedFile;
import io.github.camelaudience.launchdarkly.core.json.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** What is kept on disk of one file: how far it is, and its rejected rows. */
final class CheckpointFiles {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();
    private static final int MAX_NAME = 120;

    private final Path progress;
    private final Path rejected;
    private boolean unforced;

    private CheckpointFiles(Path progress, Path rejected) {
        this.progress = progress;
        this.rejected = rejected;
    }

    /** Those of the file with this name, in a folder that may not exist yet. */
    static CheckpointFiles in(Path workFolder, String fileName) throws IOException {
        String safe = safe(fileName);
        Path progress = workFolder.resolve(".progress");
        Files.createDirectories(progress);
        return new CheckpointFiles(
                progress.resolve(safe + ".json"), workFolder.resolve("rejected").resolve(safe + ".rejected"));
    }

    /** Names of objects hold slashes and whatever else; two names never become one. */
    private static String safe(String name) {
        StringBuilder safe = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9';
            if (plain || b == '-' || b == '_' || b == ' ' || b == '.' && !safe.isEmpty()) {
                safe.append((char) b);
            } else {
                safe.append(String.format("%%%02X", b));
            }
        }
        if (safe.length() <= MAX_NAME) {
            return safe.toString();
        }
        return safe.substring(0, MAX_NAME) + '~' + Sha256.hex(name.getBytes(StandardCharsets.UTF_8));
    }

    Path rejected() {
        return rejected;
    }

    boolean hasMark() {
        return Files.exists(progress);
    }

    /** The mark that was saved last; {@code null} if it cannot be understood. */
    Checkpoint load() throws IOException {
        try {
            return JSON.readValue(Files.readAllBytes(progress), Checkpoint.class);
        } catch (JacksonException e) {
            return null;
        }
    }

    /** Replaces the mark as a whole, on disk when this returns, and so are the rejected rows that belong to it. */
    void save(Checkpoint mark) throws IOException {
        forceRejected();
        ReplacedFile.write(progress, JSON.writeValueAsBytes(mark));
    }

    /** The file is done: its mark goes, its rejected rows are on disk. */
    void forget() throws IOException {
        forceRejected();
        Files.deleteIfExists(progress);
    }

    private void forceRejected() throws IOException {
        if (unforced) {
            try (FileChannel out = FileChannel.open(rejected, StandardOpenOption.WRITE)) {
                out.force(true);
            }
            unforced = false;
        }
    }

    long rejectedBytes() throws IOException {
        return Files.exists(rejected) ? Files.size(rejected) : 0;
    }

    /** Takes back the rows that were written after the last mark was saved: they come again. */
    void cutRejected(long bytes) throws IOException {
        if (rejectedBytes() > bytes) {
            try (FileChannel out = FileChannel.open(rejected, StandardOpenOption.WRITE)) {
                out.truncate(bytes);
            }
        }
    }

    /** Adds rows, on disk with the next mark; answers the length of all. */
    long appendRejected(List<RejectedRow> rows) throws IOException {
        if (rows.isEmpty()) {
            return rejectedBytes();
        }
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (RejectedRow row : rows) {
            lines.write(JSON.writeValueAsBytes(row));
            lines.write('\n');
        }
        Files.createDirectories(rejected.getParent());
        try (FileChannel out = FileChannel.open(
                rejected, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            ReplacedFile.writeFully(out, lines.toByteArray());
            unforced = true;
            return out.size();
        }
    }
}
