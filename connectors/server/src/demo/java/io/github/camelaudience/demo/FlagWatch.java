package io.github.camelaudience.demo;

import com.launchdarkly.sdk.LDContext;
import com.launchdarkly.sdk.server.LDClient;
import io.github.camelaudience.sdkproof.StandInSdk;
import io.github.camelaudience.standin.FlagRule;
import io.github.camelaudience.standin.StandIn;
import io.github.camelaudience.standin.StandInBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Plays the application at the end of the way: LaunchDarkly's own Java SDK, which evaluates one flag for everybody in the
 * sample, again and again and without its cache, and reports to LaunchDarkly whom it changes for.
 */
final class FlagWatch implements AutoCloseable {

    static final String FLAG = "new-editor";
    static final String AUDIENCE = "aud_demo_power_users";

    private static final List<String> PEOPLE =
            List.of("ada", "alan", "barbara", "edsger", "grace", "hedy", "katherine", "linus", "margaret", "you");
    private static final long CLOSE_PAUSE_MILLIS = 2;
    private static final long PAUSE_MILLIS = 200;

    private final ScheduledExecutorService clock;
    private final LDClient sdk;
    private final Map<String, Boolean> values = new TreeMap<>();
    private final List<Flip> flips = new ArrayList<>();
    private long rounds;
    private volatile boolean closely;

    private FlagWatch(ScheduledExecutorService clock, LDClient sdk) {
        this.clock = clock;
        this.sdk = sdk;
    }

    /** Gives a stand-in the flag that is watched here. */
    static StandInBuilder prepared(StandInBuilder standIn) {
        return standIn.flag(FLAG, FlagRule.onFor(AUDIENCE));
    }

    /** Starts to watch, or watches nothing if there is no stand-in: a real environment need not have this flag. */
    static FlagWatch start(StandIn standIn) {
        if (standIn == null) {
            return new FlagWatch(null, null);
        }
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "demo-flag-watch");
            thread.setDaemon(true);
            return thread;
        });
        FlagWatch watch =
                new FlagWatch(clock, StandInSdk.of(standIn).withoutCache().start());
        clock.execute(watch::round);
        return watch;
    }

    private void round() {
        for (String person : PEOPLE) {
            LDContext context = LDContext.create(person);
            // says what the flag is and reports nothing, unlike the evaluation of an application
            boolean on = sdk.allFlagsState(context).getFlagValue(FLAG).booleanValue();
            if (changed(person, on)) {
                sdk.boolVariation(FLAG, context, false);
            }
        }
        synchronized (this) {
            rounds++;
            notifyAll();
        }
        clock.schedule(this::round, closely ? CLOSE_PAUSE_MILLIS : PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private synchronized boolean changed(String person, boolean on) {
        Boolean before = values.put(person, on);
        if (before != null && before != on) {
            flips.add(new Flip(person, on, System.nanoTime()));
        }
        return before == null || before != on;
    }

    /** Waits until everybody was asked about after this call, and returns all flips so far. */
    synchronized List<Flip> settled(long timeoutMillis) throws InterruptedException, TimeoutException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        // the round that is under way may have asked about somebody before
        for (long enough = rounds + 2; sdk != null && rounds < enough; ) {
            long millis = (end - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                throw new TimeoutException("the flag was not evaluated within " + timeoutMillis + " ms");
            }
            wait(millis);
        }
        return List.copyOf(flips);
    }

    /** Who has the flag on, or off, now. */
    synchronized List<String> people(boolean on) {
        return values.entrySet().stream()
                .filter(value -> value.getValue() == on)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Asks as often as it can while it is measured, else five times a second, which is enough for who looks at a page. */
    void closely(boolean measured) {
        closely = measured;
    }

    @Override
    public void close() {
        if (sdk == null) {
            return;
        }
        clock.shutdownNow();
        try {
            sdk.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
