package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.camelaudience.launchdarkly.core.delivery.MonotonicClock;
import io.github.camelaudience.launchdarkly.core.ledger.Acceptance;
import io.github.camelaudience.launchdarkly.core.ledger.AudienceState;
import io.github.camelaudience.launchdarkly.core.ledger.LedgerTimes;
import io.github.camelaudience.launchdarkly.core.ledger.LedgerUnavailableException;
import io.github.camelaudience.launchdarkly.core.ledger.MembershipLedger;
import io.github.camelaudience.launchdarkly.core.ledger.MemoryStore;
import io.github.camelaudience.launchdarkly.core.ledger.OneProcessLedger;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import io.github.camelaudience.launchdarkly.core.sync.SyncReport.Result;
import io.github.camelaudience.launchdarkly.runtime.StateRepositoryStore;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.spi.StateRepository;
import org.apache.camel.support.processor.state.FileStateRepository;
import org.apache.camel.support.processor.state.MemoryStateRepository;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A {@code stateRepository} keeps older events out across restarts, and lives as long as its owner wants. */
class StateRepositoryTest {

    private static final String NEWER =
            SegmentMessage.identify("jane@example.com").messageId("m1").enters("x");
    private static final String OLDER = SegmentMessage.identify("jane@example.com")
            .messageId("m0")
            .at("2026-01-01T03:04:05.678Z")
            .leaves("x");

    @TempDir
    Path folder;

    private FileStateRepository file() {
        return FileStateRepository.fileStateRepository(folder.resolve("state").toFile());
    }

    private static Integration start(StateRepository<String, String> repository, String options) throws Exception {
        return Integration.start(StandIn.start(), "stateRepository=#state" + options, context -> context.getRegistry()
                .bind("state", repository));
    }

    private static Result result(Integration ld, String message) {
        return Integration.report(ld.send(message)).items().get(0).result();
    }

    @Test
    void aRestartOfTheProcessForgetsNothing() throws Exception {
        try (Integration ld = start(file(), "")) {
            assertThat(result(ld, NEWER)).isEqualTo(Result.ACCEPTED);
        }
        assertThat(folder.resolve("state")).content().doesNotContain("jane");
        try (Integration ld = start(file(), "")) {
            assertThat(result(ld, OLDER)).isEqualTo(Result.SKIPPED);
            assertThat(ld.launchDarkly.syncRequests()).isEmpty();
        }
    }

    @Test
    void aRestartOfTheEndpointForgetsNothing() throws Exception {
        FileStateRepository repository = file();
        try (Integration ld = start(repository, "")) {
            assertThat(result(ld, NEWER)).isEqualTo(Result.ACCEPTED);
            ld.endpoint().stop();
            ld.endpoint().start();
            assertThat(result(ld, OLDER)).isEqualTo(Result.SKIPPED);
            assertThat(repository.isStarted()).isTrue();
        }
        assertThat(repository.isStopped()).isTrue();
    }

    @Test
    void anotherEndpointGoesOnWithIt() throws Exception {
        FileStateRepository repository = file();
        try (Integration ld = start(repository, "")) {
            LaunchDarklyAudienceEndpoint other = ld.context.getEndpoint(
                    Integration.uri("stateRepository=#state&linger=1"), LaunchDarklyAudienceEndpoint.class);
            assertThat(result(ld, NEWER)).isEqualTo(Result.ACCEPTED);
            other.stop();
            ld.context.removeEndpoint(other);
            assertThat(repository.isStarted()).isTrue();
            ld.endpoint().stop();
            ld.endpoint().start();
            assertThat(result(ld, OLDER)).isEqualTo(Result.SKIPPED);
        }
    }

    @Test
    void whatAnotherProcessHasWrittenSinceCounts() throws Exception {
        MemoryStateRepository shared = new MemoryStateRepository();
        try (Integration one = start(shared, "");
                Integration other = start(shared, "")) {
            assertThat(result(one, OLDER)).isEqualTo(Result.ACCEPTED);
            assertThat(result(other, NEWER.replace("2026-01-02", "2026-01-03"))).isEqualTo(Result.ACCEPTED);
            assertThat(result(one, NEWER)).isEqualTo(Result.SKIPPED);
        }
    }

