package io.github.camelaudience.launchdarkly.core.launchdarkly.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelaudience.launchdarkly.core.delivery.MonotonicClock;
import io.github.camelaudience.launchdarkly.core.launchdarkly.AccessToken;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Transport;
import io.github.camelaudience.launchdarkly.core.launchdarkly.big.BigSegments;
import io.github.camelaudience.launchdarkly.core.launchdarkly.http.HttpClientTransport;
import io.github.camelaudience.launchdarkly.core.ledger.LedgerTimes;
import io.github.camelaudience.launchdarkly.core.ledger.MembershipLedger;
import io.github.camelaudience.launchdarkly.core.ledger.MemoryStore;
import io.github.camelaudience.launchdarkly.core.ledger.OneProcessLedger;
import io.github.camelaudience.launchdarkly.core.sync.SyncEngine;
import io.github.camelaudience.launchdarkly.core.sync.SyncResult;
import io.github.camelaudience.launchdarkly.core.sync.SyncSession;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A request is written within {@code sendWithin} of its claim, or not at all, also where something is looked up before it (rule 2). */
@Timeout(60)
class LateWriteTest {

    private static final LedgerTimes TIMES =
            new LedgerTimes(Duration.ofMillis(6_500), Duration.ofSeconds(1), Duration.ofSeconds(60));

    private final CountDownLatch lookUp = new CountDownLatch(1);
    private final CountDownLatch others = new CountDownLatch(1);

    /** LaunchDarkly is slow to tell of projects, within its time-out. */
    private Transport slow(Transport transport) {
        return call -> {
            if (call.method().equals("GET")) {
                lookUp.countDown();
                try {
                    others.await(20, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
            return transport.exchange(call);
        };
    }

    private static SyncEngine engine(StandIn launchDarkly, Transport transport, MembershipLedger ledger) {
        RestApi api = new RestApi(transport, launchDarkly.url(), new AccessToken(launchDarkly.token()), "test");
        Environments environments = new Environments(api, launchDarkly.environment(), null);
        return SyncEngine.of(
                        launchDarkly.environment(),
                        new BigSegments(api, environments, SegmentKeyRule.of(SegmentKeyRule.DEFAULT)))
                .ledger(ledger)
                .start();
    }

    private static CompletableFuture<SyncResult<String>> send(SyncEngine engine, String message) {
        try (SyncSession<String> session = engine.open()) {
            session.read(message.getBytes(StandardCharsets.UTF_8), "test");
            return session.end();
        }
    }

    @Test
    void whatIsLookedUpFirstKeepsNoClaimBeyondItsTime() throws Exception {
        try (StandIn launchDarkly = StandIn.builder()
                        .audienceOf(key -> key.replaceFirst("^segment-", ""))
                        .start();
                HttpClientTransport transport = new HttpClientTransport();
                MembershipLedger ledger = new OneProcessLedger(new MemoryStore(1000), TIMES, new MonotonicClock());
                SyncEngine one = engine(launchDarkly, slow(transport), ledger);
                SyncEngine other = engine(launchDarkly, transport, ledger)) {
            CompletableFuture<SyncResult<String>> older = send(
                    one, SegmentMessage.identify("u").at("2026-01-01T10:00:00Z").enters("x"));
            assertThat(lookUp.await(10, TimeUnit.SECONDS)).isTrue();
            CompletableFuture<SyncResult<String>> newer = send(
                    other,
                    SegmentMessage.identify("u").at("2026-01-01T11:00:00Z").leaves("x"));
            await().atMost(Duration.ofSeconds(10)).until(newer::isDone); // the claim has run out meanwhile
            others.countDown();
            older.get(20, TimeUnit.SECONDS);
            assertThat(launchDarkly.members("aud_x"))
                    .as("the newest message says that u has left")
                    .isEmpty();
        }
    }
}
