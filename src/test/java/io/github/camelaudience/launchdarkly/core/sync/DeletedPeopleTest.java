package io.github.camelaudience.launchdarkly.core.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.deletion.Deletions;
import io.github.camelaudience.launchdarkly.core.deletion.RejectedCopies;
import io.github.camelaudience.launchdarkly.core.event.AudienceEvent;
import io.github.camelaudience.launchdarkly.core.ledger.LedgerTimes;
import io.github.camelaudience.launchdarkly.core.ledger.MembershipLedger;
import io.github.camelaudience.launchdarkly.core.ledger.MemoryStore;
import io.github.camelaudience.launchdarkly.core.ledger.OneProcessLedger;
import io.github.camelaudience.launchdarkly.core.membership.PersonDeletion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that share a ledger have folders of their own. */
class DeletedPeopleTest {

    private static final long LATE = Duration.ofHours(4).plusMinutes(5).toMillis();

    @TempDir
    Path folder;

    private final List<Runnable> looks = new ArrayList<>();
    /** Rings when it is told to. */
    private final ScheduledExecutorService alarm = new ScheduledThreadPoolExecutor(1) {
        @Override
        public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long first, long delay, TimeUnit unit) {
            looks.add(task);
            return null;
        }
    };

    private final List<AudienceEvent.Type> events = new ArrayList<>();
    private long now = 1_000_000;
    private final MembershipLedger ledger =
            new OneProcessLedger(new MemoryStore(100), LedgerTimes.of(Duration.ofSeconds(30)), () -> now);

    @AfterEach
    void stop() {
        alarm.shutdownNow();
    }

    private Deletions deletions() {
        return new Deletions(ledger, "env"::equals, Duration.ofMinutes(5), () -> now);
    }

    private DeletedPeople people(Deletions deletions, List<Path> folders) {
        return new DeletedPeople(
                deletions, new RejectedCopies(folders), Runnable::run, event -> events.add(event.type()), () -> now);
    }

    @Test
    void eachProcessRemovesTheCopiesInItsFoldersWhoeverConcludesTheDeletion() throws Exception {
        Path rejected = Files.writeString(folder.resolve("1.json"), "{\"userId\":\"ada\"}");
        Deletions deletions = deletions();
        DeletedPeople here = people(deletions, List.of());
        deletions.begin(new PersonDeletion("env", "user", "ada", 500));
        DeletedPeople there = people(deletions(), List.of(folder));
        here.start(alarm, null);
        there.start(alarm, null);

        now += LATE;
        looks.get(0).run();
        assertThat(events).containsExactly(AudienceEvent.Type.PERSON_FORGOTTEN);
        assertThat(ledger.notes("")).isEmpty();
        looks.get(1).run();
        assertThat(rejected).doesNotExist();
        assertThat(events).hasSize(1);
    }
}
