package io.github.camelaudience.server;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * Describes one thing that the program does, and does it.
 *
 * @param name    the first argument that asks for it
 * @param usage   what stands behind the name on the command line, or blank
 * @param does    one sentence
 * @param endings what each exit code means
 * @param task    what is done
 */
record Command(String name, String usage, String does, List<Ending> endings, Task task) {

    /** An exit code, and when the program ends with it. */
    record Ending(int code, String when) {}

    /**
     * What a command is given.
     *
     * @param arguments   those behind its name
     * @param in          standard input
     * @param out         standard output, in UTF-8
     * @param err         standard error
     * @param system      system properties, which say where the configuration is
     * @param environment environment variables
     */
    record Call(
            List<String> arguments,
            InputStream in,
            PrintStream out,
            PrintStream err,
            Properties system,
            Map<String, String> environment) {

        /**
         * Refuses arguments.
         *
         * @throws WrongArguments when there are any
         */
        void takesNoArguments() {
            if (!arguments.isEmpty()) {
                throw new WrongArguments("there is nothing to say behind it, but there was " + arguments.get(0));
            }
        }
    }

    /** Is what a command does. */
    @FunctionalInterface
    interface Task {

        /**
         * Does it and returns the exit code.
         *
         * @throws WrongArguments when the arguments are not what it takes
         */
        int run(Call call);
    }

    /** Says which argument is wrong, and why. */
    static final class WrongArguments extends RuntimeException {

        private static final long serialVersionUID = 1L;

        WrongArguments(String message) {
            super(message);
        }
    }
}
