package io.github.camelaudience.launchdarkly.observe;

import io.github.camelaudience.launchdarkly.core.audit.AuditReport;
import io.github.camelaudience.launchdarkly.core.delivery.DeliveryFailure;
import io.github.camelaudience.launchdarkly.core.delivery.DeliveryMonitor;
import io.github.camelaudience.launchdarkly.core.delivery.Settlement;
import io.github.camelaudience.launchdarkly.core.delivery.pacing.RateBound;
import io.github.camelaudience.launchdarkly.core.event.AudienceEvent;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Disposition;
import io.github.camelaudience.launchdarkly.core.launchdarkly.RateScope;
import io.github.camelaudience.launchdarkly.core.ledger.AudienceState;
import io.github.camelaudience.launchdarkly.core.membership.AudienceKey;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.RejectReason;
import io.github.camelaudience.launchdarkly.core.membership.SkipReason;
import io.github.camelaudience.launchdarkly.core.observe.AudienceFigures;
import io.github.camelaudience.launchdarkly.core.observe.AudienceSizes;
import io.github.camelaudience.launchdarkly.core.observe.VerdictMonitor;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.apache.camel.CamelContext;

/**
 * The endpoint's figures as Micrometer meters; {@code docs/server/operate.md} lists them. Endpoints of one environment share
 * their meters. The only class that refers to Micrometer, so it must not be touched where that is absent.
 */
final class AudienceMeters implements DeliveryMonitor, VerdictMonitor {

    /** The name under which camel-micrometer keeps its registry. */
    private static final String CAMEL_REGISTRY = "metricsRegistry";

    /** So many audiences of an environment have meters of their own. */
    private static final int MOST_AUDIENCES = 100;

    private static final String PREFIX = "launchdarkly.audience.";

    private final String environment;
    private final RunningFigures running;
    private final MeterRegistry registry;
    private final Tags tags;
    private final Counter changes;
    private final Counter planned;
    private final Map<DeliveryFailure.Kind, Counter> failed;
    private final Map<SkipReason, Counter> skipped;
    private final Map<RejectReason, Counter> rejected;
    private final Counter unread;
    private final Counter unreadableTime;
    private final Map<Disposition, Counter> requests;
    private final Map<AuditReport.Result, Counter> audited;
    private final Counter drift;
    private final Map<AudienceEvent.Type, Counter> events;
    private final Counter retries;
    private final Timer request;
    private final Timer rateGateWait;
    private final List<Gauge> gauges = new ArrayList<>();
    private final Set<AudienceKey> shown = new HashSet<>();
    private boolean isClosed;

    private AudienceMeters(String environment, RunningFigures running, MeterRegistry registry) {
        this.environment = environment;
        this.running = running;
        this.registry = registry;
        this.tags = Tags.of("environment", environment);
        this.changes = registry.counter(PREFIX + "changes", tags);
        this.planned = registry.counter(PREFIX + "planned", tags);
        this.failed = counters("failed", "reason", DeliveryFailure.Kind.class);
        this.skipped = counters("skipped", "reason", SkipReason.class);
        this.rejected = counters("rejected", "reason", RejectReason.class);
        this.unread = registry.counter(PREFIX + "unread", tags);
        this.unreadableTime = registry.counter(PREFIX + "unreadable.time", tags);
        this.requests = counters("requests", "outcome", Disposition.class);
        this.audited = counters("audited", "result", AuditReport.Result.class);
        this.events = counters("events", "type", AudienceEvent.Type.class);
        this.drift = registry.counter(PREFIX + "drift", tags);
        this.retries = registry.counter(PREFIX + "retries", tags);
        this.request = registry.timer(PREFIX + "request", tags);
        this.rateGateWait = registry.timer(PREFIX + "rate.limiter.wait", tags);
        gauge("pending", null, tags, all -> all.of(environment)
                .mapToLong(AudienceFigures::pending)
                .sum());
        gauge(
                "oldest",
                "seconds",
                tags,
                all -> all.of(environment)
                                .mapToLong(AudienceFigures::oldestWaitingMillis)
                                .max()
                                .orElse(0)
                        / 1000.0);
        gauge("held.audiences", null, tags, all -> all.of(environment)
                .mapToLong(figures -> figures.heldAudiences().size())
                .max()
                .orElse(0));
        gauge("in.flight.allowed", null, tags, all -> all.of(environment)
                .mapToInt(AudienceFigures::allowedInFlight)
                .min()
                .orElse(0));
        gauge("audiences", null, tags, all -> all.audiences(environment));
        for (RateScope scope : RateScope.values()) {
            Tags ofScope = tags.and("scope", scope.toString());
            rateGauge("rate.limit", null, ofScope, scope, AudienceFigures.Rate::limit);
            rateGauge("rate.remaining", null, ofScope, scope, AudienceFigures.Rate::remaining);
            rateGauge("rate.reset", "seconds", ofScope, scope, rate -> rate.resetMillis() / 1000.0);
        }
        for (RateBound bound : RateBound.values()) {
            if (bound != RateBound.NONE) {
                gauge("rate.held", null, tags.and("by", bound.toString()), all -> all.of(environment)
                        .filter(figures -> figures.rateHeldBy() == bound)
                        .count());
            }
        }
    }

