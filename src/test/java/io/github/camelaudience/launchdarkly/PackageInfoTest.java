package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every package says what happens in it, who calls it, and what it must not know; ARCHITECTURE.md has it, too. */
class PackageInfoTest {

    static Stream<Path> packages() throws IOException {
        return Stream.concat(Files.walk(Path.of("src/main/java")), Files.walk(Path.of("src/standin/java")))
                .filter(file -> file.toString().endsWith(".java"))
                .map(Path::getParent)
                .distinct();
    }

    @ParameterizedTest
    @MethodSource("packages")
    void saysWhatItIsFor(Path folder) throws IOException {
        assertThat(folder.resolve("package-info.java"))
                .content()
                .contains("/**")
                .containsPattern("(?is)\\b(knows? (nothing|no)|not know|nothing of)\\b");
    }

    @ParameterizedTest
    @MethodSource("packages")
    void isInTheTableOfTheArchitecture(Path folder) {
        String name = folder.getFileName().toString();
        if (folder.startsWith("src/main/java") && !name.equals("launchdarkly")
                || folder.endsWith("core/launchdarkly")) {
            assertThat(Path.of("ARCHITECTURE.md")).content().containsPattern("(?m)^\\|.*[`.]" + name + "`");
        }
    }
}
