package io.github.camelaudience.standin;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Options of the program: {@code --name=value}, or the environment variable {@code STANDIN_NAME} with dashes as
 * underscores; the command line wins.
 */
final class StandInOptions {

    static final String HELP = """
            Options (or environment variables STANDIN_PORT, STANDIN_TOKEN, ...):
              --port=8765            0 takes a free one; listens on 127.0.0.1 only
              --token=...            access token it accepts
              --environment=...      client-side ID it knows
              --project=default      key of its project, for the REST API
              --environment-key=test key of the environment in it
              --flags=a:aud_1,b:x+y  flags for SDKs: key a, on for members of aud_1; key b, of x or y
              --rate-limit=N         requests per ten seconds over all routes
              --rate-limit-route=N   requests per ten seconds and route
              --rate-limit-token=N   requests per ten seconds and access token
              --rate-limit-style=S   route_and_global, retry_after_seconds, none, ...
              --rate-limit-told=S    of what the headers tell: global,route,token
              --rate-limit-limits    tells how many are allowed, too
              --fault-rate=0.01      share of sync requests that meet a fault
              --seed=1               makes the faults repeatable
              --latency-ms=0         pause before every answer
              --keep-requests=1000   how many requests are remembered""";

    private static final List<String> NAMES = List.of(
            "port",
            "token",
            "environment",
            "project",
            "environment-key",
            "flags",
            "rate-limit",
            "rate-limit-route",
            "rate-limit-token",
            "rate-limit-style",
            "rate-limit-told",
            "rate-limit-limits",
            "fault-rate",
            "seed",
            "latency-ms",
            "keep-requests");

    private static final List<String> LIMITS = List.of("rate-limit", "rate-limit-route", "rate-limit-token");

    private final Map<String, String> values = new HashMap<>();
    private boolean help;

    private StandInOptions() {}

    static StandInOptions of(String[] args, Map<String, String> environment) {
        StandInOptions options = new StandInOptions();
        for (String name : NAMES) {
            String value =
                    environment.get("STANDIN_" + name.toUpperCase(Locale.ROOT).replace('-', '_'));
            if (value != null && !value.isBlank()) {
                options.values.put(name, value);
            }
        }
        for (String arg : args) {
            options.read(arg);
        }
        options.builder();
        return options;
    }

    private void read(String arg) {
        int equals = arg.indexOf('=');
        if (arg.equals("--help")) {
            help = true;
        } else if (arg.equals("--rate-limit-limits")) {
            values.put(arg.substring(2), "true");
        } else if (arg.startsWith("--") && equals > 0 && NAMES.contains(arg.substring(2, equals))) {
            values.put(arg.substring(2, equals), arg.substring(equals + 1));
        } else {
            throw new IllegalArgumentException("unknown option " + (equals > 0 ? arg.substring(0, equals) : arg));
        }
    }

    boolean help() {
        return help;
    }

    boolean tokenIsDefault() {
        return !values.containsKey("token");
    }

    StandInBuilder builder() {
        StandInBuilder builder = StandIn.builder()
                .port((int) number("port", 8765))
                .latency(Duration.ofMillis(number("latency-ms", 0)))
                .keepRequests((int) number("keep-requests", 1000));
        if (values.containsKey("token")) {
            builder.token(values.get("token"));
        }
        builder.environment(Environment.of(
                values.getOrDefault("project", StandIn.DEFAULT_PROJECT),
                values.getOrDefault("environment-key", StandIn.DEFAULT_ENVIRONMENT_KEY),
                values.getOrDefault("environment", StandIn.DEFAULT_ENVIRONMENT)));
        if (LIMITS.stream().anyMatch(values::containsKey)) {
            builder.rateLimit(rateLimit());
        }
        for (String flag : values.getOrDefault("flags", "").split(",", -1)) {
            if (!flag.isBlank()) {
                addFlag(builder, flag.strip());
            }
        }
        double rate = share("fault-rate");
        return rate > 0 ? builder.faults(FaultPlan.mixed(rate, number("seed", 1))) : builder;
    }

    private static void addFlag(StandInBuilder builder, String flag) {
        int colon = flag.indexOf(':');
        List<String> names = List.of(flag.substring(colon + 1).split("\\+", -1));
        if (colon < 1 || names.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("--flags must be like editor:aud_1,checkout:aud_2+aud_3");
        }
        builder.flag(flag.substring(0, colon), new FlagRule(names));
    }

    private long number(String name, long fallback) {
        String text = values.get(name);
        try {
            long number = text == null ? fallback : Long.parseLong(text);
            if (number < 0 && !name.equals("seed")) {
                throw new IllegalArgumentException("--" + name + " must not be negative");
            }
            return number;
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--" + name + " must be a whole number", e);
        }
    }

    private double share(String name) {
        String text = values.getOrDefault(name, "0");
        try {
            double share = Double.parseDouble(text);
            if (share >= 0 && share <= 1) {
                return share;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new IllegalArgumentException("--" + name + " must be a number from 0 to 1");
    }

    private RateLimit rateLimit() {
        RateLimit limit = RateLimit.global((int) number("rate-limit", RateLimit.UNLIMITED))
                .withPerRoute((int) number("rate-limit-route", RateLimit.UNLIMITED))
                .withPerToken((int) number("rate-limit-token", RateLimit.UNLIMITED))
                .withStyle(style());
        if (values.containsKey("rate-limit-told")) {
            limit = limit.telling(Arrays.stream(values.get("rate-limit-told").split(","))
                    .map(family -> RateLimitJson.named(family, "--rate-limit-told", RateFamily.values()))
                    .toArray(RateFamily[]::new));
        }
        return Boolean.parseBoolean(values.get("rate-limit-limits")) ? limit.tellingLimits() : limit;
    }

    private RateLimitStyle style() {
        String text = values.getOrDefault("rate-limit-style", RateLimitStyle.ROUTE_AND_GLOBAL.name());
        try {
            return RateLimitStyle.valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "--rate-limit-style must be one of " + List.of(RateLimitStyle.values()), e);
        }
    }
}
