package io.github.camelaudience.launchdarkly;

import io.github.camelaudience.launchdarkly.core.observe.AudienceFigures;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.health.WritableHealthCheckRepository;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * Down while LaunchDarkly refuses the access token, while changes are held (rule D28), be it of one audience, while the last attempts failed, until the
 * first accepted request or the next check if the credentials could not be checked at the start, while the ledger cannot be read or has lost what it had, when an exchange has waited for half of the retry timeout, and when a request is under way for longer than one can be. Steady: only an
 * accepted request ends the first three. Waiting for a rate limit is no fault; when it takes seconds, the message says for which.
 * Reports what is known; sends nothing itself.
 */
final class LaunchDarklyAudienceHealthCheck extends AbstractHealthCheck {

    private static final String REPOSITORY = "producers";
    /** What a request may take before it leaves and after it is answered. */
    private static final long TOLERANCE_MILLIS = 1_000;

    private final LaunchDarklyAudienceConfiguration configuration;
    private final Supplier<AudienceFigures> figuresNow;
    private final Supplier<String> ledgerTrouble;
    private final Supplier<String> unverified;

    private LaunchDarklyAudienceHealthCheck(
            String id,
            LaunchDarklyAudienceConfiguration configuration,
            Supplier<AudienceFigures> figuresNow,
            Supplier<String> ledgerTrouble,
            Supplier<String> unverified) {
        super("camel", id);
        this.ledgerTrouble = ledgerTrouble;
        this.unverified = unverified;
        this.configuration = configuration;
        this.figuresNow = figuresNow;
    }

    /** The check of a started endpoint, registered; {@code null} when the context has no health checks. */
    static LaunchDarklyAudienceHealthCheck register(
            CamelContext context,
            LaunchDarklyAudienceConfiguration configuration,
            boolean enabled,
            Supplier<AudienceFigures> figuresNow,
            Supplier<String> ledgerTrouble,
            Supplier<String> unverified) {
        WritableHealthCheckRepository repository = repository(context);
        if (repository == null) {
            return null;
        }
        synchronized (repository) {
            LaunchDarklyAudienceHealthCheck check = new LaunchDarklyAudienceHealthCheck(
                    freeId(repository, configuration.getClientSideId()),
                    configuration,
                    figuresNow,
                    ledgerTrouble,
                    unverified);
            check.setCamelContext(context);
            check.setEnabled(enabled);
            repository.addHealthCheck(check);
            return check;
        }
    }

    /** Endpoints of one environment are numbered from the second on. */
    private static String freeId(WritableHealthCheckRepository repository, String clientSideId) {
        String id = "producer:launchdarkly-audience-" + clientSideId;
        String free = id;
        for (int i = 2; isTaken(repository, free); i++) {
            free = id + "-" + i;
        }
        return free;
    }

    private static boolean isTaken(WritableHealthCheckRepository repository, String id) {
        return repository.stream().anyMatch(check -> check.getId().equals(id));
    }

    void unregister() {
        WritableHealthCheckRepository repository = repository(getCamelContext());
        if (repository != null) {
            repository.removeHealthCheck(this);
        }
    }

    private static WritableHealthCheckRepository repository(CamelContext context) {
        return HealthCheckHelper.getHealthCheckRepository(context, REPOSITORY, WritableHealthCheckRepository.class);
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        AudienceFigures figures = figuresNow.get();
        builder.detail("environment", configuration.getClientSideId());
        figures.toMap().forEach(builder::detail);
        long tooLong = configuration.getRetryTimeout() / 2;
        if (figures.unauthorized() != null) {
            builder.message("LaunchDarkly refuses the access token: " + figures.unauthorized())
                    .down();
        } else if (figures.held() != null) {
            builder.message(figures.held()).down();
        } else if (!figures.heldAudiences().isEmpty()) {
            builder.message(String.join("; ", figures.heldAudiences().values())).down();
        } else if (figures.ledger() != null) {
            builder.message("the ledger fails, and what it cannot judge or remember waits: " + figures.ledger())
                    .down();
        } else if (ledgerTrouble.get() != null) {
            builder.message(ledgerTrouble.get()).down();
        } else if (figures.failing()) {
            builder.message("LaunchDarkly is not accepting; last answer: " + figures.lastOutcome())
                    .down();
        } else if (unverified.get() != null) {
            builder.message(unverified.get()).down();
        } else if (figures.oldestWaitingMillis() > tooLong) {
            builder.message("the oldest exchange has waited for " + figures.oldestWaitingMillis()
                            + " ms, more than half of retryTimeout"
                            + (figures.rateWaitingInWords() == null ? "" : "; " + figures.rateWaitingInWords()))
                    .down();
        } else if (figures.oldestRequestMillis() > longestRequest()) {
            builder.message("a request has been under way for " + figures.oldestRequestMillis()
                            + " ms, longer than connectTimeout and responseTimeout allow")
                    .down();
        } else {
            builder.message(figures.rateWaitingInWords()).up();
        }
    }

    private long longestRequest() {
        return configuration.getConnectTimeout() + configuration.getResponseTimeout() + TOLERANCE_MILLIS;
    }
}
