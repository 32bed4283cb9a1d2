package io.github.camelaudience.launchdarkly.core.mirror;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.camelaudience.launchdarkly.core.json.ReplacedFile;
import io.github.camelaudience.launchdarkly.core.json.Sha256;
import io.github.camelaudience.launchdarkly.core.membership.AudienceKey;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** Holds the folder of one audience: the keys of its set, and how far that is. They are of people: only the owner of the process reads them. */
final class StagingFolder implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private static final String RUN = "run.json";
    private static final String KEYS = "keys-";

    private final Path folder;
    private final FileChannel lockFile;

    private StagingFolder(Path folder, FileChannel lockFile) {
        this.folder = folder;
        this.lockFile = lockFile;
    }

    /**
     * Takes the folder of an audience below another.
     *
     * @throws MirrorException when a mirror of this audience is under way
     */
    static StagingFolder open(Path below, AudienceKey audience) throws IOException {
        String name = String.join("\0", audience.environment(), audience.contextKind(), audience.audienceId());
        Path folder =
                below.resolve(Sha256.hex(name.getBytes(StandardCharsets.UTF_8)).substring(0, 32));
        Files.createDirectories(folder);
        if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
        FileChannel lockFile =
                FileChannel.open(folder.resolve("LOCK"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = lockFile.tryLock();
        } catch (OverlappingFileLockException e) {
            // this process has it
        }
        if (lock == null) {
            lockFile.close();
            throw new MirrorException("the audience " + audience.audienceId()
                    + " is being mirrored already: its staged keys are in use in " + folder);
        }
        StagingFolder staging = new StagingFolder(folder, lockFile);
        staging.clear();
        return staging;
    }

    /** What a process that died has left: parts, and keys of no run, or of one that is done. */
    private void clear() throws IOException {
        String kept = saved().filter(run -> run.phase() != StagedRun.Phase.DONE)
                .map(run -> KEYS + run.id())
                .orElse("");
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "{part-*,*.next,keys-*}")) {
            for (Path file : files) {
                if (!file.getFileName().toString().equals(kept)) {
                    Files.delete(file);
                }
            }
        }
    }

    Path folder() {
        return folder;
    }

    /** Gives the file of keys that are being staged. */
    Path staging() {
        return folder.resolve("keys.next");
    }

    /** Gives the file of keys of a run. */
    Path keysOf(StagedRun run) {
        return folder.resolve(KEYS + run.id());
    }

    /** Gives the run that was saved last; what cannot be understood is none. */
    Optional<StagedRun> saved() throws IOException {
        Path file = folder.resolve(RUN);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(Files.readAllBytes(file), StagedRun.class));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    /** Keeps what was staged as the keys of a run, in place of those before. */
    void keep(StagedRun run) throws IOException {
        Files.move(staging(), keysOf(run), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        save(run);
        clear();
    }

    void save(StagedRun run) throws IOException {
        ReplacedFile.write(folder.resolve(RUN), JSON.writeValueAsBytes(run));
    }

    /** Forgets the keys of a run that is done: they are of people. */
    void done(StagedRun run) throws IOException {
        save(run.done());
        Files.deleteIfExists(keysOf(run));
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