    @Test
    void oneThatSomebodyElseStartedIsLeftToHim() throws Exception {
        FileStateRepository repository = file();
        repository.start();
        try (Integration ld = start(repository, "")) {
            assertThat(result(ld, NEWER)).isEqualTo(Result.ACCEPTED);
        }
        assertThat(repository.isStarted()).isTrue();
        repository.stop();
    }

    @Test
    void aDryRunReadsIt() throws Exception {
        try (Integration ld = start(file(), "")) {
            assertThat(result(ld, NEWER)).isEqualTo(Result.ACCEPTED);
        }
        try (Integration ld = start(file(), "&dryRun=true")) {
            assertThat(result(ld, OLDER)).isEqualTo(Result.SKIPPED);
        }
    }

    /** The repository takes its time, so that the one comes between the reading and the writing of the other. */
    @Test
    void whatIsAcceptedWhileSomethingOlderIsForgottenStays() throws Exception {
        AtomicReference<Runnable> whileReading = new AtomicReference<>();
        MemoryStateRepository repository = new MemoryStateRepository() {
            @Override
            public String getState(String key) {
                String state = super.getState(key);
                Runnable once = whileReading.getAndSet(null);
                if (once != null) {
                    once.run();
                }
                return state;
            }
        };
        MembershipLedger ledger = new OneProcessLedger(
                new StateRepositoryStore(repository, new MemoryStore(10)),
                LedgerTimes.of(Duration.ofSeconds(30)),
                new MonotonicClock());
        MembershipSlot slot = new MembershipSlot("env", "user", "a", "u");
        MembershipChange older = new MembershipChange(slot, "A", true, 10, "m1");
        MembershipChange newer = new MembershipChange(slot, "A", true, 20, "m2");
        ledger.claim(List.of(older)).accepted(new Acceptance(null, 1));
        Thread accepting = new Thread(() -> ledger.claim(List.of(newer)).accepted(new Acceptance(null, 2)));
        whileReading.set(() -> {
            accepting.start();
            await().until(() ->
                    accepting.getState() == Thread.State.BLOCKED || accepting.getState() == Thread.State.TERMINATED);
        });
        ledger.forget(List.of(older));
        accepting.join();
        String state = repository.getState(StateRepositoryStore.key(slot));
        assertThat(state).startsWith("20 ");
    }

    /** The memory has taken it over to look at it, and has to get it back. */
    @Test
    void whatCannotBeForgottenIsStillTheFirstToMakeRoom() {
        AtomicBoolean isOut = new AtomicBoolean();
        MemoryStateRepository repository = new MemoryStateRepository() {
            @Override
            public void setState(String key, String state) {
                if (isOut.get()) {
                    throw new IllegalStateException("away");
                }
                super.setState(key, state);
            }
        };
        MembershipLedger ledger = new OneProcessLedger(
                new StateRepositoryStore(repository, new MemoryStore(1)),
                LedgerTimes.of(Duration.ofSeconds(30)),
                new MonotonicClock());
        MembershipChange first =
                new MembershipChange(new MembershipSlot("env", "user", "a", "u1"), "A", true, 10, "m1");
        MembershipChange second =
                new MembershipChange(new MembershipSlot("env", "user", "a", "u2"), "A", true, 10, "m2");
        ledger.claim(List.of(first)).accepted(new Acceptance(null, 1));
        isOut.set(true);
        assertThatThrownBy(() -> ledger.forget(List.of(first))).isInstanceOf(LedgerUnavailableException.class);
        isOut.set(false);
        ledger.claim(List.of(second)).accepted(new Acceptance(null, 2));
        assertThat(ledger.audiences()).extracting(AudienceState::members).containsExactly(1L);
    }
}
