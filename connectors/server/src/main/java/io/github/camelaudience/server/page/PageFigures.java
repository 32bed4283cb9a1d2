package io.github.camelaudience.server.page;

import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceEndpoint;
import io.github.camelaudience.launchdarkly.Operation;
import io.github.camelaudience.launchdarkly.core.ledger.AudienceState;
import io.github.camelaudience.launchdarkly.core.membership.AudienceKey;
import io.github.camelaudience.launchdarkly.core.observe.AudienceFigures;
import io.github.camelaudience.launchdarkly.core.observe.AudienceSizes;
import io.github.camelaudience.launchdarkly.core.observe.AudienceTally;
import io.github.camelaudience.launchdarkly.host.ShownUri;
import io.github.camelaudience.launchdarkly.runtime.EndpointRuntime;
import io.github.camelaudience.server.page.PageModel.Answer;
import io.github.camelaudience.server.page.PageModel.Audience;
import io.github.camelaudience.server.page.PageModel.Delivery;
import io.github.camelaudience.server.page.PageModel.Size;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.apache.camel.CamelContext;

/**
 * Gathers what the page tells, whoever looks: once a second at most, and less often where that takes long, so that it takes a hundredth
 * of one processor's time at most. Thread-safe.
 */
final class PageFigures {

    private static final long FRESH_NANOS = 1_000_000_000L;
    private static final long OLDEST_NANOS = 30 * FRESH_NANOS;
    private static final int SHARE = 100;

    private final CamelContext context;
    private final RejectedMessages rejected;
    private final LongSupplier nanos;
    private PageModel last;
    private long freshUntil;

    PageFigures(CamelContext context, RejectedMessages rejected, LongSupplier nanos) {
        this.context = context;
        this.rejected = rejected;
        this.nanos = nanos;
    }

    /** Tells what the server stood at a moment ago. */
    synchronized PageModel current() {
        long began = nanos.getAsLong();
        if (last == null || began - freshUntil >= 0) {
            last = gather();
            long took = nanos.getAsLong() - began;
            freshUntil = began + Math.min(OLDEST_NANOS, Math.max(FRESH_NANOS, SHARE * took));
        }
        return last;
    }

    /** Something was done on the page: whoever looks next sees what came of it. */
    synchronized void forget() {
        last = null;
    }

    private PageModel gather() {
        List<Delivery> deliveries = new ArrayList<>();
        Map<Key, Audience> audiences = new HashMap<>();
        Map<AudienceKey, AudienceState> sizes = new HashMap<>();
        Map<String, Long> counted = new TreeMap<>();
        for (LaunchDarklyAudienceEndpoint endpoint : endpoints()) {
            AudienceFigures figures = endpoint.figures();
            deliveries.add(new Delivery(
                    Integer.toString(deliveries.size() + 1),
                    endpoint.getConfiguration().getClientSideId(),
                    uri(endpoint),
                    endpoint.getConfiguration().isDryRun(),
                    figures,
                    sizes(endpoint).map(AudienceSizes::trouble).orElse(null)));
            sizes(endpoint).ifPresent(known -> known.all()
                    .forEach(each -> sizes.merge(each.audience(), each, PageFigures::larger)));
            figures.rejected().forEach((reason, count) -> counted.merge(reason, count, Long::sum));
            endpoint.audiences().forEach(standing -> add(audiences, standing, figures.heldAudiences()));
        }
        sizes.values().forEach(state -> addSize(audiences, state));
        List<Audience> sorted = new ArrayList<>(audiences.values());
        sorted.sort(Comparator.comparing(Audience::inTrouble)
                .reversed()
                .thenComparing(Audience::lastEvent, Comparator.nullsLast(Comparator.reverseOrder()))
                .thenComparing(Audience::name)
                .thenComparing(Audience::id));
        return new PageModel(Instant.now(), deliveries, sorted, rejected.look(counted));
    }

    private record Key(String environment, String audienceId) {}

