package io.github.camelaudience.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A demo does not outlive the Maven that started it. */
class ParentWatchTest {

    /** Waits for ever. */
    static final class Waiting {

        private Waiting() {}

        public static void main(String[] args) throws InterruptedException {
            ParentWatch.start();
            System.out.println(ProcessHandle.current().pid());
            new CountDownLatch(1).await();
        }
    }

    private static String classes(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no sh")
    void endsWithTheProcessThatStartedIt() throws Exception {
        Process parent = new ProcessBuilder(
                        "sh",
                        "-c",
                        "\"$@\" & wait",
                        "sh",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classes(ParentWatch.class) + System.getProperty("path.separator") + classes(Waiting.class),
                        Waiting.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader lines = parent.inputReader(StandardCharsets.UTF_8)) {
            ProcessHandle child =
                    ProcessHandle.of(Long.parseLong(lines.readLine())).orElseThrow();
            assertThat(child.parent()).contains(parent.toHandle());
            try {
                parent.destroyForcibly().waitFor();
                assertThat(child.onExit().get(30, TimeUnit.SECONDS).isAlive()).isFalse();
            } finally {
                child.destroyForcibly();
            }
        } finally {
            parent.destroyForcibly();
        }
    }
}