    /** A part of what one limit stands at; NaN while LaunchDarkly has not told of it. The tightest of several endpoints. */
    private void rateGauge(
            String name, String unit, Tags ofScope, RateScope scope, ToDoubleFunction<AudienceFigures.Rate> part) {
        gauge(name, unit, ofScope, all -> all.of(environment)
                .map(figures -> figures.rateLimits().get(scope))
                .filter(Objects::nonNull)
                .min(Comparator.comparingLong(AudienceFigures.Rate::remaining))
                .map(rate -> part.applyAsDouble(rate))
                .orElse(Double.NaN));
    }

    /** Meters in the context's registry; {@code null} if it has none, or several and none of the usual name. */
    static AudienceMeters find(CamelContext context, String environment, RunningFigures running) {
        MeterRegistry registry = context.getRegistry().lookupByNameAndType(CAMEL_REGISTRY, MeterRegistry.class);
        if (registry == null) {
            registry = context.getRegistry().findSingleByType(MeterRegistry.class);
        }
        return registry == null ? null : new AudienceMeters(environment, running, registry);
    }

    private <E extends Enum<E>> Map<E, Counter> counters(String name, String tag, Class<E> values) {
        Map<E, Counter> counters = new EnumMap<>(values);
        for (E value : values.getEnumConstants()) {
            counters.put(
                    value,
                    registry.counter(PREFIX + name, tags.and(tag, value.name().toLowerCase(Locale.ROOT))));
        }
        return counters;
    }

    private void gauge(String name, String unit, Tags tagged, ToDoubleFunction<RunningFigures> value) {
        Gauge shared = registry.find(PREFIX + name).tags(tagged).gauge();
        gauges.add(
                shared != null
                        ? shared
                        : Gauge.builder(PREFIX + name, running, value)
                                .tags(tagged)
                                .baseUnit(unit)
                                .register(registry));
    }

    /** Shows the sizes of the largest audiences: what is shown stays, so that a series does not come and go. */
    synchronized void sized(AudienceSizes sizes) {
        if (isClosed) {
            return;
        }
        for (AudienceState each : sizes.largest(environment, MOST_AUDIENCES)) {
            AudienceKey audience = each.audience();
            if (!shown.contains(audience)
                    && registry.find(PREFIX + "members").tags(tags).gauges().size() < MOST_AUDIENCES
                    && shown.add(audience)) {
                Tags ofAudience = tags.and("audience", audience.audienceId()).and("kind", audience.contextKind());
                gauge("members", null, ofAudience, all -> all.of(audience)
                        .map(AudienceState::members)
                        .orElse(0L));
                gauge("members.exact", null, ofAudience, all -> all.of(audience)
                        .filter(state -> state.seededAt().isPresent())
                        .map(state -> 1)
                        .orElse(0));
            }
        }
    }

    /** Takes the gauges out when no endpoint of the environment is left; counters keep what was counted. */
    synchronized void close() {
        isClosed = true;
        if (running.of(environment).findAny().isEmpty()) {
            gauges.forEach(registry::remove);
        }
    }

    @Override
    public void requested(ApiOutcome outcome, int members, long millis, boolean retry) {
        requests.get(outcome.disposition()).increment();
        request.record(millis, TimeUnit.MILLISECONDS);
        if (retry) {
            retries.increment();
        }
    }

    @Override
    public void settled(List<MembershipChange> alike, Settlement settlement) {
        if (settlement instanceof Settlement.Accepted || settlement instanceof Settlement.Superseded) {
            changes.increment(alike.size());
        } else if (settlement instanceof Settlement.Failed failure) {
            failed.get(failure.cause().kind()).increment(alike.size());
        }
    }

    @Override
    public void planned(List<MembershipChange> changes) {
        planned.increment(changes.size());
    }

    @Override
    public void waited(long millis) {
        rateGateWait.record(millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void skipped(SkipReason reason) {
        skipped.get(reason).increment();
    }

    @Override
    public void rejected(RejectReason reason) {
        rejected.get(reason).increment();
    }

    @Override
    public void unreadableTime() {
        unreadableTime.increment();
    }

    @Override
    public void unread() {
        unread.increment();
    }

    @Override
    public void event(AudienceEvent event) {
        events.get(event.type()).increment();
    }

    @Override
    public void audited(AuditReport.Result result, int count) {
        audited.get(result).increment(count);
        if (result == AuditReport.Result.drift) {
            drift.increment(count);
        }
    }
}
