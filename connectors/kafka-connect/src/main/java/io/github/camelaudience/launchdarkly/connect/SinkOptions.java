package io.github.camelaudience.launchdarkly.connect;

import io.github.camelaudience.launchdarkly.core.mapping.ExpressionLanguages;
import io.github.camelaudience.launchdarkly.core.settings.EngineOptions;
import io.github.camelaudience.launchdarkly.core.settings.EngineSettings;
import io.github.camelaudience.launchdarkly.core.settings.MessageRules;
import io.github.camelaudience.launchdarkly.core.settings.NearestName;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;

/**
 * Holds the options of a connector: those of the component's catalog that mean something here, under the same names and with the
 * same checks. What the core does not know, or Kafka Connect has its own way for, is left out by name, and refused when it is set.
 */
final class SinkOptions {

    /** Tells a task its number; set by the connector, not by users. */
    static final String TASK_NUMBER = "launchdarkly-audience.task";

    /** Says what becomes of rejected records that nobody takes. */
    static final String ON_REJECTED = "onRejected";

    private static final String TOLERANCE = "errors.tolerance";
    private static final String ALL = "all";

    private static final String A_BEAN = "it names a bean of Camel, which is not here";

    private static final String NO_MIRROR = "a connector syncs and does not mirror";

    /** Options of the component that a connector has not, and what to do instead. */
    static final Map<String, String> LEFT_OUT = new TreeMap<>(Map.ofEntries(
            Map.entry("audienceId", NO_MIRROR),
            Map.entry("audienceKey", NO_MIRROR),
            Map.entry("snapshotTime", NO_MIRROR),
            Map.entry("mirrorConfirm", NO_MIRROR),
            Map.entry("keyColumn", NO_MIRROR),
            Map.entry("csvDelimiter", NO_MIRROR),
            Map.entry("mirrorRemovals", NO_MIRROR),
            Map.entry("mirrorBrakeShare", NO_MIRROR),
            Map.entry("mirrorBadRowShare", NO_MIRROR),
            Map.entry("mirrorFolder", NO_MIRROR),
            Map.entry("auditShare", "a connector makes no audits"),
            Map.entry("operation", "a connector syncs; verifyOnStart checks the credentials"),
            Map.entry(
                    "rejectedUri",
                    "it names an endpoint of Camel; rejected records go to errors.deadletterqueue.topic.name"),
            Map.entry("eventsUri", "it names an endpoint of Camel; events are in the log"),
            Map.entry("rejectedFolders", "rejected records go to errors.deadletterqueue.topic.name, not to files"),
            Map.entry("headerOverrides", "headers of records are not looked at"),
            Map.entry("mappingLanguages", "they are languages of Camel, which is not here"),
            Map.entry("stateRepository", A_BEAN),
            Map.entry("ledgerDataSource", A_BEAN),
            Map.entry("membershipLedger", A_BEAN),
            Map.entry("ledgerFolder", "tasks move between workers, and a folder stays"),
            Map.entry("httpComponent", "it names a component of Camel, which is not here"),
            Map.entry("lazyStartProducer", "it is about a producer of Camel, which is not here")));

    /** Kafka Connect's own options without a dot in their names. */
    private static final Set<String> OF_CONNECT = Set.of("name", "topics", "transforms", "predicates");

    private static final Set<String> REQUIRED = Set.of("clientSideId", "accessToken");
    private static final Set<String> TEXTS = Set.of("mapping", "trigger");
    private static final Pattern RESOURCE = Pattern.compile("(?:classpath|file|http|https|ref|bean):\\S*");

    private static final Map<String, CatalogOption> ALL_OPTIONS = CatalogOption.all().stream()
            .collect(Collectors.toMap(
                    CatalogOption::name, Function.identity(), (one, other) -> one, LinkedHashMap::new));
    private static final Map<String, CatalogOption> BOUND = bound();
    private static final ConfigDef DEFINITION = define();

    private final EngineOptions engine;
    private final EngineSettings settings;
    private final boolean skipsRejected;
    private final String connector;
    private final String task;

