package io.github.camelaudience.launchdarkly.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.Integration;
import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceEndpoint;
import io.github.camelaudience.launchdarkly.OneMessage;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentKind;
import io.github.camelaudience.launchdarkly.core.ledger.Acceptance;
import io.github.camelaudience.launchdarkly.core.ledger.LedgerTimes;
import io.github.camelaudience.launchdarkly.core.ledger.MemoryStore;
import io.github.camelaudience.launchdarkly.core.ledger.OneProcessLedger;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import io.github.camelaudience.launchdarkly.core.observe.AudienceSizes;
import io.github.camelaudience.standin.Fault;
import io.github.camelaudience.standin.FaultPlan;
import io.github.camelaudience.standin.RateLimit;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a MeterRegistry holds after a run, and that nobody needs one. */
class AudienceMetersTest {

    private static final Pattern ROW = Pattern.compile("\\| `(launchdarkly[a-z.]*)` \\| (\\w+) \\| ([^|]*) \\|.*");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private Integration start(StandIn standIn, String options) throws Exception {
        return Integration.start(
                standIn, options, context -> context.getRegistry().bind("anyName", MeterRegistry.class, registry));
    }

    private double count(String name, String... tags) {
        return registry.get("launchdarkly.audience." + name)
                .tags(tags)
                .counter()
                .count();
    }

    @Test
    void countsARun() throws Exception {
        StandIn standIn = StandIn.start();
        standIn.faults(FaultPlan.script(Fault.status(503)));
        try (Integration ld = start(standIn, "retryDelay=1")) {
            ld.send(List.of(
                    SegmentMessage.identify("u1").enters("x"),
                    SegmentMessage.identify("u1").at("2026-01-03T03:04:05Z").leaves("x"),
                    SegmentMessage.page("u2").enters("x"),
                    "no JSON"));
            ld.send(SegmentMessage.identify("u1").messageId("another").enters("x"));
            assertThat(count("changes")).isEqualTo(2);
            assertThat(count("skipped", "reason", "not_subscribed")).isEqualTo(1);
            assertThat(count("skipped", "reason", "stale")).isEqualTo(1);
            assertThat(count("rejected", "reason", "not_json")).isEqualTo(1);
            assertThat(count("requests", "outcome", "accepted")).isEqualTo(1);
            assertThat(count("requests", "outcome", "transient")).isEqualTo(1);
            assertThat(count("retries")).isEqualTo(1);
            assertThat(registry.get("launchdarkly.audience.request").timer().count())
                    .isEqualTo(2);
            assertThat(registry.get("launchdarkly.audience.pending").gauge().value())
                    .isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"synced, 0", "big, 0", "standard, 1"})
    void aDryRunPlansChangesAndCountsNoneAsAccepted(SegmentKind kind, int requests) throws Exception {
        try (Integration applied = Integration.start(StandIn.start(), "backend=" + kind)) {
            assertThat(applied.send(SegmentMessage.identify("u1").enters("x")).getException())
                    .isNull();
            StandIn standIn = applied.launchDarkly;
            try (Integration ld = start(standIn, "dryRun=true&backend=" + kind)) {
                ld.send(List.of(SegmentMessage.identify("u2").enters("x"), "no JSON"));
                assertThat(count("planned")).isEqualTo(1);
                assertThat(count("changes")).isZero();
                assertThat(count("rejected", "reason", "not_json")).isEqualTo(1);
                assertThat(count("requests", "outcome", "accepted")).isEqualTo(requests);
                assertThat(ld.endpoint().getChanges()).isZero();
                assertThat(ld.endpoint().getRequests()).isEqualTo(requests);
                assertThat(ld.endpoint().audiences()).singleElement().satisfies(standing -> {
                    assertThat(standing.entered()).isZero();
                    assertThat(standing.waiting()).isZero();
                });
                assertThat(standIn.memberships()).hasSize(1);
            }
        }
    }

    @Test
    void theLimitsOfAccountRouteAndTokenStandApart() throws Exception {
        StandIn standIn = StandIn.builder()
                .rateLimit(RateLimit.perRoute(20).withPerToken(1).tellingLimits())
                .start();
        try (Integration ld = start(standIn, "")) {
            ld.send(SegmentMessage.identify("u1").enters("x"));
            assertThat(rate("rate.limit", "scope", "route")).isEqualTo(20);
            assertThat(rate("rate.remaining", "scope", "route")).isEqualTo(19);
            assertThat(rate("rate.limit", "scope", "token")).isEqualTo(1);
            assertThat(rate("rate.reset", "scope", "token")).isBetween(0.0, 12.0);
            assertThat(rate("rate.limit", "scope", "account")).isNaN();
            assertThat(rate("rate.held", "by", "route")).isZero();
            assertThat(registry.get("launchdarkly.audience.in.flight.allowed")
                            .gauge()
                            .value())
                    .isEqualTo(4);
        }
    }

