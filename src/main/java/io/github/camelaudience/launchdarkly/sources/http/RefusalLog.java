package io.github.camelaudience.launchdarkly.sources.http;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Says why requests are refused, once per reason and minute: whoever sends rubbish must not fill the log. */
final class RefusalLog {

    private static final long INTERVAL_MILLIS = 60_000;

    private final LongSupplier clock;
    private final Consumer<String> out;
    private final Map<String, Said> said = new HashMap<>();

    private static final class Said {
        private long at;
        private long unsaid;
    }

    /**
     * A log that has said nothing yet.
     *
     * @param clock milliseconds of any origin
     * @param out   takes the lines
     */
    RefusalLog(LongSupplier clock, Consumer<String> out) {
        this.clock = clock;
        this.out = out;
    }

    /** The reasons must be few: they are remembered. */
    synchronized void refused(String reason) {
        long now = clock.getAsLong();
        Said last = said.get(reason);
        if (last != null && now - last.at < INTERVAL_MILLIS) {
            last.unsaid++;
            return;
        }
        out.accept("Refused a request: " + reason
                + (last == null || last.unsaid == 0 ? "" : " (and " + last.unsaid + " more since the last line)"));
        Said first = new Said();
        first.at = now;
        said.put(reason, first);
    }
}
