package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.sync.SyncReport;
import io.github.camelaudience.standin.Fault;
import io.github.camelaudience.standin.FaultPlan;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.health.HealthCheck;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What no message can be blamed for, over HTTP: nothing is rejected, health says what answers, and it recovers by itself (rule D28). */
class HeldTest {

    private static final String FIRST = SegmentMessage.identify("first").enters("x");
    private static final String GOOD = SegmentMessage.identify("u1").enters("x");

    /**
     * What answers in LaunchDarkly's place.
     *
     * @param fault what it answers
     * @param words what health and the exception say
     */
    record Other(Fault.Status fault, String words) {
        @Override
        public String toString() {
            return fault.label() + " " + words;
        }
    }

    static Stream<Other> others() {
        return Stream.of(
                new Other(
                        Fault.redirect("https://login.example.com/"), "status 302 (a redirect, which is not followed)"),
                new Other(Fault.status(308).withHeader("Location", "/elsewhere"), "status 308 (a redirect"),
                new Other(Fault.status(404), "status 404 (nothing is there)"),
                new Other(Fault.status(404).withBody("<html>no such page</html>"), "status 404 (nothing is there)"),
                new Other(Fault.status(405).withBody(""), "status 405"),
                new Other(Fault.status(407).withBody(""), "status 407 (a proxy asks for credentials)"),
                new Other(Fault.status(410), "status 410"),
                new Other(Fault.status(421), "status 421"),
                new Other(Fault.status(451), "status 451"),
                new Other(Fault.status(501), "status 501"),
                new Other(Fault.webPage(), "status 200 (with a web page"),
                new Other(Fault.status(201).withBody("\n <HTML>"), "status 201 (with a web page"));
    }

    private static List<String> crowd(int size) {
        return IntStream.range(0, size)
                .mapToObj(i -> SegmentMessage.identify("u" + i).enters("x"))
                .toList();
    }

    private static void assertHeld(Exchange done) {
        assertThat(done.getException()).isInstanceOfSatisfying(HeldException.class, e -> {
            assertThat(e.isRetryable()).isTrue();
            assertThat(e).isInstanceOf(DeliveryFailedException.class);
        });
        assertThat(Integration.report(done).items()).allSatisfy(item -> {
            assertThat(item.result()).isEqualTo(SyncReport.Result.FAILED);
            assertThat(item.reason()).isEqualTo("HELD");
        });
    }

