package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelaudience.launchdarkly.core.launchdarkly.Instance;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentKind;
import io.github.camelaudience.launchdarkly.core.launchdarkly.rest.RestRig;
import io.github.camelaudience.launchdarkly.core.settings.OptionAdvice;
import io.github.camelaudience.launchdarkly.core.sync.SyncReport;
import io.github.camelaudience.standin.Environment;
import io.github.camelaudience.standin.RecordedRequest;
import io.github.camelaudience.standin.Route;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import io.github.camelaudience.standin.StandInBuilder;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The option {@code backend}, through a route and over HTTP. */
class BackendsTest {

    private static final String ID = "5f0000000000000000000001";

    private static StandInBuilder launchDarkly() {
        return StandIn.builder().audienceOf(RestRig::audienceOf);
    }

    private static String enters(String user, String audience) {
        return SegmentMessage.identify(user).enters(audience);
    }

    private static String leaves(String user, String audience) {
        return SegmentMessage.identify(user).leaves(audience);
    }

    @ParameterizedTest
    @EnumSource
    void contextsEnterAndLeave(SegmentKind kind) throws Exception {
        try (Integration ld = Integration.start(launchDarkly().start(), "backend=" + kind)) {
            assertThat(ld.send(enters("u1", "x")).getException()).isNull();
            assertThat(ld.send("[" + enters("u2", "x") + "," + leaves("u1", "x") + "," + enters("u1", "y") + "]")
                            .getException())
                    .isNull();
            assertThat(ld.launchDarkly.members("aud_x")).containsExactly("u2");
            assertThat(ld.launchDarkly.members("aud_y")).containsExactly("u1");
            assertThat(ld.launchDarkly.segments())
                    .allMatch(segment -> segment.kind().name().equalsIgnoreCase(kind.name()))
                    .hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"standard", "big"})
    void aRouteMayWriteToSeveralEnvironments(SegmentKind kind) throws Exception {
        StandIn standIn = launchDarkly()
                .environment(ID)
                .environment(Environment.of("shop", "prod", "5f0000000000000000000002"))
                .start();
        try (Integration ld =
                Integration.start(standIn, "backend=" + kind + "&projectKey=default&environmentKey=test")) {
            Exchange done = ld.send(e -> {
                e.setProperty(LaunchDarklyAudienceConstants.ENVIRONMENT, "5f0000000000000000000002");
                e.getMessage().setBody(enters("u1", "x"));
            });
            assertThat(done.getException()).isNull();
            assertThat(standIn.syncRequests())
                    .extracting(RecordedRequest::path)
                    .allMatch(path -> path.contains("/shop/prod/"));
            assertThat(standIn.members("aud_x")).containsExactly("u1");
        }
    }