    private SinkOptions(Map<String, String> given, EngineOptions engine) {
        this.engine = engine;
        this.settings = EngineSettings.check(engine);
        this.skipsRejected = skipsRejected(given);
        this.connector = given.getOrDefault("name", "unnamed");
        this.task = given.getOrDefault(TASK_NUMBER, "0");
    }

    /**
     * Takes a configuration.
     *
     * @throws ConfigException when it is wrong; the message names each option, and holds no secret
     */
    static SinkOptions of(Map<String, String> given) {
        List<String> wrong = new ArrayList<>();
        for (ConfigValue value : DEFINITION.validate(given)) {
            value.errorMessages().stream().findFirst().ifPresent(wrong::add);
        }
        mistakes(given).values().forEach(wrong::addAll);
        if (!wrong.isEmpty()) {
            throw new ConfigException(String.join("; ", wrong));
        }
        return new SinkOptions(given, options(given, Set.of()));
    }

    /** Gives what the options are called, which there are, and what they mean, for Kafka Connect. */
    static ConfigDef definition() {
        return new ConfigDef(DEFINITION);
    }

    /** Names the options that have a meaning here. */
    static Set<String> names() {
        return BOUND.keySet();
    }

    /** Names the options of the core. */
    static Set<String> namesOfEngine() {
        Set<String> names = new TreeSet<>();
        for (Method getter : EngineOptions.class.getMethods()) {
            names.add(nameOf(getter));
        }
        return names;
    }

    private static Map<String, CatalogOption> bound() {
        Set<String> known = namesOfEngine();
        known.add(ON_REJECTED);
        known.removeAll(LEFT_OUT.keySet());
        Map<String, CatalogOption> bound = new LinkedHashMap<>();
        ALL_OPTIONS.values().stream()
                .filter(option -> known.contains(option.name()))
                .forEach(option -> bound.put(option.name(), option));
        return bound;
    }

    private static ConfigDef define() {
        ConfigDef definition = new ConfigDef();
        Map<String, Integer> orders = new HashMap<>();
        for (CatalogOption option : BOUND.values()) {
            boolean required = REQUIRED.contains(option.name());
            ConfigDef.Type type = type(option);
            definition.define(
                    option.name(),
                    type,
                    required ? ConfigDef.NO_DEFAULT_VALUE : defaultValue(option, type),
                    validator(option),
                    required
                            ? ConfigDef.Importance.HIGH
                            : option.isAdvanced() ? ConfigDef.Importance.LOW : ConfigDef.Importance.MEDIUM,
                    documentation(option),
                    option.group(),
                    orders.merge(option.group(), 1, Integer::sum),
                    TEXTS.contains(option.name()) ? ConfigDef.Width.LONG : ConfigDef.Width.MEDIUM,
                    option.displayName(),
                    List.of(),
                    option.values().isEmpty() ? null : new Choice(option.values()));
        }
        return definition;
    }

    private static ConfigDef.Type type(CatalogOption option) {
        if (option.isSecret()) {
            return ConfigDef.Type.PASSWORD;
        }
        return switch (option.type()) {
            case "integer" -> ConfigDef.Type.INT;
            case "boolean" -> ConfigDef.Type.BOOLEAN;
            case "number" -> ConfigDef.Type.DOUBLE;
            default -> ConfigDef.Type.STRING;
        };
    }

    private static Object defaultValue(CatalogOption option, ConfigDef.Type type) {
        return option.defaultValue() == null ? null : ConfigDef.parseType(option.name(), option.defaultValue(), type);
    }

    private static ConfigDef.Validator validator(CatalogOption option) {
        if (!option.values().isEmpty()) {
            return ConfigDef.LambdaValidator.with(
                    (name, value) -> {
                        if (value != null && !option.values().contains(value)) {
                            throw new ConfigException(name + " must be one of " + String.join(", ", option.values())
                                    + " but was: " + value);
                        }
                    },
                    () -> String.join(", ", option.values()));
        }
        if (option.type().equals("duration")) {
            return ConfigDef.LambdaValidator.with(
                    (name, value) -> {
                        if (value != null) {
                            millis(name, value.toString());
                        }
                    },
                    () -> "a duration such as 500ms, 30s or 4m, or milliseconds");
        }
        return null;
    }

