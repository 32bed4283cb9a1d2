package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelaudience.launchdarkly.core.mirror.MirrorException;
import io.github.camelaudience.launchdarkly.exchange.MirrorOperation;
import io.github.camelaudience.standin.Fault;
import io.github.camelaudience.standin.FaultPlan;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The operation mirror beside the endpoint that syncs, over HTTP, with a ledger in a folder. */
class MirrorOperationTest {

    private static final String VIP = "&audienceId=aud_vip&audienceKey=vip_users&keyColumn=user_id";
    private static final String SNAPSHOT = "&snapshotTime=2026-05-01T00:00:00Z";

    @TempDir
    Path folder;

    private Integration ld;

    @AfterEach
    void close() {
        if (ld != null) {
            ld.close();
        }
    }

    private void start() throws Exception {
        ld = Integration.start(StandIn.start(), ledger());
    }

    private String ledger() {
        return "ledgerFolder=" + folder.resolve("ledger");
    }

    private Exchange mirror(String options, Processor prepare) {
        return ld.context
                .createFluentProducerTemplate()
                .to(Integration.uri(ledger() + "&operation=mirror" + options))
                .withProcessor(prepare)
                .send();
    }

    private Exchange mirror(String options, Object body) {
        return mirror(options, (Processor) exchange -> exchange.getMessage().setBody(body));
    }

    private static JsonNode report(Exchange exchange) throws Exception {
        assertThat(exchange.getMessage().getHeader(Exchange.CONTENT_TYPE)).isEqualTo("application/json");
        return new ObjectMapper().readTree(exchange.getMessage().getBody(String.class));
    }

    private static JsonNode done(Exchange exchange) throws Exception {
        assertThat(exchange.getException()).isNull();
        return report(exchange);
    }

    private static String csv(int from, int to) {
        StringBuilder rows = new StringBuilder("user_id,plan\n");
        IntStream.range(from, to).forEach(i -> rows.append("u").append(i).append(",free\n"));
        return rows.toString();
    }

    @Test
    void anAudienceBecomesWhatTheBodySaysAndTheSecondTimeNothingIsSent() throws Exception {
        start();
        JsonNode first = done(mirror(VIP + SNAPSHOT, csv(0, 2500)));
        assertThat(first.path("result").asText()).isEqualTo("applied");
        assertThat(first.at("/plan/enter").asInt()).isEqualTo(2500);
        assertThat(ld.launchDarkly.members("aud_vip")).hasSize(2500).contains("u0", "u2499");
        assertThat(ld.launchDarkly.segments()).singleElement().satisfies(segment -> assertThat(segment.toString())
                .contains("Vip users"));

        int requests = ld.launchDarkly.syncRequests().size();
        Exchange again = mirror(VIP + SNAPSHOT, csv(0, 2500));
        assertThat(done(again).at("/plan/same").asInt()).isEqualTo(2500);
        assertThat(ld.launchDarkly.syncRequests()).hasSize(requests);
        assertThat(again.getMessage().getHeader(LaunchDarklyAudienceConstants.CHANGES))
                .isEqualTo(0);

        JsonNode newer = done(mirror(VIP + "&snapshotTime=2026-05-02T00:00:00Z", csv(100, 2600)));
        assertThat(newer.at("/sent/accepted").asInt()).isEqualTo(200);
        assertThat(ld.launchDarkly.members("aud_vip"))
                .hasSize(2500)
                .contains("u2599")
                .doesNotContain("u99");
    }

    @Test
    void whatTheOtherEndpointSyncedLaterStays() throws Exception {
        start();
        ld.send(SegmentMessage.identify("ada").at("2026-05-03T00:00:00Z").leaves("vip"));
        ld.send(SegmentMessage.identify("bob").at("2026-04-01T00:00:00Z").leaves("vip"));
        JsonNode report = done(mirror("&audienceId=aud_vip&audienceKey=vip" + SNAPSHOT, List.of("ada", "bob", "cyd")));
        assertThat(report.at("/plan/newer").asInt()).isEqualTo(1);
        assertThat(ld.launchDarkly.members("aud_vip")).containsExactlyInAnyOrder("bob", "cyd");
        ld.send(SegmentMessage.identify("cyd").at("2026-04-30T00:00:00Z").leaves("vip"));
        assertThat(ld.launchDarkly.members("aud_vip")).containsExactlyInAnyOrder("bob", "cyd");
        ld.send(SegmentMessage.identify("cyd").at("2026-05-01T00:00:01Z").leaves("vip"));
        assertThat(ld.launchDarkly.members("aud_vip")).containsExactly("bob");
    }

