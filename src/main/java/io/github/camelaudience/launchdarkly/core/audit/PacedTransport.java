package io.github.camelaudience.launchdarkly.core.audit;

import io.github.camelaudience.launchdarkly.core.delivery.pacing.SharePacing;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Transport;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Carries the requests of audits, each not before its share of the rate limit allows it. For one thread at a time: {@link #begin} says
 * until when requests may go.
 */
public final class PacedTransport implements Transport {

    /** Waits. */
    @FunctionalInterface
    public interface Pause {

        /**
         * Waits so many milliseconds.
         *
         * @return whether to go on; {@code false} when everything is about to stop
         */
        boolean await(long millis) throws InterruptedException;
    }

    /** Says that a request was not made because the time of the audit is over. */
    static final class NoTimeLeftException extends IOException {

        private static final long serialVersionUID = 1L;

        NoTimeLeftException(String message) {
            super(message);
        }
    }

    /** The words in paths that are no keys. */
    private static final Set<String> WORDS =
            Set.of("", "api", "v2", "projects", "environments", "segments", "evaluate", "contexts");

    private final Transport transport;
    private final SharePacing pacing;
    private final double share;
    private final LongSupplier clock;
    private final Pause pause;

    private long deadline = Long.MAX_VALUE;
    private int requests;

    /**
     * Makes one for an endpoint.
     *
     * @param transport carries the requests
     * @param pacing    of the account
     * @param share     of the rate limit, above 0 and at most 1
     * @param clock     of {@code pacing}
     */
    public PacedTransport(Transport transport, SharePacing pacing, double share, LongSupplier clock, Pause pause) {
        this.transport = Objects.requireNonNull(transport, "transport");
        this.pacing = Objects.requireNonNull(pacing, "pacing");
        this.share = share;
        this.clock = Objects.requireNonNull(clock, "clock");
        this.pause = Objects.requireNonNull(pause, "pause");
    }

    /** Lets requests go until {@code until}, and counts them anew. */
    void begin(long until) {
        deadline = until;
        requests = 0;
    }

    /** Counts the requests since {@link #begin}. */
    int requests() {
        return requests;
    }

    long now() {
        return clock.getAsLong();
    }

    /** Waits, but not beyond the end; says whether there is time left. */
    boolean await(long millis) throws IOException {
        long now = clock.getAsLong();
        if (now + millis > deadline) {
            return false;
        }
        try {
            if (!pause.await(millis)) {
                throw new NoTimeLeftException("the endpoint is about to stop");
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    @Override
    public Reply exchange(Call call) throws IOException {
        String route = route(call);
        for (long wait = reserve(route); wait > 0; wait = reserve(route)) {
            if (!await(wait)) {
                throw new NoTimeLeftException(
                        "there was no time left: ask for fewer, or raise auditShare or retryTimeout");
            }
        }
        requests++;
        long sentAt = clock.getAsLong();
        ApiOutcome outcome = null;
        try {
            Reply reply = transport.exchange(call);
            outcome = ApiOutcome.answered(reply);
            return reply;
        } catch (IOException e) {
            outcome = ApiOutcome.unanswered(e);
            throw e;
        } finally {
            if (outcome == null) {
                pacing.cancelled(route, clock.getAsLong());
            } else {
                pacing.concluded(
                        route,
                        outcome,
                        sentAt,
                        clock.getAsLong(),
                        ThreadLocalRandom.current().nextDouble());
            }
        }
    }

    private long reserve(String route) {
        return pacing.reserve(clock.getAsLong(), route, share);
    }

    /** The verb and the pattern of the URL, by which LaunchDarkly counts. */
    private static String route(Call call) {
        String path = call.url().replaceFirst("^[^/]*//[^/]*", "").replaceFirst("\\?.*$", "");
        return Arrays.stream(path.split("/"))
                .map(part -> WORDS.contains(part) ? part : "*")
                .collect(Collectors.joining("/", call.method() + " ", ""));
    }
}
