package io.github.camelaudience.launchdarkly.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceConstants;
import io.github.camelaudience.launchdarkly.SyncReport;
import io.github.camelaudience.standin.Counters;
import io.github.camelaudience.standin.RateLimit;
import io.github.camelaudience.standin.RateLimitStyle;
import io.github.camelaudience.standin.StandIn;
import java.time.Duration;
import java.util.Arrays;
import java.util.Properties;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A stand-in that allows a hundred requests per ten seconds, for some of its windows: {@code mvn -q verify -Psoak
 * -Dtest=RateLimitSoak}.
 */
class RateLimitSoak {

    private static final int ALLOWED = 100;
    private static final int MESSAGES = 500;
    /** What it may take to learn a limit that is not announced. */
    private static final int MOST_THROTTLED = 5;

    @ParameterizedTest
    @EnumSource(names = {"ROUTE_AND_GLOBAL", "GLOBAL_ONLY", "RETRY_AFTER_SECONDS", "NONE"})
    void whatIsAllowedIsUsedAndHardlyAnythingIsThrottled(RateLimitStyle style) throws Exception {
        try (StandIn launchDarkly = StandIn.builder()
                        .rateLimit(RateLimit.global(ALLOWED).withStyle(style))
                        .start();
                DefaultCamelContext context = new DefaultCamelContext()) {
            Properties properties = new Properties();
            properties.setProperty("ld.token", launchDarkly.token());
            context.getPropertiesComponent().setInitialProperties(properties);
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:in")
                            .to("launchdarkly-audience:" + launchDarkly.environment()
                                    + "?accessToken={{ld.token}}&baseUrl=" + launchDarkly.url());
                }
            });
            context.start();
            // One membership per audience: each needs a request of its own.
            SoakEvents events =
                    new SoakEvents(new SoakPlan(MESSAGES, MESSAGES, MESSAGES, 1, 0, false, 11, false, 1, 10_000));
            int[] all = new int[MESSAGES];
            for (int i = 0; i < MESSAGES; i++) {
                all[i] = i;
            }
            long lanes = Arrays.stream(all).map(events::slotOf).distinct().count();
            byte[] body = events.body(all, MESSAGES);
            long start = System.nanoTime();
            Exchange done = context.createProducerTemplate()
                    .request("direct:in", exchange -> exchange.getMessage().setBody(body));
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            assertThat(done.getException()).isNull();
            SyncReport report = done.getProperty(LaunchDarklyAudienceConstants.SYNC_REPORT, SyncReport.class);
            assertThat(report.changes()).isEqualTo(MESSAGES);
            Counters counters = launchDarkly.counters();
            System.out.println("rate limit: style=" + style + " allowed per 10 s=" + ALLOWED + " received="
                    + counters.received() + " throttled=" + counters.throttled() + " seconds=" + took.toSeconds());
            assertThat(counters.received() - counters.throttled()).isEqualTo(lanes);
            assertThat(counters.throttled()).isLessThanOrEqualTo(MOST_THROTTLED);
            assertThat(took).isLessThan(Duration.ofSeconds(10 * (1 + lanes / ALLOWED) + 10));
        }
    }
}
