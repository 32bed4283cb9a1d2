package io.github.camelaudience.launchdarkly.sources.file;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Files that could not be taken and have not changed since: to read them again at once is of no use. Thread-safe. */
final class RestingFiles {

    private static final int REMEMBERED = 1000;

    private record Rest(long size, long modified, long until) {}

    private final long restMillis;
    private final LongSupplier clock;
    private final Map<String, Rest> resting = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Rest> eldest) {
            return size() > REMEMBERED;
        }
    };

    RestingFiles(long restMillis, LongSupplier clock) {
        this.restMillis = restMillis;
        this.clock = clock;
    }

    synchronized void add(AudienceFile file) {
        resting.put(file.name(), new Rest(file.size(), file.modified(), clock.getAsLong() + restMillis));
    }

    synchronized boolean isResting(String name, long size, long modified) {
        Rest rest = resting.get(name);
        return rest != null && rest.size == size && rest.modified == modified && clock.getAsLong() < rest.until;
    }
}
