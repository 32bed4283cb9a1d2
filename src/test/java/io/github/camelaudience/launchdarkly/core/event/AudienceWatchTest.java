package io.github.camelaudience.launchdarkly.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.event.AudienceEvent.Type;
import io.github.camelaudience.launchdarkly.core.ledger.Acceptance;
import io.github.camelaudience.launchdarkly.core.ledger.LedgerException;
import io.github.camelaudience.launchdarkly.core.ledger.LedgerTimes;
import io.github.camelaudience.launchdarkly.core.ledger.MembershipLedger;
import io.github.camelaudience.launchdarkly.core.ledger.MemoryStore;
import io.github.camelaudience.launchdarkly.core.ledger.OneProcessLedger;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What is new about an audience is told once, and what is older than what is known is not new. */
class AudienceWatchTest {

    private final MembershipLedger ledger =
            new OneProcessLedger(new MemoryStore(100), LedgerTimes.of(Duration.ofSeconds(30)), () -> 0);
    private final List<AudienceEvent> events = new ArrayList<>();
    private AudienceWatch watch = new AudienceWatch(ledger, () -> 17, events::add);

    private static MembershipChange change(String kind, String audience, String name, long at) {
        return new MembershipChange(new MembershipSlot("env", kind, audience, "u1"), name, true, at, "m");
    }

    private List<Type> saw(MembershipChange change) {
        events.clear();
        watch.saw(change);
        watch.saw(change);
        return events.stream().map(AudienceEvent::type).toList();
    }

    @Test
    void eachThingIsToldOnce() {
        assertThat(saw(change("user", "a1", "Vip", 10))).containsExactly(Type.AUDIENCE_SEEN);
        assertThat(saw(change("user", "a2", "Trial", 10))).containsExactly(Type.AUDIENCE_SEEN);
        assertThat(saw(change("user", "a1", "Vip", 20))).isEmpty();
        assertThat(saw(change("user", "a1", "Very vip", 30))).containsExactly(Type.AUDIENCE_RENAMED);
        assertThat(events.get(0).details()).containsEntry("before", "Vip").containsEntry("after", "Very vip");
        assertThat(events.get(0).toMap().toString()).doesNotContain("u1");
        assertThat(saw(change("user", "a1", "Vip", 25)))
                .as("older than the name")
                .isEmpty();
        assertThat(saw(change("user", "a3", "Trial", 30))).containsExactly(Type.AUDIENCE_KEY_REUSED);
        assertThat(events.get(0).details()).containsEntry("before", "a2").containsEntry("after", "a3");
        assertThat(saw(change("device", "a2", "Trial", 30)))
                .containsExactlyInAnyOrder(Type.CONTEXT_KIND_CHANGED, Type.AUDIENCE_KEY_REUSED);
        assertThat(saw(change("user", "a1", "Vip", MembershipChange.NO_EVENT_TIME)))
                .containsExactly(Type.AUDIENCE_RENAMED);
    }

    @Test
    void whatTheLedgerKnowsIsNotNew() {
        ledger.claim(List.of(change("user", "a1", "Vip", 10))).accepted(new Acceptance(null, 1));
        watch = new AudienceWatch(ledger, () -> 17, events::add);
        assertThat(saw(change("user", "a1", "Vip", 20))).isEmpty();
        assertThat(saw(change("user", "a1", "Vips", 30))).containsExactly(Type.AUDIENCE_RENAMED);
        assertThat(saw(change("user", "a2", "Vips", 30))).containsExactly(Type.AUDIENCE_KEY_REUSED);
    }

    @Test
    void aLateMessageDoesNotRenameWhatTheLedgerKnows() {
        ledger.claim(List.of(change("user", "a1", "Vips", 10))).accepted(new Acceptance(null, 1));
        watch = new AudienceWatch(ledger, () -> 17, events::add);
        assertThat(saw(change("user", "a1", "Vip", 5))).isEmpty();
        assertThat(saw(change("user", "a1", "Vips", 20))).isEmpty();
        ledger.claim(List.of(change("user", "a2", "Trials", 10))).accepted(new Acceptance(null, 1));
        assertThat(saw(change("user", "a2", "Trial", 5)))
                .as("written by another process meanwhile")
                .isEmpty();
        assertThat(saw(change("user", "a2", "Trials", 20))).isEmpty();
        assertThat(saw(change("user", "a2", "Tests", 30))).containsExactly(Type.AUDIENCE_RENAMED);
    }

    @Test
    void aLedgerThatCannotBeReadIsAskedOnceASecond() {
        AtomicLong now = new AtomicLong(17);
        AtomicInteger asked = new AtomicInteger();
        AtomicBoolean broken = new AtomicBoolean();
        watch = new AudienceWatch(breakable(asked, broken), now::get, events::add);
        assertThat(saw(change("user", "a1", "Vip", 10))).containsExactly(Type.AUDIENCE_SEEN);
        broken.set(true);
        asked.set(0);
        for (int i = 0; i < 100; i++) {
            assertThat(saw(change("user", "b" + i, "Name " + i, 20))).isEmpty();
        }
        assertThat(asked).hasValue(1);
        assertThat(saw(change("user", "a1", "Vips", 20)))
                .as("nothing need be asked for it")
                .containsExactly(Type.AUDIENCE_RENAMED);
        now.addAndGet(999);
        assertThat(saw(change("user", "b1", "Name 1", 20))).isEmpty();
        assertThat(asked).hasValue(1);
        now.addAndGet(1);
        broken.set(false);
        assertThat(saw(change("user", "b1", "Name 1", 20))).containsExactly(Type.AUDIENCE_SEEN);
        assertThat(asked).hasValue(2);
    }

    private MembershipLedger breakable(AtomicInteger asked, AtomicBoolean broken) {
        return (MembershipLedger) Proxy.newProxyInstance(
                MembershipLedger.class.getClassLoader(),
                new Class<?>[] {MembershipLedger.class},
                (proxy, method, arguments) -> {
                    asked.incrementAndGet();
                    if (broken.get()) {
                        throw new LedgerException("it is gone", null);
                    }
                    return method.invoke(ledger, arguments);
                });
    }

    @Test
    void manyThreadsSeeAnAudienceOnce() throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        CountDownLatch begin = new CountDownLatch(1);
        for (int i = 0; i < 4; i++) {
            threads.execute(() -> {
                try {
                    begin.await();
                } catch (InterruptedException e) {
                    return;
                }
                for (int audience = 0; audience < 500; audience++) {
                    watch.saw(change("user", "a" + audience, "Name " + audience, 10));
                }
            });
        }
        begin.countDown();
        threads.shutdown();
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(events).hasSize(500).allMatch(event -> event.type() == Type.AUDIENCE_SEEN);
    }

    @Test
    void memoryIsBounded() {
        for (int i = 0; i < 12_000; i++) {
            watch.saw(change("user", "a" + i, "Name " + i, 10));
        }
        assertThat(events).hasSize(12_000);
        assertThat(saw(change("user", "a11999", "Name 11999", 20))).isEmpty();
    }
}