    private static void add(Map<Key, Audience> audiences, AudienceTally.Standing one, Map<String, String> held) {
        String why = held.get(one.audienceId()); // with the environment before the id where routes name several
        Audience next = new Audience(
                one.environment(),
                one.audienceId(),
                one.name(),
                null,
                one.entered(),
                one.left(),
                one.waiting(),
                instant(one.lastEvent()),
                answer(one.lastAnswer()),
                why == null ? held.get(one.environment() + "/" + one.audienceId()) : why);
        audiences.merge(new Key(one.environment(), one.audienceId()), next, PageFigures::merge);
    }

    private static Audience merge(Audience one, Audience other) {
        return new Audience(
                one.environment(),
                one.id(),
                one.name(),
                sum(one.size(), other.size()),
                one.entered() + other.entered(),
                one.left() + other.left(),
                one.waiting() + other.waiting(),
                later(one.lastEvent(), other.lastEvent()),
                other.answer() == null
                                || one.answer() != null
                                        && one.answer()
                                                .at()
                                                .isAfter(other.answer().at())
                        ? one.answer()
                        : other.answer(),
                one.held() == null ? other.held() : one.held());
    }

    /** Endpoints may share a ledger, or each have one that remembers a part. */
    private static AudienceState larger(AudienceState one, AudienceState other) {
        return one.members() >= other.members() ? one : other;
    }

    private static void addSize(Map<Key, Audience> audiences, AudienceState state) {
        AudienceKey key = state.audience();
        Audience sized = new Audience(
                key.environment(),
                key.audienceId(),
                state.name().isEmpty() ? key.audienceId() : state.name(),
                new Size(state.members(), state.seededAt().isPresent()),
                0,
                0,
                0,
                null,
                null,
                null);
        audiences.merge(new Key(key.environment(), key.audienceId()), sized, PageFigures::merge);
    }

    /** Of contexts of several kinds. */
    private static Size sum(Size one, Size other) {
        return one == null || other == null
                ? one == null ? other : one
                : new Size(one.members() + other.members(), one.exact() && other.exact());
    }

    private static Optional<AudienceSizes> sizes(LaunchDarklyAudienceEndpoint endpoint) {
        return Optional.ofNullable(endpoint.delivery()).map(EndpointRuntime::sizes);
    }

    private static Instant later(Instant one, Instant other) {
        return one == null || other != null && other.isAfter(one) ? other : one;
    }

    private static Answer answer(AudienceTally.Answer answer) {
        return answer == null
                ? null
                : new Answer(answer.accepted(), answer.words(), answer.requestId(), Instant.ofEpochMilli(answer.at()));
    }

    /** A message may tell a time that no calendar has. */
    private static Instant instant(long millis) {
        try {
            return millis == Long.MIN_VALUE ? null : Instant.ofEpochMilli(millis);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Finds the endpoint that a form names; the first when it names none; {@code null} if there is none. */
    LaunchDarklyAudienceEndpoint endpoint(String id) {
        List<LaunchDarklyAudienceEndpoint> endpoints = endpoints();
        for (int i = 0; i < endpoints.size(); i++) {
            if (Objects.equals(id, Integer.toString(i + 1)) || id == null) {
                return endpoints.get(i);
            }
        }
        return null;
    }

    /** Finds all endpoints that sync and run, always in the same order. */
    List<LaunchDarklyAudienceEndpoint> endpoints() {
        List<LaunchDarklyAudienceEndpoint> found = new ArrayList<>();
        context.getEndpoints().forEach(endpoint -> {
            if (endpoint instanceof LaunchDarklyAudienceEndpoint ours
                    && ours.getConfiguration().getOperation() == Operation.sync
                    && ours.delivery() != null) {
                found.add(ours);
            }
        });
        found.sort(Comparator.comparing((LaunchDarklyAudienceEndpoint each) ->
                        each.getConfiguration().getClientSideId())
                .thenComparing(PageFigures::uri));
        return found;
    }

    private static String uri(LaunchDarklyAudienceEndpoint endpoint) {
        return ShownUri.of(endpoint);
    }
}