    private static long millis(String name, String value) {
        try {
            return DurationText.millis(name, value);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(e.getMessage());
        }
    }

    private static String documentation(CatalogOption option) {
        return switch (option.name()) {
            case "mapping", "trigger" ->
                option.description() + " In Kafka Connect it is the text itself, or comes from a"
                        + " configuration provider.";
            case ON_REJECTED ->
                "What rejected records do to the task where no reporter takes them: fail it, after"
                        + " everything before them is delivered, or skip them with a log line. If it is not set, "
                        + TOLERANCE + "=" + ALL + " skips them.";
            default -> option.description();
        };
    }

    /**
     * Says what is wrong beyond types and names of values, for each option.
     *
     * @return sentences by the name of the option; empty when nothing is wrong
     */
    static Map<String, List<String>> mistakes(Map<String, String> given) {
        Map<String, List<String>> mistakes = new TreeMap<>();
        unknown(given, mistakes);
        resources(given, mistakes);
        Set<String> wrong = new HashSet<>(mistakes.keySet());
        for (ConfigValue value : DEFINITION.validate(given)) {
            if (!value.errorMessages().isEmpty()) {
                wrong.add(value.name());
            }
        }
        if (REQUIRED.stream().anyMatch(wrong::contains)) {
            return mistakes; // said already, and nothing can be checked without
        }
        // one option after the other: what is wrong is said, and looked at as if it were not set from then on
        Set<String> said = new HashSet<>();
        for (int i = 0; i <= BOUND.size(); i++) {
            Optional<String> mistake = mistake(options(given, wrong));
            if (mistake.isEmpty()) {
                break;
            }
            String name = nameIn(mistake.get(), given, wrong);
            if (said.add(mistake.get())) {
                mistakes.computeIfAbsent(name, key -> new ArrayList<>()).add(mistake.get());
            }
            if (REQUIRED.contains(name) || !wrong.add(name)) {
                break;
            }
        }
        return mistakes;
    }

    private static void unknown(Map<String, String> given, Map<String, List<String>> mistakes) {
        for (String name : given.keySet()) {
            if (LEFT_OUT.containsKey(name)) {
                mistakes.put(name, List.of(name + " is no option of this connector: " + LEFT_OUT.get(name)));
            } else if (!BOUND.containsKey(name) && !OF_CONNECT.contains(name) && isMeantForUs(name)) {
                mistakes.put(
                        name,
                        List.of(name + " is no option of this connector" + nearest(name) + ". There are: "
                                + String.join(", ", new TreeSet<>(BOUND.keySet()))));
            }
        }
    }

    /** Kafka Connect's own options have dots, but for a few; ours have none, whoever writes them with some. */
    private static boolean isMeantForUs(String name) {
        return !name.contains(".")
                || BOUND.keySet().stream().anyMatch(known -> known.equalsIgnoreCase(name.replaceAll("[-_.]", "")));
    }

    private static String nearest(String name) {
        return NearestName.of(name, BOUND.keySet())
                .map(known -> "; is " + known + " meant?")
                .orElse("");
    }

    private static void resources(Map<String, String> given, Map<String, List<String>> mistakes) {
        for (String name : TEXTS) {
            String value = given.get(name);
            if (value != null && RESOURCE.matcher(value.strip()).matches()) {
                mistakes.put(
                        name,
                        List.of(name
                                + " names a resource, which a connector does not read. Give the text itself, or let a"
                                + " configuration provider read it, such as ${directory:/etc/audience:mapping.json}"));
            }
        }
    }

