package io.github.camelaudience.launchdarkly.observe;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Lets the same be said once per interval, and counts how often it was not. Thread-safe; remembers so many things. */
public final class OncePer {

    private static final int REMEMBERED = 1000;

    private record Said(long at, long unsaid) {}

    private final long intervalMillis;
    private final LongSupplier clock;
    private final Map<String, Said> said = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Said> eldest) {
            return size() > REMEMBERED;
        }
    };

    public OncePer(long intervalMillis, LongSupplier clock) {
        this.intervalMillis = intervalMillis;
        this.clock = clock;
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
        line.accept(last == null || last.unsaid == 0 ? "" : " (and " + last.unsaid + " times since it was said last)");
    }
}
