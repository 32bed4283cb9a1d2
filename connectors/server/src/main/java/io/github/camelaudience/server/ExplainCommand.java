package io.github.camelaudience.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelaudience.launchdarkly.host.FailedStart;
import io.github.camelaudience.server.Command.Call;
import io.github.camelaudience.server.Command.Ending;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Properties;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * Explains the messages of a stream with the settings of the server: what would be sent for each, and why. Needs no
 * network, no access token and no port.
 */
final class ExplainCommand {

    /** Every message would change a membership. */
    static final int CHANGES = 0;

    /** No message is broken, but some would be skipped, or there is none. */
    static final int SKIPS = 1;

    /** Some messages are broken. */
    static final int REJECTS = 2;

    /** The settings are wrong, or the stream cannot be read. */
    static final int FAILED = 3;

    private static final String EXPLAIN = "segment-audience-explain-action";
    private static final String CLIENT_SIDE_ID = "camel.kamelet.segment-audience-explain-action.clientSideId";

    /** Stands for an environment that is not set, which explaining does not need. */
    private static final String NO_ENVIRONMENT = "0".repeat(24);

    static final Command COMMAND = new Command(
            "explain",
            "< message.json",
            "Prints as JSON what would be done with each message, and why; needs neither a network nor a token.",
            List.of(
                    new Ending(CHANGES, "if every message changes a membership"),
                    new Ending(SKIPS, "if some are skipped"),
                    new Ending(REJECTS, "if some are broken"),
                    new Ending(FAILED, "if the settings are wrong")),
            ExplainCommand::run);

    private ExplainCommand() {}

    private static int run(Call call) {
        call.takesNoArguments();
        return run(call.in(), call.out(), call.err(), call.system());
    }

    /** Writes the explanation as JSON and returns the exit code. */
    static int run(InputStream messages, PrintStream out, PrintStream err, Properties system) {
        try {
            JsonNode explanations = KameletCall.send(EXPLAIN, messages.readAllBytes(), system, context -> {
                if (!isSet(context)) {
                    Properties environment = new Properties();
                    environment.setProperty(CLIENT_SIDE_ID, NO_ENVIRONMENT);
                    context.getPropertiesComponent().setOverrideProperties(environment);
                    err.println("No client-side ID is set; " + NO_ENVIRONMENT + " stands for the environment.");
                }
            });
            out.println(explanations.toPrettyString());
            return code(explanations);
        } catch (Exception e) {
            err.println("cannot explain: " + FailedStart.sentence(e));
            return FAILED;
        }
    }

    private static boolean isSet(DefaultCamelContext context) {
        try {
            return !context.resolvePropertyPlaceholders("{{" + CLIENT_SIDE_ID + "}}")
                    .isBlank();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static int code(JsonNode explanations) {
        boolean changes = !explanations.isEmpty();
        for (JsonNode each : explanations) {
            String result = each.path("verdict").path("result").asText();
            if (result.equals("rejected")) {
                return REJECTS;
            }
            changes &= result.equals("change");
        }
        return changes ? CHANGES : SKIPS;
    }
}
