package io.github.camelaudience.server;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;

/**
 * Looks at what the routes need from outside, one by one, before anything starts: Camel would name the first that is missing,
 * and take a placeholder for a secret. No sentence holds a value.
 */
final class Secrets {

    /** Shorter is guessed, or cut off. */
    static final int FEWEST_CHARACTERS = 8;

    private static final Pattern PLACEHOLDER = Pattern.compile(
            "<.*>|\\$\\{.*}|\\{\\{.*}}|\\.{3,}|.*…|[xX*]+(-[xX*]+)*|(change|replace|fill)[ _-]?(me|this|in).*|(your|my)[ _-].*|todo|"
                    + "secret|password|placeholder|example|(access[ _-]?)?token|api-(xx.*|token|key|…)",
            Pattern.CASE_INSENSITIVE);

    /**
     * What is looked at.
     *
     * @param variable  where the shipped configuration takes it from
     * @param property  where the routes take it from
     * @param usedBy    what stands in the text of a route that needs it
     * @param isList    whether there may be several, separated by commas
     * @param mayBeLeft whether it may be blank
     */
    private record Looked(Variable variable, String property, String usedBy, boolean isList, boolean mayBeLeft) {

        boolean isUsedIn(List<String> routes) {
            return routes.stream().anyMatch(text -> text.contains(usedBy));
        }
    }

    private static final String SINK = "launchdarkly-audience-sink";
    private static final String WEBHOOK = "segment-webhook-source";
    private static final String KAMELET = "camel.kamelet.";

    private static final List<Looked> ALL = List.of(
            new Looked(Variable.LAUNCHDARKLY_CLIENT_SIDE_ID, KAMELET + SINK + ".clientSideId", SINK, false, false),
            new Looked(Variable.LAUNCHDARKLY_ACCESS_TOKEN, KAMELET + SINK + ".accessToken", SINK, false, false),
            new Looked(Variable.SEGMENT_SHARED_SECRET, KAMELET + WEBHOOK + ".sharedSecret", WEBHOOK, false, false),
            new Looked(
                    Variable.SEGMENT_PREVIOUS_SHARED_SECRET,
                    KAMELET + WEBHOOK + ".previousSharedSecret",
                    WEBHOOK,
                    false,
                    true),
            new Looked(
                    Variable.SEGMENT_WRITE_KEYS,
                    "segment.tracking.writeKeys",
                    "segment.tracking.writeKeys",
                    true,
                    false),
            new Looked(Variable.SEGMENT_PUBSUB_TOKEN, "segment.pubsub.token", "segment.pubsub.token", true, false),
            new Looked(Variable.PAGE_PASSWORD, "audience.page.password", "", false, true));

    private Secrets() {}

    /**
     * Returns a sentence for each that is wrong.
     *
     * @param context has the properties
     * @param routes  the texts of the routes, which say what is needed
     * @param environment has the variables
     */
    static List<String> problems(CamelContext context, List<String> routes, Map<String, String> environment) {
        SecretFiles files = new SecretFiles(environment);
        return ALL.stream()
                .filter(looked -> looked.isUsedIn(routes))
                .flatMap(looked -> problem(context, files, looked).stream())
                .toList();
    }

    private static Optional<String> problem(CamelContext context, SecretFiles files, Looked looked) {
        try {
            files.value(looked.variable().name());
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
        String value;
        try {
            value = context.resolvePropertyPlaceholders("{{" + looked.property() + "}}");
        } catch (IllegalArgumentException e) {
            return Optional.of(missing(looked));
        }
        if (value.isBlank()) {
            return looked.mayBeLeft() ? Optional.empty() : Optional.of(missing(looked));
        }
        Stream<String> each = looked.isList() ? Stream.of(value.split(",", -1)) : Stream.of(value);
        return each.map(one -> looked.isList() ? one.replaceAll("^ +| +$", "") : one)
                .flatMap(one -> fault(one).stream())
                .findFirst()
                .map(fault -> looked.property() + ", from " + looked.variable() + ", " + fault);
    }

    private static String missing(Looked looked) {
        return "set " + looked.variable()
                + (looked.variable().isSecret() ? " or " + looked.variable() + SecretFiles.SUFFIX : "")
                + ", or " + looked.property() + " in conf/routes.properties, which refers to it";
    }

    private static Optional<String> fault(String value) {
        if (value.isBlank()) {
            return Optional.of("has a blank one between its commas");
        }
        if (!value.strip().equals(value)) {
            return Optional.of("begins or ends with a line break or other white space: take it out where it is set");
        }
        if (PLACEHOLDER.matcher(value).matches()) {
            return Optional.of("is a placeholder: put the real value there");
        }
        if (value.length() < FEWEST_CHARACTERS) {
            return Optional.of("has " + value.length() + " characters, which is too short: " + FEWEST_CHARACTERS
                    + " is the least");
        }
        return Optional.empty();
    }
}
