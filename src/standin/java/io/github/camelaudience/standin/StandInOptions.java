package io.github.camelaudience.standin;

import java.time.Duration;
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
              --rate-limit=N         requests per ten seconds
              --rate-limit-style=S   route_and_global, retry_after_seconds, none, ...
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
            "rate-limit",
            "rate-limit-style",
            "fault-rate",
            "seed",
            "latency-ms",
            "keep-requests");

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
        if (values.containsKey("rate-limit")) {
            builder.rateLimit(RateLimit.global((int) number("rate-limit", 0)).withStyle(style()));
        }
        double rate = share("fault-rate");
        return rate > 0 ? builder.faults(FaultPlan.mixed(rate, number("seed", 1))) : builder;
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
