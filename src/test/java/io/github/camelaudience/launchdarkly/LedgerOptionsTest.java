package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelaudience.launchdarkly.core.ledger.LedgerTimes;
import io.github.camelaudience.launchdarkly.core.ledger.MembershipLedger;
import io.github.camelaudience.launchdarkly.core.ledger.MemoryStore;
import io.github.camelaudience.launchdarkly.core.ledger.OneProcessLedger;
import io.github.camelaudience.launchdarkly.core.ledger.PooledSource;
import io.github.camelaudience.launchdarkly.core.ledger.PostgresServer;
import io.github.camelaudience.launchdarkly.core.ledger.Switch;
import io.github.camelaudience.launchdarkly.host.FailedStart;
import io.github.camelaudience.standin.Fault;
import io.github.camelaudience.standin.FaultPlan;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Where an endpoint remembers what LaunchDarkly accepted last, and what it says when that cannot be. */
class LedgerOptionsTest {

    private static final String LATER = "2026-05-05T00:00:00Z";
    private static final String EARLIER = "2026-04-04T00:00:00Z";

    @TempDir
    Path folder;

    private final StandIn launchDarkly = StandIn.start();
    private final List<Integration> started = new ArrayList<>();

    @AfterEach
    void close() {
        started.forEach(each -> each.context.stop());
        launchDarkly.close();
    }

    private Integration start(String options) throws Exception {
        return start(options, context -> {});
    }

    private Integration start(String options, Consumer<DefaultCamelContext> prepare) throws Exception {
        Integration integration = Integration.start(launchDarkly, options, prepare);
        started.add(integration);
        return integration;
    }

    private String inFolder() {
        return "ledgerFolder=" + folder.resolve("ledger");
    }

    private String refusal(String options, Consumer<DefaultCamelContext> prepare) {
        Throwable refused = catchThrowable(() -> start(options, prepare));
        assertThat(refused).as(options).isNotNull();
        return FailedStart.sentence(refused);
    }

    private String refusal(String options) {
        return refusal(options, context -> {});
    }

    /** What was accepted at one address would make the same messages duplicates at the other. */
    @ParameterizedTest
    @ValueSource(strings = {"ledgerFolder", "ledgerDataSource", "membershipLedger"})
    void oneLedgerIsOfOneAddressAndOneKindOfSegments(String option) {
        String ledger = option + "=" + (option.equals("ledgerFolder") ? folder.resolve("ledger") : "#" + option);
        for (String other : List.of("baseUrl=http://127.0.0.1:9", "baseUrl={{ld.url}}&backend=big")) {
            String refused = refusal(ledger, context -> {
                bind(context, option);
                addRoute(context, other + "&" + ledger);
            });
            assertThat(refused)
                    .contains("a ledger is for one kind of segment at one LaunchDarkly")
                    .contains("it is that of synced segments at " + launchDarkly.url());
        }
    }

    private static void bind(DefaultCamelContext context, String option) {
        if (option.equals("ledgerDataSource")) {
            context.getRegistry().bind(option, PostgresServer.newDatabase());
        } else if (option.equals("membershipLedger")) {
            context.getRegistry()
                    .bind(
                            option,
                            new OneProcessLedger(
                                    new MemoryStore(100),
                                    LedgerTimes.of(Duration.ofSeconds(30)),
                                    System::currentTimeMillis));
        }
    }