    private static Optional<String> mistake(EngineOptions options) {
        try {
            EngineSettings.check(options);
            named("trigger", () -> MessageRules.trigger(options.getTrigger(), warning -> {}));
            named("mapping", () -> MessageRules.mapping(options.getMapping(), ExpressionLanguages.NONE, warning -> {}));
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
    }

    private static void named(String option, Runnable check) {
        try {
            check.run();
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            throw new IllegalArgumentException(message.startsWith(option) ? message : option + ": " + message, e);
        }
    }

    /** Finds the option that a sentence is about: it begins with its name. */
    private static String nameIn(String mistake, Map<String, String> given, Set<String> wrong) {
        String first = mistake.split("[^A-Za-z]", 2)[0];
        if (BOUND.containsKey(first) && !wrong.contains(first)) {
            return first;
        }
        return Stream.of(mistake.split("[^A-Za-z]+"))
                .filter(word -> BOUND.containsKey(word) && given.containsKey(word) && !wrong.contains(word))
                .findFirst()
                .orElse("clientSideId");
    }

    /** Gives the options as the core asks for them; those named have their defaults. */
    private static EngineOptions options(Map<String, String> given, Set<String> unset) {
        Map<String, Object> values = new HashMap<>();
        for (Method getter : EngineOptions.class.getMethods()) {
            String name = nameOf(getter);
            CatalogOption option = ALL_OPTIONS.get(name);
            String text = unset.contains(name) || LEFT_OUT.containsKey(name) ? null : given.get(name);
            if (text == null && option != null) {
                text = option.defaultValue();
            }
            values.put(getter.getName(), value(name, option, getter.getReturnType(), text));
        }
        return (EngineOptions) Proxy.newProxyInstance(
                EngineOptions.class.getClassLoader(),
                new Class<?>[] {EngineOptions.class},
                (proxy, method, arguments) -> method.getDeclaringClass() == Object.class
                        ? ofObject(proxy, method, arguments)
                        : values.get(method.getName()));
    }

    private static Object ofObject(Object proxy, Method method, Object[] arguments) {
        return switch (method.getName()) {
            case "hashCode" -> System.identityHashCode(proxy);
            case "equals" -> proxy == arguments[0];
            default -> "EngineOptions";
        };
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Object value(String name, CatalogOption option, Class<?> type, String text) {
        if (text == null) {
            if (type.isPrimitive()) {
                throw new IllegalStateException("option " + name + " has no default");
            }
            return null;
        }
        if (type == String.class) {
            return text;
        }
        String trimmed = text.strip();
        if (type == boolean.class) {
            return Boolean.parseBoolean(trimmed);
        }
        if (type.isEnum()) {
            return Enum.valueOf((Class<? extends Enum>) type, trimmed);
        }
        if (type == double.class) {
            return Double.parseDouble(trimmed);
        }
        long number = option.type().equals("duration") ? millis(name, trimmed) : Long.parseLong(trimmed);
        return type == int.class ? (Object) Math.toIntExact(number) : (Object) number;
    }

    private static String nameOf(Method getter) {
        String name = getter.getName().substring(getter.getName().startsWith("is") ? 2 : 3);
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    /** Of what Kafka Connect and the user say, the more explicit counts. */
    private static boolean skipsRejected(Map<String, String> given) {
        String onRejected = given.get(ON_REJECTED);
        return onRejected == null
                ? ALL.equalsIgnoreCase(given.getOrDefault(TOLERANCE, "").strip())
                : onRejected.strip().equals("skip");
    }

    /** Gives the options as the core takes them. */
    EngineOptions engine() {
        return engine;
    }

    /** Gives what the core makes of them. */
    EngineSettings settings() {
        return settings;
    }

    /** Tells whether rejected records are skipped where no reporter takes them. */
    boolean skipsRejected() {
        return skipsRejected;
    }

    /** Gives the connector's name. */
    String connector() {
        return connector;
    }

    /** Gives the task's number, from 0. */
    String task() {
        return task;
    }

    /** Recommends the values of an option that has a few. */
    private record Choice(List<String> values) implements ConfigDef.Recommender {

        @Override
        public List<Object> validValues(String name, Map<String, Object> parsed) {
            return List.copyOf(values);
        }

        @Override
        public boolean visible(String name, Map<String, Object> parsed) {
            return true;
        }
    }
}
