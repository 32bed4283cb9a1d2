package io.github.camelaudience.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs the parts of the bench, each in a JVM of its own with a heap that does not grow. */
public final class Bench {

    private Bench() {}

    /** A part: what is measured, and the block of the page that it writes. */
    public enum Part {
        compare(SpeedBench.class, "2g"),
        quick(SpeedBench.class, "700m"),
        growth(GrowthBench.class, "2g"),
        known(KnownBench.class, "2g"),
        latency(LatencyBench.class, "700m"),
        start(StartBench.class, "100m");

        private final Class<?> program;
        private final String heap;

        Part(Class<?> program, String heap) {
            this.program = program;
            this.heap = heap;
        }

        /** Makes a process of it, with the system properties of this one that begin with {@code bench.}. */
        public ProcessBuilder process() {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xms" + heap,
                    "-Xmx" + heap,
                    "-XX:+AlwaysPreTouch",
                    "-cp",
                    System.getProperty("java.class.path")));
            System.getProperties().stringPropertyNames().stream()
                    .filter(name -> name.startsWith("bench."))
                    .forEach(name -> command.add("-D" + name + "=" + System.getProperty(name)));
            command.add(program.getName());
            command.add(name());
            return new ProcessBuilder(command).redirectErrorStream(true);
        }
    }

    /** Runs the parts that the argument names, separated by commas, or all of them; ends with 1 when one fails. */
    public static void main(String[] args) throws Exception {
        List<Part> parts = args.length == 0 || args[0].isBlank()
                ? List.of(Part.values())
                : Arrays.stream(args[0].split(",")).map(Part::valueOf).toList();
        boolean failed = false;
        for (Part part : parts) {
            System.out.println("== " + part);
            failed |= part.process().inheritIO().start().waitFor() != 0;
        }
        System.exit(failed ? 1 : 0);
    }
}
