package io.github.camelaudience.server;

import io.github.camelaudience.server.Command.Call;
import io.github.camelaudience.server.Command.Ending;
import io.github.camelaudience.server.Command.WrongArguments;
import java.util.List;

/** Tells what stands in the way of a start, all of it at once, without serving. */
final class CheckCommand {

    static final int RIGHT = 0;
    static final int WRONG = 1;

    private static final String RUNNING = "--running";

    static final Command COMMAND = new Command(
            "check",
            "[" + RUNNING + "]",
            "Prints a sentence for each problem of options, secrets, routes, ports and folders; sends nothing. "
                    + RUNNING + " leaves the ports out.",
            List.of(new Ending(RIGHT, "if the server can start"), new Ending(WRONG, "if it cannot")),
            CheckCommand::run);

    private CheckCommand() {}

    private static int run(Call call) {
        boolean running = call.arguments().equals(List.of(RUNNING));
        if (!running && !call.arguments().isEmpty()) {
            throw new WrongArguments(
                    "it takes " + RUNNING + " only, but there was " + String.join(" ", call.arguments()));
        }
        List<String> problems = new ConfigurationCheck(call.system(), call.environment()).problems(!running);
        problems.forEach(call.out()::println);
        if (problems.isEmpty()) {
            call.out().println("The server can start.");
        }
        return problems.isEmpty() ? RIGHT : WRONG;
    }
}
