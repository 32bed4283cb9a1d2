package io.github.camelaudience.launchdarkly.core.observe;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Lets the same be said once per interval, and counts how often it was not. Thread-safe; remembers so many things. */
public final class OncePer {

    /** The interval of most lines of a log. */
    public static final long MINUTE = 60_000;

    private static final int REMEMBERED = 1000;

    private record Said(long at, long unsaid) {}

    private final long intervalMillis;
    private final LongSupplier clock;
    private final String times;
    private final Map<String, Said> said = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Said> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** Counts as "7 times since it was said last". */
    public OncePer(long intervalMillis, LongSupplier clock) {
        this(intervalMillis, clock, "times since it was said last");
    }

    /**
     * Begins with nothing said.
     *
     * @param intervalMillis for how long the same is not said again
     * @param clock          milliseconds of any origin
     * @param times          what follows the number of times that it was not said
     */
    public OncePer(long intervalMillis, LongSupplier clock, String times) {
        this.intervalMillis = intervalMillis;
        this.clock = clock;
        this.times = times;
    }

    /** Says it, with how often it could have been said since the last time; or does not. */
    public synchronized void say(String what, Consumer<String> line) {
        long now = clock.getAsLong();
        Said last = said.get(what);
        if (last != null && now - last.at < intervalMillis) {
            said.put(what, new Said(last.at, last.unsaid + 1));
            return;
        }
        said.put(what, new Said(now, 0));
        line.accept(last == null || last.unsaid == 0 ? "" : " (and " + last.unsaid + " " + times + ")");
    }
}
