package io.github.camelaudience.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelaudience.launchdarkly.host.FailedStart;
import io.github.camelaudience.server.Command.Call;
import io.github.camelaudience.server.Command.Ending;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Properties;

/**
 * Compares the people and audiences of a stream with LaunchDarkly, with the settings of the server. What is believed is what the
 * stream says is expected, or what is in the {@code stateRepository}: this process has synced nothing.
 */
final class AuditCommand {

    /** All is as expected. */
    static final int SAME = 0;

    /** Something differs. */
    static final int DRIFT = 1;

    /** Nothing differs, but something could not be compared. */
    static final int UNKNOWN = 2;

    /** The settings or the question are wrong, or the stream cannot be read. */
    static final int FAILED = 3;

    /** Nobody waits for an answer by HTTP here: as long as it takes. */
    private static final String AUDIT = "segment-audience-audit-action?retryTimeout=24h";

    static final Command COMMAND = new Command(
            "audit",
            "< people.json",
            "Compares memberships with LaunchDarkly, and prints the differences as JSON.",
            List.of(
                    new Ending(SAME, "if all are as expected"),
                    new Ending(DRIFT, "if some are not"),
                    new Ending(UNKNOWN, "if some could not be compared"),
                    new Ending(FAILED, "if the settings are wrong")),
            AuditCommand::run);

    private AuditCommand() {}

    private static int run(Call call) {
        call.takesNoArguments();
        return run(call.in(), call.out(), call.err(), call.system());
    }

    /** Writes the report as JSON and returns the exit code. */
    static int run(InputStream question, PrintStream out, PrintStream err, Properties system) {
        try {
            JsonNode report = KameletCall.send(AUDIT, question.readAllBytes(), system, context -> {});
            out.println(report.toPrettyString());
            return report.path("drift").asInt() > 0
                    ? DRIFT
                    : report.path("unknown").asInt() > 0 ? UNKNOWN : SAME;
        } catch (Exception e) {
            err.println("cannot audit: " + FailedStart.sentence(e));
            return FAILED;
        }
    }
}
