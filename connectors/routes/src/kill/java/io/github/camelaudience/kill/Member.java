package io.github.camelaudience.kill;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/** A process that runs the shipped Kafka route, as one member of its group. Can be killed and started again. */
final class Member implements AutoCloseable {

    private final Path folder;
    private final Path properties;
    private ChildProcess process;

    Member(Path folder, Properties overrides) throws IOException {
        this.folder = folder.toAbsolutePath();
        Files.createDirectories(this.folder);
        properties = this.folder.resolve("member.properties");
        try (Writer writer = Files.newBufferedWriter(properties)) {
            overrides.store(writer, null);
        }
    }

    void start() throws IOException {
        process = ChildProcess.start(folder, MemberMain.class, List.of("-Xmx192m"), properties.toString());
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void kill() throws InterruptedException {
        process.kill();
    }

    boolean stop(long seconds) throws InterruptedException {
        return process.stop(seconds);
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }
}
