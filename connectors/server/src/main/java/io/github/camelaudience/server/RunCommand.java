package io.github.camelaudience.server;

import io.github.camelaudience.launchdarkly.host.FailedStart;
import io.github.camelaudience.server.Command.Call;
import io.github.camelaudience.server.Command.Ending;
import java.util.List;
import org.apache.camel.main.Main;
import org.slf4j.LoggerFactory;

/** Runs the server until SIGTERM. */
final class RunCommand {

    private static final int CANNOT_START = 1;

    static final Command COMMAND = new Command(
            "run",
            "",
            "Serves until SIGTERM or Ctrl-C, then ends what is under way; this is what it does when nothing is said.",
            List.of(
                    new Ending(CANNOT_START, "if it cannot start; the reason is on standard error"),
                    new Ending(143, "after SIGTERM")),
            RunCommand::run);

    private RunCommand() {}

    private static int run(Call call) {
        call.takesNoArguments();
        Main main = AudienceServer.prepared(new Main());
        try {
            return main.run(new String[0]);
        } catch (Exception | LinkageError e) {
            call.err().println("cannot start: " + FailedStart.sentence(e));
            LoggerFactory.getLogger(AudienceServer.class).error("The start failed", e);
            end(main);
            return CANNOT_START;
        }
    }

    /** Stops what has started; else Camel waits at the end of the process for somebody to do so, for 45 seconds. */
    private static void end(Main main) {
        try {
            main.stop();
        } catch (RuntimeException | LinkageError e) {
            LoggerFactory.getLogger(AudienceServer.class).warn("What had started does not stop: {}", e.toString());
        } finally {
            main.shutdown();
        }
    }
}