    private double rate(String name, String tag, String value) {
        return registry.get("launchdarkly.audience." + name)
                .tag(tag, value)
                .gauge()
                .value();
    }

    @Test
    void endpointsOfOneEnvironmentShareTheirMetersAndGaugesLeaveWithTheLast() throws Exception {
        try (Integration ld = start(StandIn.start(), "")) {
            int meters = registry.getMeters().size();
            var second = ld.context.getEndpoint(Integration.uri("contextKind=device"));
            assertThat(registry.getMeters()).hasSize(meters);
            second.stop();
            assertThat(registry.find("launchdarkly.audience.pending").gauge()).isNotNull();
            ld.endpoint().stop();
            assertThat(registry.find("launchdarkly.audience.pending").gauge()).isNull();
            assertThat(registry.find("launchdarkly.audience.changes").counter()).isNotNull();
        }
    }

    @Test
    void aLargeEnvironmentLeavesTheOthersTheirGauges() {
        OneProcessLedger ledger =
                new OneProcessLedger(new MemoryStore(1_000), LedgerTimes.of(Duration.ofSeconds(30)), () -> 0);
        List<MembershipChange> changes = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            changes.add(enters("large", "a" + i, "u1"));
            changes.add(enters("large", "a" + i, "u2"));
        }
        changes.add(enters("small", "a1", "u1"));
        ledger.claim(changes).accepted(new Acceptance(null, 1));
        AudienceSizes sizes = new AudienceSizes(ledger, each -> {});
        sizes.refresh();
        RunningFigures running = new RunningFigures();
        running.add(sizes);
        CamelContext context = new DefaultCamelContext();
        context.getRegistry().bind("anyName", MeterRegistry.class, registry);
        for (String environment : List.of("large", "small")) {
            AudienceMeters.find(context, environment, running).sized(sizes);
        }
        assertThat(registry.get("launchdarkly.audience.members")
                        .tag("environment", "large")
                        .gauges())
                .hasSize(100);
        assertThat(registry.get("launchdarkly.audience.members")
                        .tag("environment", "small")
                        .gauges())
                .singleElement()
                .satisfies(gauge -> assertThat(gauge.value()).isEqualTo(1));
    }

    private static MembershipChange enters(String environment, String audience, String key) {
        return new MembershipChange(new MembershipSlot(environment, "user", audience, key), audience, true, 10, "m");
    }

    @Test
    void theDocumentedTableIsWhatARegistryHolds() throws Exception {
        try (Integration ld = start(StandIn.start(), "")) {
            ld.send(SegmentMessage.identify("u1").enters("x"));
            ld.endpoint().sizes();
            List<String> documented = Files.readAllLines(Path.of("docs/server/operate.md")).stream()
                    .map(ROW::matcher)
                    .filter(Matcher::matches)
                    .map(row -> row.group(1) + " " + row.group(2) + " "
                            + row.group(3).replace("`", "").replace(" ", ""))
                    .toList();
            List<String> held = registry.getMeters().stream()
                    .map(Meter::getId)
                    .map(id -> id.getName() + " " + id.getType().name().toLowerCase(Locale.ROOT) + " "
                            + id.getTags().stream().map(Tag::getKey).collect(Collectors.joining(",")))
                    .distinct()
                    .toList();
            assertThat(documented).isNotEmpty().containsExactlyInAnyOrderElementsOf(held);
            assertThat(registry.get("launchdarkly.audience.changes")
                            .counter()
                            .getId()
                            .getTag("environment"))
                    .isEqualTo(ld.launchDarkly.environment());
        }
    }

    @Test
    void onlyOneClassRefersToMicrometer() throws Exception {
        Path classes = Path.of(LaunchDarklyAudienceEndpoint.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (Stream<Path> files = Files.walk(classes)) {
            List<String> referring = files.filter(file -> file.toString().endsWith(".class"))
                    .filter(AudienceMetersTest::refersToMicrometer)
                    .map(file -> file.getFileName().toString())
                    .toList();
            assertThat(referring).containsExactly("AudienceMeters.class");
        }
    }

    private static boolean refersToMicrometer(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains("io/micrometer/");
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void runsWhereMicrometerIsAbsent(@TempDir Path folder) throws Exception {
        String classPath = Arrays.stream(
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                                .split(File.pathSeparator))
                .filter(entry -> !entry.contains("micrometer"))
                .collect(Collectors.joining(File.pathSeparator));
        Path printed = folder.resolve("printed.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath,
                        OneMessage.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(printed).content().contains("changes=1");
    }
}