    @Test
    void segmentKeyMakesTheKey() throws Exception {
        StandIn standIn = StandIn.start();
        try (Integration ld = Integration.start(standIn, "backend=big&segmentKey=cdp.{audienceId}.v2")) {
            ld.send(enters("u1", "x"));
            assertThat(standIn.segments()).extracting("key").containsExactly("cdp.aud_x.v2");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "backend=standard&projectKey=nope&environmentKey=test | has no environment test of project nope",
                "backend=big&projectKey=default&environmentKey=other | environment other of project default has the client-side ID 5f0000000000000000000002",
            })
    void wrongKeysStopTheStartWhenItVerifiesAndElseHoldEverything(String options, String sentence) throws Exception {
        Environment other = Environment.of("default", "other", "5f0000000000000000000002");
        try (StandIn standIn = launchDarkly().environment(ID).environment(other).start()) {
            assertThatThrownBy(() -> Integration.start(standIn, options + "&verifyOnStart=true"))
                    .hasStackTraceContaining("InvalidCredentialsException")
                    .hasStackTraceContaining(sentence);
        }
        try (StandIn standIn = launchDarkly().environment(ID).environment(other).start();
                Integration ld = Integration.start(standIn, options)) {
            Exchange done = ld.send(enters("u1", "x"));
            assertThat(done.getException()).isInstanceOf(HeldException.class).hasMessageContaining(sentence);
            assertThat(ld.endpoint().getHeld()).contains(sentence);
            assertThat(Integration.report(done).count(SyncReport.Result.REJECTED))
                    .isZero();
            assertThat(standIn.syncRequests()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "projectKey=p, environmentKey is missing",
        "environmentKey=e, projectKey is missing",
        "segmentKey=all, segmentKey must have {audienceId}",
        "backend=listed, backend"
    })
    void aWrongOptionStopsTheStart(String option, String sentence) {
        assertThatThrownBy(() -> Integration.start("backend=standard&" + option).close())
                .hasStackTraceContaining(sentence);
    }

    @Test
    void verifyAsksForTokenAndEnvironmentAndNothingElse() throws Exception {
        StandIn standIn = launchDarkly().start();
        try (Integration ld = Integration.start(standIn, "backend=standard&operation=verify")) {
            Exchange done = ld.send("");
            assertThat(done.getException()).isNull();
            assertThat(done.getMessage().getBody(Map.class))
                    .containsEntry("ok", true)
                    .extractingByKey("clientSideIdWhy")
                    .asString()
                    .startsWith("the client-side ID is that of environment test of project default");
            assertThat(standIn.requests())
                    .extracting(RecordedRequest::route)
                    .containsExactly(Route.LIST_PROJECTS, Route.CALLER_IDENTITY);
        }
    }

    @Test
    void aDryRunOfStandardSegmentsIsCheckedByLaunchDarkly() throws Exception {
        StandIn standIn = launchDarkly().poison("bad").start();
        try (Integration real = Integration.start(standIn, "backend=standard")) {
            real.send(enters("u1", "x"));
            try (CapturedLog log = CapturedLog.ofComponent(Level.WARN);
                    Integration dry = Integration.start(standIn, "backend=standard&dryRun=true&onRejected=skip")) {
                Exchange done =
                        dry.send("[" + enters("u2", "x") + "," + enters("bad", "x") + "," + enters("u3", "new") + "]");
                SyncReport report = Integration.report(done);
                assertThat(report.dryRun()).isTrue();
                assertThat(report.items())
                        .extracting(SyncReport.Item::result)
                        .containsExactly(
                                SyncReport.Result.ACCEPTED, SyncReport.Result.REJECTED, SyncReport.Result.ACCEPTED);
                assertThat(standIn.members("aud_x")).containsExactly("u1");
                assertThat(standIn.segments()).hasSize(1);
                assertThat(log.lines()).anyMatch(line -> line.contains("dryRun is on: nothing is applied."));
            }
        }
    }

    @Test
    void inTheEuropeanInstanceOnlySyncedSegmentsAreDoubted() {
        LaunchDarklyAudienceConfiguration configuration = new LaunchDarklyAudienceConfiguration();
        configuration.setClientSideId(ID);
        configuration.setInstance(Instance.federal);
        assertThat(OptionAdvice.of(configuration)).hasSize(1);
        configuration.setBackend(SegmentKind.standard);
        assertThat(OptionAdvice.of(configuration)).isEmpty();
        configuration.setBackend(SegmentKind.big);
        assertThat(OptionAdvice.of(configuration)).isEmpty();
        configuration.setBackend(SegmentKind.synced);
        configuration.setInstance(Instance.commercial);
        configuration.setProjectKey("default");
        assertThat(OptionAdvice.of(configuration))
                .singleElement()
                .asString()
                .startsWith("projectKey and environmentKey are not used");
    }

    @Test
    void aFullSegmentHoldsWhoEntersAndNobodyElse() throws Exception {
        StandIn standIn = launchDarkly().start();
        try (Integration ld = Integration.start(standIn, "backend=standard&maxBatchSize=5000&maxPending=20000")) {
            String crowd = IntStream.range(0, 14_999)
                    .mapToObj(i -> enters("u" + i, "x"))
                    .collect(Collectors.joining(",", "[", "]"));
            assertThat(ld.send(crowd).getException()).isNull();

            Exchange done = ld.send(Stream.of(
                            enters("n1", "x"),
                            enters("n2", "x"),
                            SegmentMessage.identify("u5").messageId("again").enters("x"),
                            enters("n2", "y"))
                    .collect(Collectors.joining(",", "[", "]")));

            assertThat(done.getException())
                    .isInstanceOf(HeldException.class)
                    .hasMessageStartingWith("1 change: held back: segment segment-aud_x")
                    .hasMessageContaining("is full");
            assertThat(Integration.report(done).items())
                    .extracting(SyncReport.Item::result)
                    .containsExactly(
                            SyncReport.Result.ACCEPTED,
                            SyncReport.Result.FAILED,
                            SyncReport.Result.ACCEPTED,
                            SyncReport.Result.ACCEPTED);
            assertThat(ld.endpoint().getHeld()).as("nothing is held").isNull();
            assertThat(ld.send("[" + leaves("u7", "x") + "]").getException()).isNull();
            assertThat(ld.send(enters("n2", "x")).getException()).isNull();
            assertThat(standIn.members("aud_x"))
                    .hasSize(15_000)
                    .contains("n1", "n2")
                    .doesNotContain("u7");
        }
    }

    @Test
    void aContextOfAnotherKindIsRejectedWithBothKinds() throws Exception {
        StandIn standIn = launchDarkly().start();
        try (Integration ld = Integration.start(standIn, "backend=big")) {
            ld.send(enters("u1", "x"));
            Exchange done = ld.send(e -> {
                e.setProperty(LaunchDarklyAudienceConstants.CONTEXT_KIND, "device");
                e.getMessage().setBody(enters("d1", "x"));
            });
            assertThat(done.getException())
                    .isInstanceOf(RejectedMessagesException.class)
                    .hasMessageContaining("of kind user")
                    .hasMessageContaining("of kind device");
            assertThat(standIn.members("aud_x")).containsExactly("u1");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"standard", "big"})
    void whatSomeoneElseOwnsIsLeftAloneAndComesAgain(SegmentKind kind) throws Exception {
        StandIn standIn = launchDarkly().start();
        standIn.createSegment(
                "default",
                "test",
                "{\"name\":\"x\",\"key\":\"segment-aud_x\",\"unbounded\":" + (kind == SegmentKind.big) + "}");
        try (Integration ld = Integration.start(standIn, "backend=" + kind)) {
            Exchange done = ld.send("[" + enters("u1", "x") + "," + enters("u2", "y") + "]");
            assertThat(done.getException())
                    .isInstanceOf(HeldException.class)
                    .hasMessageStartingWith(
                            "1 change: held back: segment segment-aud_x in environment test of project default was made by someone else")
                    .hasMessageContaining("[segment-audience:aud_x]");
            assertThat(ld.send(enters("u1", "y")).getException()).isNull();
            assertThat(standIn.members("aud_x")).isEmpty();
            assertThat(standIn.members("aud_y")).containsExactly("u1", "u2");
        }
    }

    @Test
    void anApprovalIsAskedForInLaunchDarklysWords() throws Exception {
        StandIn standIn = launchDarkly()
                .environment(Environment.of("default", "test", ID).withApprovals())
                .start();
        try (Integration ld = Integration.start(standIn, "backend=big")) {
            assertThat(ld.send(enters("u1", "x")).getException())
                    .isInstanceOf(HeldException.class)
                    .hasMessageContaining("LaunchDarkly says \"approval is required\"")
                    .hasMessageContaining("bypassRequiredSegmentApproval")
                    .hasMessageContaining("status 403");
        }
    }

    @Test
    void explainShowsTheRequestOfTheBackend() throws Exception {
        try (Integration ld = Integration.start(
                launchDarkly().start(), "backend=standard&projectKey=default&environmentKey=test&operation=explain")) {
            assertThat(ld.send(enters("u1", "x")).getMessage().getBody(String.class))
                    .contains(
                            "{\\\"environmentKey\\\":\\\"test\\\",\\\"instructions\\\":[{\\\"kind\\\":\\\"addIncludedTargets\\\"");
        }
    }
}
