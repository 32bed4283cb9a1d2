package io.github.camelaudience.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelaudience.launchdarkly.host.FailedStart;
import io.github.camelaudience.server.Command.Call;
import io.github.camelaudience.server.Command.Ending;
import io.github.camelaudience.server.Command.WrongArguments;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Tells what the ledger knows of a person, with the settings of the server and beside it: it may run or not. */
final class WhyCommand {

    /** The user is in the audience; or, asked about all, something is known. */
    static final int IN = 0;

    /** The user is not in the audience. */
    static final int OUT = 1;

    /** Nothing is known. */
    static final int UNKNOWN = 2;

    /** The settings are wrong, or there is no ledger that can be read. */
    static final int FAILED = 3;

    static final Command WHY = new Command(
            "why",
            "AUDIENCE USER",
            "Prints as JSON whether a user is in an audience, since when, by which message, and where that came from.",
            List.of(
                    new Ending(IN, "if the user is in"),
                    new Ending(OUT, "if not"),
                    new Ending(UNKNOWN, "if nothing is known"),
                    new Ending(FAILED, "if the settings are wrong or no ledger can be read")),
            WhyCommand::why);

    static final Command PERSON = new Command(
            "person",
            "USER",
            "Prints as JSON the same for all audiences that something is known of for a user.",
            List.of(
                    new Ending(IN, "if something is known"),
                    new Ending(UNKNOWN, "if nothing is"),
                    new Ending(FAILED, "if the settings are wrong or no ledger can be read")),
            WhyCommand::person);

    private static final String ACTION = "segment-audience-why-action";

    private WhyCommand() {}

    private static int why(Call call) {
        if (call.arguments().size() != 2) {
            throw wrong("an audience, by its id or name, and a user", call);
        }
        return ask(call, call.arguments().get(1), call.arguments().get(0));
    }

    private static int person(Call call) {
        if (call.arguments().size() != 1) {
            throw wrong("one user", call);
        }
        return ask(call, call.arguments().get(0), null);
    }

    private static WrongArguments wrong(String wanted, Call call) {
        return new WrongArguments("it takes " + wanted + ", but there was "
                + (call.arguments().isEmpty() ? "nothing" : String.join(" ", call.arguments())));
    }

    private static int ask(Call call, String user, String audience) {
        ObjectNode question = JsonNodeFactory.instance.objectNode().put("user", user);
        if (audience != null) {
            question.put("audience", audience);
        }
        try {
            JsonNode answer = KameletCall.send(
                    ACTION, question.toString().getBytes(StandardCharsets.UTF_8), call.system(), context -> {});
            call.out().println(answer.toPrettyString());
            return code(answer.path("memberships"), audience != null);
        } catch (Exception e) {
            call.err().println("cannot tell why: " + FailedStart.sentence(e));
            return FAILED;
        }
    }

    private static int code(JsonNode memberships, boolean ofOne) {
        if (memberships.isEmpty()) {
            return UNKNOWN;
        }
        if (!ofOne) {
            return IN;
        }
        for (JsonNode membership : memberships) {
            if (membership.path("in").asBoolean()) {
                return IN;
            }
        }
        return memberships.path(0).path("in").isNull() ? UNKNOWN : OUT;
    }
}