    private static void addRoute(DefaultCamelContext context, String options) {
        try {
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:other")
                            .to("launchdarkly-audience:{{ld.environment}}?accessToken={{ld.token}}&" + options);
                }
            });
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aFolderRemembersAcrossARestart() throws Exception {
        Integration first = start(inFolder());
        first.send(SegmentMessage.identify("ada").at(LATER).leaves("vip"));
        first.context.stop();
        Integration next = start(inFolder());
        Exchange older = next.send(SegmentMessage.identify("ada").at(EARLIER).enters("vip"));
        assertThat(Integration.report(older).items().get(0).reason()).isEqualTo("STALE");
        assertThat(launchDarkly.syncRequests()).hasSize(1);
    }

    @Test
    void endpointsOfAContextShareAFolderAndTheLastClosesIt() throws Exception {
        Integration one = start(inFolder());
        one.context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                // other options, so that it is another endpoint
                from("direct:other")
                        .routeId("other")
                        .to(Integration.uri("ledgerFolder=" + folder + "/./ledger&linger=1&settleAfter=10m"));
            }
        });
        one.send(SegmentMessage.identify("ada").at(LATER).leaves("vip"));
        Exchange older = one.context
                .createFluentProducerTemplate()
                .to("direct:other")
                .withBody(SegmentMessage.identify("ada").at(EARLIER).enters("vip"))
                .send();
        assertThat(Integration.report(older).items().get(0).reason()).isEqualTo("STALE");
        one.context.stop();
        start(inFolder());
    }

    @Test
    void endpointsThatWriteSegmentsOfDifferentKindsDoNotShareALedger() throws Exception {
        Integration one = start(inFolder());
        Throwable refused = catchThrowable(() -> one.context.getEndpoint(Integration.uri(inFolder() + "&backend=big")));
        assertThat(FailedStart.sentence(refused))
                .contains("a ledger is for one kind of segment at one LaunchDarkly")
                .contains("it is that of synced segments at " + launchDarkly.url(), "big segments");
        assertThat(one.send(SegmentMessage.identify("ada").enters("vip")).getException())
                .isNull();
    }

    @Test
    void aLedgerIsOfTheKindOfSegmentsThatItBeganWith() throws Exception {
        start(inFolder()).context.stop();
        assertThat(refusal(inFolder() + "&backend=big"))
                .contains("it is that of synced segments, so that of big segments at " + launchDarkly.url());
        start(inFolder()); // which that has not kept open
    }

    @Test
    void aSecondProcessOnTheFolderIsRefusedAndTheFirstGoesOn() throws Exception {
        Integration first = start(inFolder());
        assertThat(refusal(inFolder()))
                .startsWith("ledgerFolder: the ledger's folder " + folder.resolve("ledger") + " is in use by process "
                        + ProcessHandle.current().pid())
                .contains("several processes share a ledger in PostgreSQL");
        assertThat(first.send(SegmentMessage.identify("ada").enters("vip")).getException())
                .isNull();
    }

    @Test
    void aDryRunLooksIntoTheFolderOfWhoSyncs() throws Exception {
        Integration syncing = start(inFolder());
        syncing.send(SegmentMessage.identify("ada").at(LATER).leaves("vip"));
        Integration dry = start(inFolder() + "&dryRun=true");
        Exchange older = dry.send(SegmentMessage.identify("ada").at(EARLIER).enters("vip"));
        assertThat(Integration.report(older).items().get(0).reason()).isEqualTo("STALE");
        start("ledgerFolder=" + folder.resolve("none") + "&dryRun=true");
        assertThat(folder.resolve("none")).doesNotExist();
    }

    @Test
    void aDamagedFolderAndWhatIsNoneAreRefused() throws Exception {
        start(inFolder()).context.stop();
        try (Stream<Path> files = Files.list(folder.resolve("ledger"))) {
            for (Path file : files.filter(each -> each.getFileName().toString().startsWith("MANIFEST"))
                    .toList()) {
                byte[] bytes = Files.readAllBytes(file);
                bytes[bytes.length / 2] ^= 0x55;
                Files.write(file, bytes);
            }
        }
        assertThat(refusal(inFolder())).startsWith("ledgerFolder: ").contains("is damaged", "move it away");
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertThat(refusal("ledgerFolder=" + file)).startsWith("ledgerFolder: ").contains("cannot be made");
    }

    @Test
    void onePlaceOnly() {
        assertThat(refusal(inFolder() + "&ledgerDataSource=#database", context -> context.getRegistry()
                        .bind("database", new PGSimpleDataSource())))
                .startsWith("ledgerFolder and ledgerDataSource are both set");
        assertThat(folder.resolve("ledger")).doesNotExist();
    }

    @Test
    void aLedgerOfYourOwnIsUsedAndLeftOpen() throws Exception {
        AtomicBoolean closed = new AtomicBoolean();
        MembershipLedger own =
                new OneProcessLedger(
                        new MemoryStore(10), LedgerTimes.of(Duration.ofSeconds(30)), System::currentTimeMillis) {
                    @Override
                    public void close() {
                        closed.set(true);
                    }
                };
        Integration with =
                start("membershipLedger=#own", context -> context.getRegistry().bind("own", own));
        with.send(SegmentMessage.identify("ada").enters("vip"));
        with.context.stop();
        assertThat(own.audiences().get(0).members()).isEqualTo(1);
        assertThat(closed).isFalse();
    }

    @Test
    void processesShareADatabase() throws Exception {
        PGSimpleDataSource database = PostgresServer.newDatabase();
        try (PooledSource pool = new PooledSource(database);
                PooledSource otherPool = new PooledSource(database)) {
            Integration one = start(
                    "ledgerDataSource=#db", context -> context.getRegistry().bind("db", pool));
            Integration other = start(
                    "ledgerDataSource=#db", context -> context.getRegistry().bind("db", otherPool));
            one.send(SegmentMessage.identify("ada").at(LATER).leaves("vip"));
            Exchange older =
                    other.send(SegmentMessage.identify("ada").at(EARLIER).enters("vip"));
            assertThat(Integration.report(older).items().get(0).reason()).isEqualTo("STALE");
            other.send(SegmentMessage.identify("bob").enters("vip"));
            assertThat(one.endpoint().members()).containsEntry("user/aud_vip", "at least 1");
        }
    }

    /** The message waits, is neither lost nor sent twice, and health says why. */
    @Test
    void aDatabaseThatIsGoneForAWhileLosesNothing() throws Exception {
        try (PooledSource pool = new PooledSource(PostgresServer.newDatabase())) {
            Integration with = start("ledgerDataSource=#db&maxRetryDelay=500", context -> {
                HealthCheckTest.enable(context);
                context.getRegistry().bind("db", pool);
            });
            with.send(SegmentMessage.identify("ada").enters("vip"));
            PostgresServer.whileAway(() -> {
                with.sendAsync(SegmentMessage.identify("bob").enters("vip"));
                await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(HealthCheckTest.call(with))
                        .returns(HealthCheck.State.DOWN, HealthCheck.Result::getState)
                        .extracting(HealthCheck.Result::getMessage)
                        .asString()
                        .contains("ledger"));
                assertThat(launchDarkly.syncRequests())
                        .as("nothing is sent meanwhile")
                        .hasSize(1);
            });
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                assertThat(launchDarkly.syncRequests()).hasSize(2);
                assertThat(HealthCheckTest.call(with).getState()).isEqualTo(HealthCheck.State.UP);
            });
        }
    }

    @Test
    void aDatabaseThatWasRestoredIsSaidByHealthAndWorkGoesOn() throws Exception {
        PGSimpleDataSource today = PostgresServer.newDatabase();
        Integration before =
                start("ledgerDataSource=#db", context -> context.getRegistry().bind("db", today));
        before.send(SegmentMessage.identify("ada").enters("vip"));
        before.context.stop();
        PGSimpleDataSource yesterday = PostgresServer.copyOf(today);
        Switch both = new Switch(today);
        Integration with = start("ledgerDataSource=#db", context -> {
            HealthCheckTest.enable(context);
            context.getRegistry().bind("db", both);
        });
        launchDarkly.faults(FaultPlan.script(Fault.delay(Duration.ofSeconds(2))));
        Future<Exchange> sent = with.sendAsync(SegmentMessage.identify("bob").enters("vip"));
        await().until(() -> launchDarkly.openRequests() == 1);
        both.to(yesterday);
        assertThat(sent.get().getException()).isNull();
        assertThat(launchDarkly.members("aud_vip")).containsExactlyInAnyOrder("ada", "bob");
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(HealthCheckTest.call(with))
                .returns(HealthCheck.State.DOWN, HealthCheck.Result::getState)
                .extracting(HealthCheck.Result::getMessage)
                .asString()
                .contains("the database was restored"));
        assertThat(with.endpoint().members()).containsEntry("user/aud_vip", "at least 2");
    }

    @Test
    void aDatabaseThatIsNotThereIsRefused() {
        PGSimpleDataSource nowhere = new PGSimpleDataSource();
        nowhere.setServerNames(new String[] {"127.0.0.1"});
        nowhere.setPortNumbers(new int[] {1});
        assertThat(refusal(
                        "ledgerDataSource=#db", context -> context.getRegistry().bind("db", nowhere)))
                .startsWith("ledgerDataSource: the ledger in PostgreSQL could not ")
                .contains("refused");
    }

    @Test
    void sizesAreInMetersJmxAndConsoleAndExactOnceAnAuditHasSeenAll() throws Exception {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        Integration with =
                start(inFolder(), context -> context.getRegistry().bind("meters", MeterRegistry.class, meters));
        with.send(SegmentMessage.identify("ada").enters("vip"));
        with.send(SegmentMessage.identify("bob").enters("vip"));
        with.send(SegmentMessage.identify("bob").at("2030-01-01T00:00:00Z").leaves("vip"));
        assertThat(with.endpoint().members()).containsExactly(java.util.Map.entry("user/aud_vip", "at least 1"));
        assertThat(meters.get("launchdarkly.audience.members")
                        .tags("audience", "aud_vip", "kind", "user")
                        .gauge()
                        .value())
                .isEqualTo(1);
        assertThat(exact(meters)).isZero();

        JsonNode audited = audit(with);
        assertThat(audited.at("/audiences/0/result").asText()).isEqualTo("same");
        assertThat(audited.at("/audiences/0/believed").asLong()).isEqualTo(1);
        assertThat(with.endpoint().members()).containsExactly(java.util.Map.entry("user/aud_vip", "1"));
        assertThat(exact(meters)).isEqualTo(1);
    }

    private static double exact(SimpleMeterRegistry meters) {
        return meters.get("launchdarkly.audience.members.exact")
                .tags("audience", "aud_vip")
                .gauge()
                .value();
    }

    private JsonNode audit(Integration of) throws Exception {
        Exchange audited = of.context
                .createFluentProducerTemplate()
                .to(Integration.uri("operation=audit&auditShare=1"))
                .withBody("{\"audiences\":[\"aud_vip\"]}")
                .send();
        assertThat(audited.getException()).isNull();
        return new ObjectMapper().readTree(audited.getMessage().getBody(String.class));
    }
}