    static List<Arguments> bodies() {
        String csv = "user_id,plan\nu1,a\nu2,b\n";
        return Stream.of(
                        csv,
                        csv.getBytes(StandardCharsets.UTF_8),
                        new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8)),
                        "{\"user_id\":\"u1\"}\n{\"user_id\":\"u2\"}",
                        List.of(Map.of("USER_ID", "u1", "PLAN", "a"), Map.of("USER_ID", "u2", "PLAN", "b")),
                        List.of("u1", "u2").iterator(),
                        (Object) new Object[] {"u1", "u2"})
                .map(Arguments::of)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void aBodyMayBeTextOrRows(Object body) throws Exception {
        start();
        assertThat(done(mirror(VIP + SNAPSHOT, body)).path("keys").asInt()).isEqualTo(2);
        assertThat(ld.launchDarkly.members("aud_vip")).containsExactlyInAnyOrder("u1", "u2");
    }

    @Test
    void aFileIsReadAsItIsStored() throws Exception {
        start();
        Path file = Files.writeString(folder.resolve("vip.csv"), "user_id\nJos\u00e9\n", StandardCharsets.UTF_8);
        assertThat(done(mirror(VIP + SNAPSHOT, file.toFile())).path("keys").asInt())
                .isEqualTo(1);
        assertThat(ld.launchDarkly.members("aud_vip")).containsExactly("Jos\u00e9");
    }

    static List<Object> times() {
        Instant time = Instant.parse("2026-05-01T00:00:00Z");
        return List.of(
                "2026-05-01T00:00:00Z",
                "2026-05-01 00:00:00",
                time.toEpochMilli(),
                time,
                Date.from(time),
                Timestamp.from(time),
                OffsetDateTime.ofInstant(time, ZoneOffset.ofHours(2)),
                OffsetDateTime.ofInstant(time, ZoneOffset.UTC).toLocalDateTime(),
                time.atZone(ZoneOffset.ofHours(-3)));
    }

    @ParameterizedTest
    @MethodSource("times")
    void theTimeOfTheSnapshotMayBeOfAnyType(Object time) throws Exception {
        start();
        Exchange exchange = mirror(VIP, (Processor) e -> {
            e.setProperty(LaunchDarklyAudienceConstants.SNAPSHOT_TIME, time);
            e.getMessage().setBody(List.of("u1"));
        });
        assertThat(done(exchange).path("snapshotTime").asText()).isEqualTo("2026-05-01T00:00:00Z");
    }

    @Test
    void theRouteDecidesByPropertiesAndAHeaderCountsOnlyWhereItMay() throws Exception {
        start();
        Processor byHeader = e -> {
            e.getMessage().setHeader(LaunchDarklyAudienceConstants.AUDIENCE_ID, "aud_other");
            e.getMessage().setHeader(LaunchDarklyAudienceConstants.SNAPSHOT_TIME, "2026-05-01T00:00:00Z");
            e.getMessage().setBody(List.of("u1"));
        };
        Exchange refused = mirror("&audienceId=aud_vip", byHeader);
        assertThat(refused.getException()).hasMessageContaining("set snapshotTime");
        assertThat(done(mirror("&audienceId=aud_vip&headerOverrides=true", byHeader))
                        .path("audienceId")
                        .asText())
                .isEqualTo("aud_other");
        Exchange byProperty = mirror(VIP + SNAPSHOT, (Processor) e -> {
            e.setProperty(LaunchDarklyAudienceConstants.AUDIENCE_ID, "aud_third");
            e.setProperty(LaunchDarklyAudienceConstants.CONTEXT_KIND, "device");
            e.getMessage().setBody(List.of("u1"));
        });
        assertThat(done(byProperty).path("contextKind").asText()).isEqualTo("device");
        assertThat(ld.launchDarkly.members("aud_third")).containsExactly("u1");
    }

    /** Rule D33. */
    @ParameterizedTest
    @ValueSource(strings = {"", " \u2003"})
    void aBlankTimeOfTheSnapshotIsNone(String blank) throws Exception {
        start();
        Processor byHeader = e -> {
            e.setProperty(LaunchDarklyAudienceConstants.SNAPSHOT_TIME, new StringBuilder(blank));
            e.getMessage().setHeader(LaunchDarklyAudienceConstants.SNAPSHOT_TIME, "2026-05-01T00:00:00Z");
            e.getMessage().setBody(List.of("u1"));
        };
        assertThat(done(mirror(VIP + "&headerOverrides=true", byHeader))
                        .path("snapshotTime")
                        .asText())
                .isEqualTo("2026-05-01T00:00:00Z");
        assertThat(mirror(VIP, byHeader).getException()).hasMessageContaining("set snapshotTime");
        Processor blankBoth = e -> {
            e.setProperty(LaunchDarklyAudienceConstants.SNAPSHOT_TIME, blank);
            e.getMessage().setHeader(LaunchDarklyAudienceConstants.SNAPSHOT_TIME, blank);
            e.getMessage().setBody(List.of("u1"));
        };
        assertThat(done(mirror(VIP + SNAPSHOT + "&headerOverrides=true", blankBoth))
                        .path("snapshotTime")
                        .asText())
                .isEqualTo("2026-05-01T00:00:00Z");
    }

    @Test
    void aHeldPlanFailsTheExchangeAndItsIdAppliesItWithoutABody() throws Exception {
        start();
        done(mirror(VIP + SNAPSHOT, csv(0, 3000)));
        Exchange held = mirror(VIP + "&snapshotTime=2026-05-02T00:00:00Z", csv(2300, 3000));
        assertThat(held.getException(MirrorHeldException.class))
                .hasMessageStartingWith("2,300 of 3,000 known members would leave");
        JsonNode report = report(held);
        assertThat(report.path("result").asText()).isEqualTo("held");
        assertThat(ld.launchDarkly.members("aud_vip")).hasSize(3000);

        String id = held.getException(MirrorHeldException.class).getId();
        assertThat(done(mirror(VIP + "&mirrorConfirm=" + id, (Object) null))
                        .path("result")
                        .asText())
                .isEqualTo("applied");
        assertThat(ld.launchDarkly.members("aud_vip")).hasSize(700);
    }

    @Test
    void aDryRunTellsThePlanBesideWhoWritesTheLedger() throws Exception {
        start();
        ld.send(SegmentMessage.identify("ada").at("2026-04-01T00:00:00Z").enters("vip"));
        JsonNode plan = done(mirror("&audienceId=aud_vip&dryRun=true" + SNAPSHOT, List.of("bob")));
        assertThat(plan.path("result").asText()).isEqualTo("planned");
        assertThat(plan.at("/plan/enter").asInt()).isEqualTo(1);
        assertThat(plan.at("/plan/exit").asInt()).isEqualTo(1);
        assertThat(plan.path("why").asText()).contains("mirrorRemovals=always");
        assertThat(ld.launchDarkly.members("aud_vip")).containsExactly("ada");
    }

    @Test
    void rowsThatWereReadAreNotReadAgain() throws Exception {
        start();
        Exchange exchange = new DefaultExchange(ld.context);
        exchange.getMessage().setBody(List.of("u1").iterator());
        LaunchDarklyAudienceConfiguration options = new LaunchDarklyAudienceConfiguration();
        MirrorOperation.keys(exchange.getMessage(), options);
        assertThatThrownBy(() -> MirrorOperation.keys(exchange.getMessage(), options))
                .isInstanceOf(MirrorException.class)
                .hasMessageContaining("send the set again");
    }

    @Test
    void textIsNotWrittenInTheCharsetOfTheExchange() throws Exception {
        start();
        done(mirror(VIP + SNAPSHOT, (Processor) exchange -> {
            exchange.setProperty(Exchange.CHARSET_NAME, "ISO-8859-1");
            exchange.getMessage().setBody("user_id\n\u0142ukasz\nj\u00f6rg\n");
        }));
        assertThat(ld.launchDarkly.members("aud_vip")).containsExactlyInAnyOrder("\u0142ukasz", "j\u00f6rg");
    }

    @Test
    void anOutageLeavesTheRestForTheNextTime() throws Exception {
        start();
        ld.launchDarkly.faults(FaultPlan.always(Fault.status(503)));
        Exchange failed = mirror(VIP + SNAPSHOT + "&retryTimeout=1s", csv(0, 10));
        assertThat(failed.getException(DeliveryFailedException.class))
                .hasMessageStartingWith("10 changes: not accepted");
        assertThat(report(failed).path("result").asText()).isEqualTo("unfinished");
        ld.launchDarkly.faults(FaultPlan.none());
        assertThat(done(mirror(VIP, (Object) null)).path("result").asText()).isEqualTo("applied");
        assertThat(ld.launchDarkly.members("aud_vip")).hasSize(10);
    }

    /** Console and JMX tell how far it is; when the context stops, what is under way ends soon, and the next start goes on there. */
    @Test
    void aStopInTheMiddleLosesNothing() throws Exception {
        start();
        ld.launchDarkly.faults(FaultPlan.always(Fault.delay(Duration.ofMillis(60))));
        Future<Exchange> stopped = ld.context
                .createFluentProducerTemplate()
                .to(Integration.uri(ledger() + "&operation=mirror&maxInFlight=1&maxPending=5000" + VIP + SNAPSHOT))
                .withBody(csv(0, 30_000))
                .asyncSend();
        await().atMost(Duration.ofSeconds(30)).until(() -> mirrorWords().contains("changes settled"));
        assertThat(mirrorWords()).matches("aud_vip: [\\d,]+ of 30,000 changes settled, .*");
        ld.context.stop();
        Exchange exchange = stopped.get(30, TimeUnit.SECONDS);
        assertThat(exchange.getException(DeliveryFailedException.class)).hasMessageContaining("stopped");
        int sent = ld.launchDarkly.members("aud_vip").size();
        assertThat(sent).isPositive().isLessThan(30_000);

        ld.launchDarkly.faults(FaultPlan.none());
        try (Integration next = Integration.start(ld.launchDarkly, ledger())) {
            Exchange rest = next.context
                    .createFluentProducerTemplate()
                    .to(Integration.uri(ledger() + "&operation=mirror" + VIP))
                    .withBody(null)
                    .send();
            assertThat(done(rest).path("result").asText()).isEqualTo("applied");
            assertThat(report(rest).at("/plan/enter").asInt()).isEqualTo(30_000 - sent);
            assertThat(next.launchDarkly.members("aud_vip")).hasSize(30_000);
        }
    }

    private String mirrorWords() {
        return ld.context.getEndpoints().stream()
                .filter(LaunchDarklyAudienceEndpoint.class::isInstance)
                .map(each -> ((LaunchDarklyAudienceEndpoint) each).getMirror())
                .filter(words -> !words.isEmpty())
                .findFirst()
                .orElse("");
    }

    @Test
    void whatLaunchDarklyRefusesIsTold() throws Exception {
        start();
        ld.launchDarkly.poison("u7"::equals);
        JsonNode report = done(mirror(VIP + SNAPSHOT, csv(0, 10)));
        assertThat(report.at("/sent/refused").asInt()).isEqualTo(1);
        assertThat(report.at("/refused/0/contextKey").asText()).isEqualTo("u7");
        assertThat(report.path("why").asText()).doesNotContain("u7");
        assertThat(ld.launchDarkly.members("aud_vip")).hasSize(9);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    operation=mirror&audienceId=a | ledgerFolder must be set
                    operation=mirror&audienceId=a&ledgerFolder=FOLDER/l&mirrorBrakeShare=1.1 | mirrorBrakeShare must be at least 0 and at most 1
                    operation=mirror&audienceId=a&ledgerFolder=FOLDER/l&mirrorBadRowShare=-1 | mirrorBadRowShare must be at least 0 and at most 1
                    operation=mirror&audienceId=a&ledgerFolder=FOLDER/l&csvDelimiter=ab | csvDelimiter must be one ASCII character
                    operation=mirror&audienceId=a&ledgerFolder=FOLDER/l&mirrorRemovals=some | mirrorRemovals
                    """)
    void aWrongOptionIsToldAtTheStart(String options, String sentence) throws Exception {
        assertThatThrownBy(() -> {
                    ld = Integration.start(StandIn.start(), options.replace("FOLDER", folder.toString()));
                })
                .satisfies(e -> assertThat(causes(e)).anyMatch(message -> message.contains(sentence)));
    }

    private static List<String> causes(Throwable e) {
        List<String> messages = new ArrayList<>();
        for (Throwable each = e; each != null; each = each.getCause()) {
            messages.add(String.valueOf(each.getMessage()));
        }
        return messages;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    &snapshotTime=2026-05-01T00:00:00Z                 | audienceId must say which
                    &audienceId=a                                      | set snapshotTime
                    &audienceId=a&snapshotTime=soon                    | snapshotTime must be a time such as
                    &audienceId=a&snapshotTime=2126-05-01T00:00:00Z    | ahead of this clock
                    """)
    void whatIsMissingIsToldInASentence(String options, String sentence) throws Exception {
        start();
        Exchange exchange = mirror(options, List.of("u1"));
        assertThat(exchange.getException()).isNotNull();
        assertThat(causes(exchange.getException())).anyMatch(message -> message.contains(sentence));
        assertThat(ld.launchDarkly.syncRequests()).isEmpty();
    }
}
