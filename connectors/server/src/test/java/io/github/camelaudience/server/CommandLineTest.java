package io.github.camelaudience.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.server.Command.Call;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the program does with its arguments, and that the table of commands and variables is the one place that knows them. */
class CommandLineTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Properties system = new Properties();

    private int run(Map<String, String> environment, String... arguments) {
        return CommandLine.run(new Call(
                List.of(arguments),
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                system,
                environment));
    }

    @Test
    void helpListsEveryCommandAndEveryVariable() {
        assertThat(run(Map.of(), "--help")).isZero();
        String help = out.toString(StandardCharsets.UTF_8);
        assertThat(CommandLine.COMMANDS).extracting(Command::name).doesNotHaveDuplicates();
        CommandLine.COMMANDS.forEach(command -> assertThat(help).contains(command.name(), command.does()));
        Arrays.stream(Variable.values())
                .forEach(variable -> assertThat(help).contains(variable.name(), variable.meaning()));
        assertThat(run(Map.of(), "explain", "--help")).isZero();
        assertThat(err.size()).isZero();
    }

    @Test
    void versionNamesCamelAndJava() {
        assertThat(run(Map.of(), "--version")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .matches("audience-server \\S+, Apache Camel \\d\\S+, Java \\d\\S+\\R");
    }

    @ParameterizedTest
    @ValueSource(strings = {"expalin", "-x", "", "Run", "audit.json"})
    void anUnknownCommandIsToldInASentence(String unknown) {
        assertThat(run(Map.of(), unknown)).isEqualTo(CommandLine.WRONG_ARGUMENTS);
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .singleElement()
                .asString()
                .startsWith("audience-server: there is no command " + unknown);
        assertThat(out.size()).isZero();
    }

    @Test
    void aCommandRefusesWhatItDoesNotTake() {
        for (Command command : CommandLine.COMMANDS) {
            err.reset();
            assertThat(run(Map.of(), command.name(), "--nonsense=1", "2", "3"))
                    .as(command.name())
                    .isEqualTo(CommandLine.WRONG_ARGUMENTS);
            assertThat(err.toString(StandardCharsets.UTF_8))
                    .startsWith("audience-server " + command.name() + ": ")
                    .contains("--nonsense=1");
        }
        assertThat(out.size()).isZero();
    }

    @Test
    void aWrongVariableOfTheLogIsToldInASentence() {
        assertThat(run(Map.of("LOG_FORMAT", "xml"))).isEqualTo(CommandLine.WRONG_ARGUMENTS);
        assertThat(run(Map.of("LOG_LEVEL", "loud"))).isEqualTo(CommandLine.WRONG_ARGUMENTS);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("LOG_FORMAT must be one of text, json but was xml")
                .contains("LOG_LEVEL must be one of error, warn, info, debug but was loud");
    }

    @Test
    void theVariablesAreThoseThatTheShippedFilesRefer() throws IOException {
        Set<String> referred = new TreeSet<>();
        for (String file : List.of(
                "src/main/conf/application.properties",
                "../../routes/application.properties",
                "src/main/bin/audience-server",
                "src/main/bin/audience-server.bat",
                "src/main/conf/log4j2.properties")) {
            String text = Files.readString(Path.of(file))
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .collect(Collectors.joining("\n"));
            Matcher variable = Pattern.compile("\\{\\{env:(\\w+)|\\$\\{([A-Z]+_[A-Z_]+)|%([A-Z]+_[A-Z_]+)%")
                    .matcher(text);
            while (variable.find()) {
                referred.add(
                        variable.group(1) != null
                                ? variable.group(1)
                                : variable.group(2) != null ? variable.group(2) : variable.group(3));
            }
        }
        Set<String> known = Arrays.stream(Variable.values())
                .map(Enum::name)
                .filter(name -> !name.startsWith("LOG_"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(known).isEqualTo(referred);
    }

    @Test
    void thePageHasEveryCommandAndEverySecret() throws IOException {
        String page = Files.readString(Path.of("../../docs/server/install.md"));
        CommandLine.COMMANDS.stream()
                .filter(command -> command != RunCommand.COMMAND)
                .forEach(command ->
                        assertThat(page).containsPattern("\\| `bin/audience-server " + command.name() + "[ `]"));
        Arrays.stream(Variable.values())
                .filter(variable -> variable.isSecret() && variable.name().matches("(LAUNCHDARKLY|SEGMENT).*"))
                .forEach(variable -> assertThat(page).contains("`" + variable + "`"));
        assertThat(page).contains("shorter than " + Secrets.FEWEST_CHARACTERS + " characters");
    }

    /** Neither launcher knows a command but {@code run}, whose Java options it gives; both give the same ones. */
    @Test
    void theLaunchersSayTheSame() throws IOException {
        String unix = Files.readString(Path.of("src/main/bin/audience-server"));
        String windows = Files.readString(Path.of("src/main/bin/audience-server.bat"));
        for (String launcher : List.of(unix, windows)) {
            assertThat(launcher)
                    .contains(AudienceServer.class.getName())
                    .contains("-XX:MaxRAMPercentage=70 -XX:+ExitOnOutOfMemoryError")
                    .contains("-XX:TieredStopAtLevel=1");
            CommandLine.COMMANDS.stream()
                    .filter(command -> command != RunCommand.COMMAND)
                    .forEach(command -> assertThat(launcher)
                            .doesNotContainPattern("(?m)(^|[\\s\"(])" + command.name() + "([\\s\"|)]|$)"));
        }
        assertThat(classPath(unix)).isEqualTo(classPath(windows).replace(';', ':'));
        assertThat(windows).contains("exit /b %ERRORLEVEL%").contains("%*");
    }

    private static String classPath(String launcher) {
        Matcher path = Pattern.compile("-cp \"([^\"]+)\"").matcher(launcher);
        assertThat(path.find()).isTrue();
        return path.group(1);
    }
}
