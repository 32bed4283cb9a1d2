package io.github.camelaudience.server;

import io.github.camelaudience.launchdarkly.DeliveryFailedException;
import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceConstants;
import io.github.camelaudience.launchdarkly.MirrorHeldException;
import io.github.camelaudience.launchdarkly.host.FailedStart;
import io.github.camelaudience.server.Command.Call;
import io.github.camelaudience.server.Command.Ending;
import io.github.camelaudience.server.Command.WrongArguments;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/** Makes an audience what standard input says, with the settings of the server, whose ledger must be free: it does not run meanwhile. */
final class MirrorCommand {

    /** All is applied, or planned. */
    static final int APPLIED = 0;

    /** The plan is held, or would be. */
    static final int HELD = 1;

    /** Not all could be delivered. */
    static final int UNFINISHED = 2;

    /** The settings or the keys are wrong. */
    static final int FAILED = 3;

    static final Command COMMAND = new Command(
            "mirror",
            "AUDIENCE_ID [--key KEY] [--snapshot TIME] [--column NAME] [--delimiter CHARACTER] [--removals seeded|always|never]"
                    + " [--plan] [--confirm ID] < keys.csv",
            "Makes an audience what the keys say, which are CSV or JSON Lines, and prints a report as JSON. TIME is when they were true; it has no default."
                    + " With --plan it only tells what it would do, beside a server that runs, too; with --confirm it does what was held.",
            List.of(
                    new Ending(APPLIED, "if all is applied"),
                    new Ending(HELD, "if the plan is held, or with --plan would be"),
                    new Ending(UNFINISHED, "if not all could be delivered"),
                    new Ending(FAILED, "if the settings or the keys are wrong")),
            MirrorCommand::run);

    private static final String ACTION = "segment-audience-mirror-action";
    private static final String SETTING = "camel.kamelet." + ACTION + ".";

    /** Arguments by the exchange property that they set. */
    private static final Map<String, String> PROPERTIES = Map.of(
            "--key", LaunchDarklyAudienceConstants.AUDIENCE_KEY,
            "--snapshot", LaunchDarklyAudienceConstants.SNAPSHOT_TIME,
            "--confirm", LaunchDarklyAudienceConstants.MIRROR_CONFIRM);

    /** Arguments by the option that they set. */
    private static final Map<String, String> OPTIONS = Map.of(
            "--column", "keyColumn",
            "--delimiter", "csvDelimiter",
            "--removals", "mirrorRemovals");

    /** Arguments by the names that sentences call them by. */
    private static final Map<String, String> NAMES = Map.of(
            "snapshotTime", "--snapshot",
            "audienceKey", "--key",
            "mirrorConfirm", "--confirm",
            "keyColumn", "--column",
            "csvDelimiter", "--delimiter",
            "mirrorRemovals", "--removals");

    private MirrorCommand() {}

    private static int run(Call call) {
        Map<String, Object> properties = new HashMap<>();
        Properties options = new Properties();
        read(call.arguments(), properties, options);
        try {
            KameletCall.Answer answer = KameletCall.call(
                    ACTION,
                    keys(call.in(), properties.containsKey(LaunchDarklyAudienceConstants.MIRROR_CONFIRM)),
                    properties,
                    call.system(),
                    context -> {
                        context.setStreamCaching(false); // keys are read once, however many there are
                        context.getPropertiesComponent().setOverrideProperties(options);
                    });
            if (answer.json() != null) {
                call.out().println(answer.json().toPrettyString());
            }
            if (answer.failure() != null) {
                call.err().println("mirror: " + sentence(answer.failure()));
            }
            return code(answer);
        } catch (Exception e) {
            call.err().println("cannot mirror: " + sentence(e));
            return FAILED;
        }
    }

    private static int code(KameletCall.Answer answer) {
        Exception failure = answer.failure();
        if (failure == null) {
            return answer.json() != null && answer.json().path("held").asBoolean() ? HELD : APPLIED;
        }
        return failure instanceof MirrorHeldException
                ? HELD
                : failure instanceof DeliveryFailedException ? UNFINISHED : FAILED;
    }

    /** What went wrong, with the arguments of the options that it names. */
    private static String sentence(Throwable failure) {
        String sentence = FailedStart.sentence(failure);
        String named = NAMES.entrySet().stream()
                .filter(name -> sentence.contains(name.getKey()))
                .map(name -> name.getKey() + " is " + name.getValue())
                .sorted()
                .collect(Collectors.joining(", "));
        return named.isEmpty() ? sentence : sentence + " (here " + named + ")";
    }

    private static void read(List<String> arguments, Map<String, Object> properties, Properties options) {
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            String argument = rest.next();
            if (argument.equals("--plan")) {
                options.setProperty(SETTING + "dryRun", "true");
            } else if (PROPERTIES.containsKey(argument)) {
                properties.put(PROPERTIES.get(argument), value(argument, rest));
            } else if (OPTIONS.containsKey(argument)) {
                options.setProperty(SETTING + OPTIONS.get(argument), value(argument, rest));
            } else if (argument.startsWith("--") || properties.containsKey(LaunchDarklyAudienceConstants.AUDIENCE_ID)) {
                throw new WrongArguments("it does not know what to do with " + argument);
            } else {
                properties.put(LaunchDarklyAudienceConstants.AUDIENCE_ID, argument);
            }
        }
        if (!properties.containsKey(LaunchDarklyAudienceConstants.AUDIENCE_ID)) {
            throw new WrongArguments("it takes the id of an audience");
        }
    }

    private static String value(String argument, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new WrongArguments(argument + " needs a value behind it");
        }
        return rest.next();
    }

    /** Who confirms need not give the keys again. */
    private static InputStream keys(InputStream in, boolean confirms) throws IOException {
        PushbackInputStream keys = new PushbackInputStream(in);
        int first = confirms ? keys.read() : 0;
        if (first < 0) {
            return null;
        }
        if (confirms) {
            keys.unread(first);
        }
        return keys;
    }
}
