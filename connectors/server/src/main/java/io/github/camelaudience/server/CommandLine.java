package io.github.camelaudience.server;

import io.github.camelaudience.launchdarkly.core.settings.NearestName;
import io.github.camelaudience.server.Command.Call;
import io.github.camelaudience.server.Command.WrongArguments;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.camel.util.ObjectHelper;

/** Chooses a command by the first argument. All commands are in one table, which {@code --help} prints. */
final class CommandLine {

    static final String PROGRAM = "audience-server";

    /** The arguments are wrong, or there is no such command. */
    static final int WRONG_ARGUMENTS = 2;

    /** What the program does, the first of them when nothing is said. */
    static final List<Command> COMMANDS = List.of(
            RunCommand.COMMAND,
            CheckCommand.COMMAND,
            ExplainCommand.COMMAND,
            WhyCommand.WHY,
            WhyCommand.PERSON,
            AuditCommand.COMMAND,
            MirrorCommand.COMMAND);

    private CommandLine() {}

    /** Does what the arguments ask for and returns the exit code. */
    static int run(Call call) {
        List<String> arguments = call.arguments();
        String first = arguments.isEmpty() ? RunCommand.COMMAND.name() : arguments.get(0);
        if (asksForHelp(first) || arguments.size() == 2 && arguments.get(1).equals("--help")) {
            help(call.out());
            return 0;
        }
        if (first.equals("--version")) {
            call.out().println(version());
            return 0;
        }
        Optional<Command> command =
                COMMANDS.stream().filter(each -> each.name().equals(first)).findFirst();
        if (command.isEmpty()) {
            call.err().println(PROGRAM + ": there is no command " + first + meant(first) + "; see --help");
            return WRONG_ARGUMENTS;
        }
        return run(command.get(), call);
    }

    private static int run(Command command, Call call) {
        List<String> rest = call.arguments().isEmpty()
                ? List.of()
                : call.arguments().subList(1, call.arguments().size());
        try {
            LogSettings.set(call.environment(), call.system(), command == RunCommand.COMMAND);
            return command.task()
                    .run(new Call(rest, call.in(), call.out(), call.err(), call.system(), call.environment()));
        } catch (WrongArguments e) {
            call.err().println(PROGRAM + " " + command.name() + ": " + e.getMessage() + "; see --help");
            return WRONG_ARGUMENTS;
        }
    }

    private static boolean asksForHelp(String argument) {
        return List.of("--help", "-h", "help").contains(argument);
    }

    private static String meant(String given) {
        return NearestName.of(given, COMMANDS.stream().map(Command::name).toList())
                .map(name -> ", it is probably " + name)
                .orElse("");
    }

    private static void help(PrintStream out) {
        out.println("Brings audiences of Segment into segments of LaunchDarkly.\n");
        for (Command command : COMMANDS) {
            String call = command == RunCommand.COMMAND ? "[" + command.name() + "]" : command.name();
            out.println("  " + PROGRAM + " " + call + (command.usage().isBlank() ? "" : " " + command.usage()));
            out.println("      " + command.does());
            out.println(command.endings().stream()
                    .map(ending -> ending.code() + " " + ending.when())
                    .collect(Collectors.joining(", ", "      Ends with ", ".")));
        }
        out.println("  " + PROGRAM + " --help | --version\n");
        out.println("Environment variables, for conf/application.properties and conf/routes.properties:");
        for (Variable variable : Variable.values()) {
            out.println(
                    "  " + variable.name() + (variable.isSecret() ? ", " + variable.name() + SecretFiles.SUFFIX : ""));
            out.println("      " + variable.meaning());
        }
        out.println("A variable that ends in " + SecretFiles.SUFFIX + " names a file that holds the value.");
    }

    private static String version() {
        return PROGRAM + " " + versionOf(AudienceServer.class) + ", Apache Camel " + versionOf(ObjectHelper.class)
                + ", Java " + Runtime.version();
    }

    private static String versionOf(Class<?> type) {
        String version = type.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }
}
