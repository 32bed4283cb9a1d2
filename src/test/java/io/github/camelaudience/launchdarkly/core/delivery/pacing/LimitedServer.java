package io.github.camelaudience.launchdarkly.core.delivery.pacing;

import io.github.camelaudience.launchdarkly.core.launchdarkly.RateFacts;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** A server in virtual time that allows so many requests per fixed window of its own clock. */
final class LimitedServer implements LimiterSimulation.Server {

    static final long WINDOW = 10_000;
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** What the server's answers say. */
    enum Style {
        ROUTE_AND_GLOBAL,
        GLOBAL_ONLY,
        GLOBAL_WITHOUT_DATE,
        REMAINING_WITHOUT_RESET,
        RESET_IN_THE_PAST,
        RESET_NEGATIVE,
        RESET_GARBAGE,
        RESET_HUGE,
        RESET_IN_SECONDS,
        RETRY_AFTER_SECONDS,
        RETRY_AFTER_SECONDS_ROUNDED_DOWN,
        RETRY_AFTER_DATE,
        RETRY_AFTER_GARBAGE,
        RETRY_AFTER_HUGE,
        BARE;

        /** Whether answers say how many requests are left. */
        boolean announces() {
            return compareTo(RETRY_AFTER_SECONDS) < 0;
        }
    }

    /** One answer and whether it is 429. */
    record Answer(RateFacts facts, boolean refused) {}

    private final Style style;
    private final long phase;
    private int limit;
    private long window = Long.MIN_VALUE;
    private int counted;

    LimitedServer(Style style, int limit, long phase) {
        this.style = style;
        this.limit = limit;
        this.phase = phase;
    }

    void changeLimit(int newLimit) {
        limit = newLimit;
    }

    @Override
    public Answer handle(long now) {
        boolean refused = !take(now);
        Map<String, String> headers = new HashMap<>();
        long reset = (window + 1) * WINDOW + phase;
        long remaining = Math.max(0, limit - counted);
        if (style != Style.GLOBAL_WITHOUT_DATE) {
            headers.put("Date", date(now));
        }
        if (style.announces()) {
            headers.put("X-Ratelimit-Global-Remaining", Long.toString(remaining));
        }
        switch (style) {
            case ROUTE_AND_GLOBAL -> {
                headers.put("X-Ratelimit-Route-Remaining", Long.toString(remaining));
                headers.put("X-Ratelimit-Global-Remaining", Long.toString(remaining + 1_000));
                headers.put("X-Ratelimit-Reset", Long.toString(reset));
            }
            case GLOBAL_ONLY, GLOBAL_WITHOUT_DATE -> headers.put("X-Ratelimit-Reset", Long.toString(reset));
            case RESET_IN_THE_PAST -> headers.put("X-Ratelimit-Reset", Long.toString(now - 5_000));
            case RESET_NEGATIVE -> headers.put("X-Ratelimit-Reset", "-17");
            case RESET_GARBAGE -> headers.put("X-Ratelimit-Reset", "soon");
            case RESET_HUGE -> headers.put("X-Ratelimit-Reset", Long.toString(reset + 1_000_000_000_000L));
            case RESET_IN_SECONDS -> headers.put("X-Ratelimit-Reset", Long.toString(reset / 1_000));
            default -> {}
        }
        if (refused) {
            switch (style) {
                case RETRY_AFTER_SECONDS -> headers.put("Retry-After", Long.toString((reset - now + 999) / 1_000));
                case RETRY_AFTER_SECONDS_ROUNDED_DOWN ->
                    headers.put("Retry-After", Long.toString((reset - now) / 1_000));
                case RETRY_AFTER_DATE -> headers.put("Retry-After", HTTP_DATE.format(Instant.ofEpochMilli(reset)));
                case RETRY_AFTER_GARBAGE -> headers.put("Retry-After", "a while");
                case RETRY_AFTER_HUGE -> headers.put("Retry-After", "1000000000");
                default -> {}
            }
        }
        return new Answer(RateFacts.parse(headers::get), refused);
    }

    static String date(long now) {
        return HTTP_DATE.format(Instant.ofEpochMilli(now));
    }

    @Override
    public boolean take(long now) {
        long current = Math.floorDiv(now - phase, WINDOW);
        if (current != window) {
            window = current;
            counted = 0;
        }
        if (counted >= limit) {
            return false;
        }
        counted++;
        return true;
    }
}
