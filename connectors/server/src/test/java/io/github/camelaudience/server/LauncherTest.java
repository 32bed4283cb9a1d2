package io.github.camelaudience.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher finds its folder from wherever and by whatever name it is called. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {

    @TempDir
    Path folder;

    private Path home;

    @BeforeEach
    void install() throws IOException {
        home = folder.toRealPath().resolve("an install");
        Files.createDirectories(home.resolve("bin"));
        executable(home.resolve("bin/audience-server"), Files.readString(Path.of("src/main/bin/audience-server")));
        Files.createDirectories(home.resolve("a java/bin"));
        executable(home.resolve("a java/bin/java"), "#!/bin/sh\npwd\n");
    }

    private static void executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private String call(Path from, Map<String, String> environment, String command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(List.of("/bin/sh", "-c", command))
                .directory(from.toFile())
                .redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", home.resolve("a java").toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said.strip();
    }

    @Test
    void byItsOwnName() throws Exception {
        assertThat(call(home, Map.of(), "bin/audience-server")).isEqualTo(home.toString());
        assertThat(call(folder, Map.of(), "'" + home + "/bin/audience-server'")).isEqualTo(home.toString());
    }

    @Test
    void byALinkInAFolderOfPrograms() throws Exception {
        Path programs = Files.createDirectories(folder.resolve("local/bin"));
        Files.createSymbolicLink(programs.resolve("audience-server"), home.resolve("bin/audience-server"));
        Files.createSymbolicLink(programs.resolve("audiences"), Path.of("audience-server"));
        assertThat(call(folder, Map.of(), "local/bin/audience-server")).isEqualTo(home.toString());
        assertThat(call(folder, Map.of(), "local/bin/audiences")).isEqualTo(home.toString());
    }

    @Test
    void whateverTheShellOfTheUserLooksThrough() throws Exception {
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        Files.createDirectories(elsewhere.resolve("bin"));
        assertThat(call(home, Map.of("CDPATH", elsewhere.toString()), "bin/audience-server"))
                .isEqualTo(home.toString());
    }
}
