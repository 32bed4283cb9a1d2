package io.github.camelaudience.standin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Careful senders, one per lane, that retry until they are answered: the records must show them as careful. */
class ManySendersTest {

    private static final long SEED = 20261123;
    private static final int SENDERS = 4;
    private static final int CHANGES = 150;

    @Test
    void careful_senders_leave_a_clean_record_under_faults() throws Exception {
        System.out.println("fault seed " + SEED);
        ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
        try (StandIn launchDarkly = StandIn.builder()
                .faults(FaultPlan.mixed(0.2, SEED)
                        .with(Fault.reset(Fault.Moment.BEFORE_READING), 1)
                        .with(Fault.reset(Fault.Moment.DURING_ANSWER), 1)
                        .with(Fault.closeAfterApplying(), 1)
                        .with(Fault.stallAfterApplying(), 1)
                        .with(Fault.status(504).afterApplying(), 1))
                .start()) {
            List<Future<?>> running = new ArrayList<>();
            for (int sender = 0; sender < SENDERS; sender++) {
                String cohortId = "aud_" + sender;
                running.add(senders.submit(() -> sendAll(launchDarkly, cohortId)));
            }
            for (Future<?> one : running) {
                one.get();
            }
            launchDarkly.await("no open request", () -> launchDarkly.openRequests() == 0, Duration.ofSeconds(10));

            for (int sender = 0; sender < SENDERS; sender++) {
                assertThat(launchDarkly.members("aud_" + sender)).isEmpty();
                // a lost change would make a run too few, a late duplicate two too many
                assertThat(runs(launchDarkly.history("aud_" + sender, "u"))).isEqualTo(CHANGES);
            }
            Counters counters = launchDarkly.counters();
            assertThat(counters.byFault()).hasSizeGreaterThanOrEqualTo(10);
            assertThat(counters.overlaps()).isZero();
            assertThat(counters.maxOpenPerLane()).isEqualTo(1);
            assertThat(counters.received()).isEqualTo(launchDarkly.requests().size());
        } finally {
            senders.shutdownNow();
        }
    }

    private static void sendAll(StandIn launchDarkly, String cohortId) {
        for (int change = 0; change < CHANGES; change++) {
            boolean accepted = false;
            while (!accepted) {
                accepted = accepted(launchDarkly, cohortId, change % 2 == 0);
            }
        }
    }

    private static boolean accepted(StandIn launchDarkly, String cohortId, boolean value) {
        String body = "{\"environmentId\":\"" + launchDarkly.environment() + "\",\"batch\":[{\"cohortId\":\"" + cohortId
                + "\",\"cohortName\":\"Name\",\"userId\":\"u\",\"value\":" + value + "}]}";
        String request = "POST /api/v2/segment-targets/segment-audiences HTTP/1.1\r\nHost: localhost\r\n"
                + "Connection: close\r\nAuthorization: " + launchDarkly.token()
                + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), launchDarkly.port())) {
            socket.setSoTimeout(250);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.startsWith("HTTP/1.1 204 ");
        } catch (IOException e) {
            return false;
        }
    }

    private static int runs(ValueHistory history) {
        int runs = 0;
        for (int i = 0; i < history.size(); i++) {
            runs += i == 0 || history.get(i) != history.get(i - 1) ? 1 : 0;
        }
        return runs;
    }
}
