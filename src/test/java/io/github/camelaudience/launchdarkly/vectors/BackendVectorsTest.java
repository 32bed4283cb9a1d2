package io.github.camelaudience.launchdarkly.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceComponent;
import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceConfiguration;
import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceConstants;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentKind;
import io.github.camelaudience.launchdarkly.core.launchdarkly.rest.RestRig;
import io.github.camelaudience.launchdarkly.core.sync.SyncReport;
import io.github.camelaudience.standin.Environment;
import io.github.camelaudience.standin.Lane;
import io.github.camelaudience.standin.SegmentView;
import io.github.camelaudience.standin.StandIn;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.camel.Exchange;
import org.apache.camel.FailedToCreateProducerException;
import org.apache.camel.FluentProducerTemplate;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configurator;
import org.junit.jupiter.api.Test;

/**
 * The golden vectors as memberships: whatever kind of segment they are written to, the same contexts are in the same audiences, and
 * the report says the same of each message. Each kind has an environment of its own at one stand-in.
 */
class BackendVectorsTest {

    private static final Map<SegmentKind, String> ENVIRONMENTS = Map.of(
            SegmentKind.synced, "5f0000000000000000000001",
            SegmentKind.standard, "5f0000000000000000000002",
            SegmentKind.big, "5f0000000000000000000003");

    /** One in so many of the vectors that are drawn at random, unless all are wanted: {@code -Dvectors.all=true}. */
    private static final int SHARE = Boolean.getBoolean("vectors.all") ? 1 : 10;

    /** Which contexts are in which audiences, by audience and kind; audiences without anybody are left out. */
    private record Result(Map<String, Set<String>> members, List<String> items) {}

    @Test
    void theSameContextsAreInTheSameAudiences() throws Exception {
        List<String> different = new ArrayList<>();
        int compared = 0;
        int ofSeveralKinds = 0;
        int drawn = 0;
        Configurator.setLevel("io.github.camelaudience.launchdarkly", Level.OFF);
        try (StandIn launchDarkly = launchDarkly();
                DefaultCamelContext context = new DefaultCamelContext()) {
            context.start();
            Map<String, String> endpoints = new HashMap<>();
            FluentProducerTemplate template = context.createFluentProducerTemplate();
            for (VectorCase vector : VectorFile.load()) {
                WrittenCase written = WrittenCase.of(vector);
                if (!vector.isAnsweredPlainly() || vector.toString().startsWith("random") && drawn++ % SHARE != 0) {
                    continue;
                }
                Map<SegmentKind, Result> results = new EnumMap<>(SegmentKind.class);
                try {
                    for (SegmentKind kind : SegmentKind.values()) {
                        String endpoint = endpoint(context, launchDarkly, written.mapping(), kind, endpoints);
                        Exchange done =
                                template.to(endpoint).withBody(written.events()).send();
                        results.put(kind, result(launchDarkly, kind, done));
                    }
                } catch (ResolveEndpointFailedException | FailedToCreateProducerException e) {
                    continue; // a mapping that no endpoint takes
                }
                boolean severalKinds = isOfSeveralKinds(launchDarkly);
                launchDarkly.reset();
                compared++;
                Result synced = results.get(SegmentKind.synced);
                if (!synced.equals(results.get(SegmentKind.standard))) {
                    different.add(vector + " standard: " + results);
                }
                if (severalKinds) {
                    ofSeveralKinds++; // a big segment takes one
                } else if (!synced.equals(results.get(SegmentKind.big))) {
                    different.add(vector + " big: " + results);
                }
            }
        } finally {
            LoggerContext logging = (LoggerContext) LogManager.getContext(false);
            logging.getConfiguration().removeLogger("io.github.camelaudience.launchdarkly");
            logging.updateLoggers();
        }
        System.out.println("backends: vectors=" + compared + " ofSeveralKinds=" + ofSeveralKinds + " different="
                + different.size());
        assertThat(different).isEmpty();
        assertThat(compared).isGreaterThan(100);
    }

    private static StandIn launchDarkly() {
        return StandIn.builder()
                .keepRequests(0)
                .audienceOf(RestRig::audienceOf)
                .environment(Environment.of("default", "synced", ENVIRONMENTS.get(SegmentKind.synced)))
                .environment(Environment.of("default", "standard", ENVIRONMENTS.get(SegmentKind.standard)))
                .environment(Environment.of("default", "big", ENVIRONMENTS.get(SegmentKind.big)))
                .start();
    }

    private static String endpoint(
            DefaultCamelContext context,
            StandIn launchDarkly,
            String mapping,
            SegmentKind kind,
            Map<String, String> endpoints) {
        return endpoints.computeIfAbsent(kind + " " + mapping, setup -> {
            LaunchDarklyAudienceComponent component = new LaunchDarklyAudienceComponent();
            LaunchDarklyAudienceConfiguration configuration = component.getConfiguration();
            configuration.setAccessToken(launchDarkly.token());
            configuration.setBaseUrl(launchDarkly.url());
            configuration.setMapping(mapping);
            configuration.setMaxRememberedMemberships(0);
            configuration.setUnauthorizedCoolDown(0);
            configuration.setBackend(kind);
            if (kind != SegmentKind.synced) {
                configuration.setProjectKey("default");
                configuration.setEnvironmentKey(kind.name());
            }
            String scheme = "backend" + endpoints.size();
            context.addComponent(scheme, component);
            return scheme + ":" + ENVIRONMENTS.get(kind);
        });
    }

    private static Result result(StandIn launchDarkly, SegmentKind kind, Exchange done) {
        Map<String, Set<String>> members = new TreeMap<>();
        for (SegmentView segment : launchDarkly.segments()) {
            if (segment.lane().environment().equals(ENVIRONMENTS.get(kind)) && segment.size() > 0) {
                members.computeIfAbsent(
                                segment.lane().cohortId() + " " + segment.lane().contextKind(), lane -> new TreeSet<>())
                        .addAll(launchDarkly.members(segment.lane()));
            }
        }
        SyncReport report = done.getProperty(LaunchDarklyAudienceConstants.SYNC_REPORT, SyncReport.class);
        return new Result(
                members,
                report == null
                        ? List.of()
                        : report.items().stream()
                                .map(item -> item.path() + " " + item.result() + " " + item.reason())
                                .toList());
    }

    private static boolean isOfSeveralKinds(StandIn launchDarkly) {
        List<String> audiences = launchDarkly.segments().stream()
                .map(SegmentView::lane)
                .filter(lane -> lane.environment().equals(ENVIRONMENTS.get(SegmentKind.synced)))
                .map(Lane::cohortId)
                .toList();
        return audiences.size() > Set.copyOf(audiences).size();
    }
}
