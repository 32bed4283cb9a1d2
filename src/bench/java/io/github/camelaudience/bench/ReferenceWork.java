package io.github.camelaudience.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Segment's own destination on Node, in a process of its own, which counts its own CPU time. It gets each array as one
 * batch.
 */
final class ReferenceWork implements Contender, AutoCloseable {

    private final Process node;
    private final ServerProcess server;
    private final PrintWriter in;
    private final BufferedReader out;
    private final Path folder;

    private ReferenceWork(Process node, ServerProcess server) throws IOException {
        this.node = node;
        this.server = server;
        this.in = new PrintWriter(node.getOutputStream(), true, StandardCharsets.UTF_8);
        this.out = new BufferedReader(new InputStreamReader(node.getInputStream(), StandardCharsets.UTF_8));
        this.folder = Files.createTempDirectory("reference");
    }

    /** Starts it, if Node is there and {@code npm install} has been run in the folder of {@code package.json}. */
    static Optional<ReferenceWork> start(ServerProcess server, Path reference) throws IOException {
        if (!Files.isDirectory(reference.resolve("node_modules"))) {
            System.out.println(
                    "The reference destination is left out: run npm install --ignore-scripts in " + reference);
            return Optional.empty();
        }
        try {
            Process node = new ProcessBuilder("node", "run.js", server.url())
                    .directory(reference.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            return Optional.of(new ReferenceWork(node, server));
        } catch (IOException e) {
            System.out.println("The reference destination is left out: there is no program named node");
            return Optional.empty();
        }
    }

    @Override
    public String name() {
        return Contest.REFERENCE;
    }

    @Override
    public Cost run(Load load) throws Exception {
        server.reset(0);
        List<Path> files = new ArrayList<>();
        for (byte[] body : load.bodies()) {
            files.add(Files.write(folder.resolve(files.size() + ".json"), body));
        }
        long start = System.nanoTime();
        in.println();
        answer();
        files.forEach(in::println);
        in.println();
        long micros = answer();
        return new Cost((double) micros / load.messages(), Double.NaN, (System.nanoTime() - start) / 1e9);
    }

    private long answer() throws IOException {
        String line = out.readLine();
        if (line == null) {
            throw new IOException("the reference destination ended");
        }
        return Long.parseLong(line);
    }

    @Override
    public Digest result(Load load) throws Exception {
        return server.digest();
    }

    @Override
    public void close() throws IOException {
        node.destroy();
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
