package io.github.camelaudience.fuzz;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs every fuzz target for so many seconds, each in a Java of its own, and ends with one line. A finding goes to
 * {@code target/fuzz}; it fails the run.
 */
public final class FuzzRun {

    private static final String PACKAGE = "io.github.camelaudience.launchdarkly.";
    private static final List<String> TARGETS = List.of(
            "core.segment.ReaderFuzz",
            "core.segment.FamiliarFuzz",
            "core.segment.PlantedFuzz",
            "core.segment.VerdictFuzz",
            "core.segment.MappingFuzz",
            "core.trigger.TriggerFuzz",
            "core.launchdarkly.AnswerFuzz",
            "sources.file.CsvFuzz");
    private static final String UNITS = "stat::number_of_executed_units:";

    private FuzzRun() {}

    /** Arguments: seconds for each target, the project's folder, perhaps the only targets to run. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path base = Path.of(args[1]);
        List<String> only = List.of(args).subList(2, args.length);
        long inputs = 0;
        List<String> failed = new ArrayList<>();
        for (String target : TARGETS) {
            if (!only.isEmpty() && !only.contains(target)) {
                continue;
            }
            long executed = run(target, args[0], base);
            inputs += Math.abs(executed);
            System.out.println(target + ": " + Math.abs(executed) + " inputs" + (executed <= 0 ? ", FAILED" : ""));
            if (executed <= 0) {
                failed.add(target);
            }
        }
        System.out.println(
                "fuzz: " + inputs + " inputs, " + (failed.isEmpty() ? "no finding" : "findings in " + failed));
        if (!failed.isEmpty()) {
            System.exit(1);
        }
    }

    /** How many inputs were tried; negative or zero when the target failed. */
    private static long run(String target, String seconds, Path base) throws IOException, InterruptedException {
        Path work = base.resolve("target/fuzz").resolve(target);
        Path corpus = Files.createDirectories(work.resolve("corpus"));
        Path log = work.resolve("log.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-Xss512k",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + PACKAGE + target,
                        "--instrumentation_includes=io.github.camelaudience.**:com.fasterxml.jackson.core.json.**",
                        "--custom_hook_includes=io.github.camelaudience.**",
                        "--reproducer_path=" + work,
                        "-artifact_prefix=" + work + "/",
                        "-dict=" + base.resolve("src/fuzz/dictionary.txt"),
                        "-timeout=30",
                        "-max_len=2000",
                        "-print_final_stats=1",
                        "-max_total_time=" + seconds,
                        corpus.toString(),
                        base.resolve("src/fuzz/seeds").resolve(target).toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        int exit = process.waitFor();
        long units = 0;
        try (BufferedReader lines = Files.newBufferedReader(log, java.nio.charset.StandardCharsets.ISO_8859_1)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(UNITS)) {
                    units = Long.parseLong(line.substring(UNITS.length()).strip());
                }
            }
        }
        if (exit != 0) {
            System.out.println("see " + log);
        }
        return exit == 0 ? units : -units;
    }
}