    @ParameterizedTest
    @MethodSource("others")
    void isHeldInWordsAndRecovers(Other other) throws Exception {
        for (boolean proven : new boolean[] {true, false}) {
            StandIn standIn = StandIn.start();
            try (Integration ld = Integration.start(standIn, "unauthorizedCoolDown=0", HealthCheckTest::enable)) {
                if (proven) {
                    ld.send(FIRST);
                }
                standIn.faults(FaultPlan.always(other.fault()));
                Exchange done = ld.send(crowd(20));
                assertHeld(done);
                assertThat(done.getException()).hasMessageContaining(other.words());
                assertThat(Integration.report(done).requests()).isEqualTo(1);
                HealthCheck.Result down = HealthCheckTest.call(ld);
                assertThat(down.getState()).isEqualTo(HealthCheck.State.DOWN);
                assertThat(down.getMessage().orElseThrow()).contains(other.words());
                assertThat(ld.endpoint().getHeld()).contains(other.words());
                assertThat(ld.endpoint().getRejected()).isZero();
                standIn.faults(FaultPlan.none());
                assertThat(ld.send(crowd(20)).getException()).isNull();
                assertThat(standIn.members("aud_x")).hasSize(proven ? 21 : 20);
                assertThat(HealthCheckTest.call(ld).getState()).isEqualTo(HealthCheck.State.UP);
                assertThat(ld.endpoint().getHeld()).isNull();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 422})
    void aFirstBatchThatIsRefusedForEveryMemberIsHeldUntilSomethingIsAccepted(int status) throws Exception {
        StandIn standIn = StandIn.start();
        standIn.faults(FaultPlan.always(Fault.status(status)));
        try (Integration ld = Integration.start(standIn, "unauthorizedCoolDown=0", HealthCheckTest::enable)) {
            for (int i = 0; i < 3; i++) {
                assertHeld(ld.send(crowd(20)));
                assertThat(HealthCheckTest.call(ld).getMessage().orElseThrow())
                        .contains("nothing was ever accepted", "status " + status);
            }
            assertThat(standIn.counters().received()).isLessThan(20);
            standIn.faults(FaultPlan.none());
            assertThat(ld.send(crowd(20)).getException()).isNull();
            assertThat(HealthCheckTest.call(ld).getState()).isEqualTo(HealthCheck.State.UP);
            standIn.faults(FaultPlan.none().whenMember("u3", Fault.status(status)));
            assertThat(Integration.report(ld.send(crowd(20).stream()
                                    .map(each -> each.replace(":true}", ":false}")
                                            .replace("02T03", "02T04")
                                            .replace("m-", "n-"))
                                    .toList()))
                            .count(SyncReport.Result.REJECTED))
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>blocked</html>", "{\"message\":\"blocked\"}"})
    void aFirewallThatRefusesOneMemberCostsThatMemberOnly(String body) throws Exception {
        StandIn standIn = StandIn.start();
        Fault.Status firewall = Fault.firewall().withBody(body);
        try (Integration ld = Integration.start(standIn, "", HealthCheckTest::enable)) {
            ld.send(FIRST);
            standIn.faults(FaultPlan.none().whenMember("u7", firewall));
            Exchange done = ld.send(crowd(20));
            assertThat(done.getException()).isInstanceOf(RejectedMessagesException.class);
            assertThat(Integration.report(done).count(SyncReport.Result.REJECTED))
                    .isEqualTo(1);
            assertThat(Integration.report(done).items().get(7).reason()).isEqualTo("REFUSED_BY_LAUNCHDARKLY");
            assertThat(ld.send(SegmentMessage.identify("u1").enters("y")).getException())
                    .isNull();
            assertThat(HealthCheckTest.call(ld).getState()).isEqualTo(HealthCheck.State.UP);
        }
    }

    @Test
    void aFirewallThatRefusesEverythingRejectsNothing() throws Exception {
        StandIn standIn = StandIn.start();
        try (Integration ld = Integration.start(standIn, "unauthorizedCoolDown=0", HealthCheckTest::enable)) {
            ld.send(FIRST);
            standIn.faults(FaultPlan.always(Fault.firewall()));
            for (int i = 0; i < 3; i++) {
                Exchange done = ld.send(crowd(20));
                assertThat(done.getException()).isInstanceOf(UnauthorizedException.class);
                assertThat(ld.endpoint().getRejected()).isZero();
                assertThat(HealthCheckTest.call(ld).getMessage().orElseThrow()).contains("a firewall or proxy");
            }
            standIn.faults(FaultPlan.none());
            assertThat(ld.send(crowd(20)).getException()).isNull();
        }
    }

    @Test
    void theLogSaysItOncePerCoolDown() throws Exception {
        StandIn standIn = StandIn.start();
        standIn.faults(FaultPlan.always(Fault.webPage()));
        try (CapturedLog log = CapturedLog.ofComponent(Level.INFO);
                Integration ld = Integration.start(standIn, "unauthorizedCoolDown=300")) {
            for (int i = 0; i < 5; i++) {
                assertHeld(ld.send(GOOD));
            }
            assertThat(log.lines(Level.WARN).stream().filter(line -> line.startsWith("Changes are held back")))
                    .singleElement()
                    .asString()
                    .contains("with a web page")
                    .endsWith("Nothing is sent for 300 ms.");
            standIn.faults(FaultPlan.none());
            org.awaitility.Awaitility.await().until(() -> ld.send(GOOD).getException() == null);
            assertThat(log.lines(Level.INFO)).contains("LaunchDarkly accepts changes again.");
        }
    }

    @Test
    void aDeadLaunchDarklyIsSaidEarlyAndOnceAndHealthIsSteady() throws Exception {
        StandIn standIn = StandIn.start();
        standIn.faults(FaultPlan.always(Fault.status(503)));
        try (CapturedLog log = CapturedLog.ofComponent(Level.INFO);
                Integration ld =
                        Integration.start(standIn, "retryTimeout=300&retryDelay=10", HealthCheckTest::enable)) {
            for (int i = 0; i < 4; i++) {
                assertThat(ld.send(GOOD).getException()).isInstanceOf(DeliveryFailedException.class);
                HealthCheck.Result between = HealthCheckTest.call(ld);
                assertThat(between.getState()).as("between exchanges").isEqualTo(HealthCheck.State.DOWN);
                assertThat(between.getMessage().orElseThrow()).contains("not accepting", "status 503");
            }
            assertThat(log.lines(Level.WARN).stream()
                            .filter(line -> line.startsWith("LaunchDarkly is not accepting (503), retrying")))
                    .hasSize(1);
            standIn.faults(FaultPlan.none());
            assertThat(ld.send(GOOD).getException()).isNull();
            assertThat(HealthCheckTest.call(ld).getState()).isEqualTo(HealthCheck.State.UP);
            assertThat(log.lines(Level.INFO)).contains("LaunchDarkly is accepting again.");
        }
    }

    @Test
    void oneAttemptThatFailsIsNoNews() throws Exception {
        StandIn standIn = StandIn.start();
        standIn.faults(FaultPlan.script(Fault.status(503)));
        try (CapturedLog log = CapturedLog.ofComponent(Level.INFO);
                Integration ld = Integration.start(standIn, "retryDelay=1", HealthCheckTest::enable)) {
            assertThat(ld.send(GOOD).getException()).isNull();
            assertThat(log.lines(Level.WARN)).noneMatch(line -> line.contains("not accepting"));
            assertThat(HealthCheckTest.call(ld).getState()).isEqualTo(HealthCheck.State.UP);
        }
    }
}
