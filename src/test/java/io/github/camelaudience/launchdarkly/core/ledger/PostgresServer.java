package io.github.camelaudience.launchdarkly.core.ledger;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.postgresql.ds.PGSimpleDataSource;
import org.tukaani.xz.XZInputStream;

/**
 * A real PostgreSQL in a folder of its own, one for all tests of a process. It refuses to run as root, so root starts it as nobody. Where
 * there are no binaries for the platform, the tests that need it are skipped.
 */
public final class PostgresServer {

    private static final String BINARIES = "/postgres-linux-x86_64.txz";
    private static final String NOBODY = "65534";
    private static final List<List<String>> AS_NOBODY = List.of(
            List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"), List.of("unshare", "-U"));

    private static PostgresServer running;
    private static int databases;

    private final Path folder;
    private final int port;
    private final List<String> asSomebody;
    private Process process;

    private PostgresServer(Path folder, int port, List<String> asSomebody) {
        this.folder = folder;
        this.port = port;
        this.asSomebody = asSomebody;
    }

    /** A database that nobody has used. */
    public static synchronized PGSimpleDataSource newDatabase() {
        Assumptions.assumeTrue(
                PostgresServer.class.getResource(BINARIES) != null
                        && System.getProperty("os.arch").equals("amd64")
                        && System.getProperty("os.name").equals("Linux"),
                "there is a PostgreSQL for Linux on amd64 only");
        if (running == null) {
            running = start();
        }
        String name = "ledger" + ++databases;
        execute(running.database("postgres"), "CREATE DATABASE " + name);
        return running.database(name);
    }

    /** A database with all that another has now; nobody may be connected to that one. */
    public static synchronized PGSimpleDataSource copyOf(PGSimpleDataSource other) {
        String name = "ledger" + ++databases;
        execute(running.database("postgres"), "CREATE DATABASE " + name + " TEMPLATE " + other.getDatabaseName());
        return running.database(name);
    }

    /** Ends the server at once, without a checkpoint, and starts it again. */
    static synchronized void restart() {
        whileAway(() -> {});
    }

    /** Ends the server at once, does something without it, and starts it again. */
    public static synchronized void whileAway(Runnable meanwhile) {
        try {
            await(new ProcessBuilder("kill", "-QUIT", Long.toString(running.process.pid())).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await(running.process);
        try {
            meanwhile.run();
        } finally {
            running.process = running.serve();
            running.awaitReady();
        }
    }

    public static void execute(PGSimpleDataSource source, String sql) {
        try (Connection connection = source.getConnection()) {
            connection.createStatement().execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static PostgresServer start() {
        try {
            Path folder = Files.createTempDirectory("ledger-postgres");
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
            PostgresServer server = new PostgresServer(folder, freePort(), asSomebody());
            Runtime.getRuntime().addShutdownHook(new Thread(server::stop));
            server.unpack();
            server.run("bin/initdb", "-A", "trust", "-U", "postgres", "-D", server.data(), "-E", "UTF-8", "--locale=C");
            server.process = server.serve();
            server.awaitReady();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** The beginning of a command that runs as somebody who is not root. */
    private static List<String> asSomebody() {
        if (!System.getProperty("user.name").equals("root")) {
            return List.of();
        }
        return AS_NOBODY.stream()
                .filter(PostgresServer::works)
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException(
                                "PostgreSQL does not run as root, and root can become nobody neither by setpriv nor by unshare here"));
    }

    private static boolean works(List<String> prefix) {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of("id", "-u"));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String id = new String(process.getInputStream().readAllBytes()).trim();
            return await(process) == 0 && !id.equals("0");
        } catch (IOException e) {
            return false;
        }
    }

    private void unpack() throws IOException {
        Process tar = new ProcessBuilder("tar", "-x", "--no-same-owner", "-C", folder.toString())
                .inheritIO()
                .redirectInput(ProcessBuilder.Redirect.PIPE)
                .start();
        try (InputStream packed = PostgresServer.class.getResourceAsStream(BINARIES);
                InputStream plain = new XZInputStream(packed);
                OutputStream out = tar.getOutputStream()) {
            plain.transferTo(out);
        }
        if (await(tar) != 0) {
            throw new IllegalStateException("PostgreSQL could not be unpacked");
        }
    }

    private ProcessBuilder command(String... command) {
        List<String> all = new ArrayList<>(asSomebody);
        all.add(folder.resolve(command[0]).toString());
        all.addAll(List.of(command).subList(1, command.length));
        return new ProcessBuilder(all)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()));
    }

    private void run(String... command) throws IOException {
        if (await(command(command).start()) != 0) {
            throw new IllegalStateException(Files.readString(folder.resolve("log")));
        }
    }

    private Process serve() {
        try {
            return command(
                            "bin/postgres",
                            "-D",
                            data(),
                            "-p",
                            Integer.toString(port),
                            "-k",
                            folder.toString(),
                            "-c",
                            "listen_addresses=127.0.0.1",
                            "-c",
                            "fsync=" + (Boolean.getBoolean("ledger.fsync") ? "on" : "off"),
                            "-c",
                            "shared_buffers=128MB",
                            "-c",
                            "max_connections=50",
                            "-c",
                            "jit=off")
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitReady() {
        Awaitility.await("PostgreSQL").atMost(Duration.ofSeconds(60)).until(this::answers);
    }

    private boolean answers() {
        if (!process.isAlive()) {
            throw new IllegalStateException("PostgreSQL has ended; " + folder.resolve("log"));
        }
        try (Connection connection = database("postgres").getConnection()) {
            return connection.isValid(5);
        } catch (SQLException e) {
            return false;
        }
    }

    private PGSimpleDataSource database(String name) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {"127.0.0.1"});
        source.setPortNumbers(new int[] {port});
        source.setUser("postgres");
        source.setDatabaseName(name);
        return source;
    }

    private void stop() {
        if (process != null) {
            process.destroy();
            try {
                process.waitFor(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            process.destroyForcibly();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted((one, other) -> other.compareTo(one))
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            // the folder is a temporary one
        }
    }

    private static int await(Process process) {
        try {
            if (process.waitFor(60, TimeUnit.SECONDS)) {
                return process.exitValue();
            }
            process.destroyForcibly();
            throw new IllegalStateException(
                    "a command does not end: " + process.info().command().orElse(""));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
