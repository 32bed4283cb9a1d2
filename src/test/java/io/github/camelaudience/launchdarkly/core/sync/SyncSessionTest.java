package io.github.camelaudience.launchdarkly.core.sync;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.camelaudience.launchdarkly.core.delivery.Continuations;
import io.github.camelaudience.launchdarkly.core.delivery.DeliveryFailure;
import io.github.camelaudience.launchdarkly.core.delivery.DeliveryMonitor;
import io.github.camelaudience.launchdarkly.core.delivery.DeliverySettings;
import io.github.camelaudience.launchdarkly.core.launchdarkly.AccessToken;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Transport;
import io.github.camelaudience.launchdarkly.core.launchdarkly.synced.SyncedSegments;
import io.github.camelaudience.launchdarkly.core.membership.RejectReason;
import io.github.camelaudience.launchdarkly.core.verdict.MessageOverrides;
import io.github.camelaudience.standin.SegmentMessage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a session promises to a host: one result, after the last change is settled, with everything in its place. */
@Timeout(60)
class SyncSessionTest {

    private static final DeliverySettings ROOMY = new DeliverySettings(1000, 1 << 20, 0, 4, 10_000, 20_000, 50);

    /** Bodies of the requests, as they were sent. */
    private final List<String> sent = new CopyOnWriteArrayList<>();

    /** Requests wait for it. */
    private final CountDownLatch open = new CountDownLatch(1);

    private SyncEngine.Builder engine(int status, boolean wait) {
        Transport transport = call -> {
            sent.add(new String(call.body(), UTF_8));
            if (wait) {
                awaitOpen();
            }
            return new Transport.Reply(status, name -> null, new byte[0]);
        };
        return SyncEngine.of(
                "5f0000000000000000000001",
                new SyncedSegments(
                        transport, "https://localhost", "https://localhost", new AccessToken("api-x"), "test"));
    }

    private void awaitOpen() throws IOException {
        try {
            open.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static byte[] message(String userId) {
        return SegmentMessage.identify(userId).enters("x").getBytes(UTF_8);
    }

    @Test
    void allItemsStandInInputOrderWithTheirOrigins() throws Exception {
        try (SyncEngine engine = engine(204, false).start();
                SyncSession<String> session = engine.open()) {
            session.read(message("u1"), "$", 0, "first");
            session.unread("$[1]", new IOException("gone"), "second");
            session.read("17".getBytes(UTF_8), "$", 2, "third");
            session.read("{\"type\":\"page\"}".getBytes(UTF_8), "$", 3, "fourth");
            session.read(message("u2"), "$", 4, "fifth");
            SyncResult<String> result = session.end().get();
            assertThat(result.report().items())
                    .extracting(SyncReport.Item::path, SyncReport.Item::result)
                    .map(Object::toString)
                    .containsExactly(
                            "(\"$[0]\", ACCEPTED)",
                            "(\"$[1]\", FAILED)",
                            "(\"$[2]\", REJECTED)",
                            "(\"$[3]\", SKIPPED)",
                            "(\"$[4]\", ACCEPTED)");
            assertThat(result.unread()).extracting(SyncResult.Unread::source).containsExactly("second");
            assertThat(result.rejections())
                    .extracting(SyncResult.Rejection::source)
                    .containsExactly("third");
            assertThat(result.accepted())
                    .extracting(change -> change.slot().contextKey())
                    .containsExactly("u1", "u2");
            assertThat(result.isComplete()).isFalse();
            assertThat(result.report().requests()).isEqualTo(sent.size());
        }
    }

    @Test
    void aSessionWithoutChangesEndsAtOnceAndOnTheCallersThread() {
        try (SyncEngine engine = engine(204, false).start();
                SyncSession<String> session = engine.open()) {
            AtomicInteger later = new AtomicInteger();
            session.read("no JSON".getBytes(UTF_8), "a");
            Optional<SyncResult<String>> result = session.end(ignored -> later.incrementAndGet());
            assertThat(result).isPresent();
            assertThat(result.get().rejections()).hasSize(1);
            assertThat(later).hasValue(0);
        }
        assertThat(sent).isEmpty();
    }

    @Test
    void theResultComesLaterOnceAndNotOnASender() throws Exception {
        List<String> threads = new CopyOnWriteArrayList<>();
        CompletableFuture<SyncResult<String>> told = new CompletableFuture<>();
        try (SyncEngine engine = engine(204, true).start();
                SyncSession<String> session = engine.open()) {
            session.read(message("u1"), "a");
            Optional<SyncResult<String>> now = session.end(result -> {
                threads.add(Thread.currentThread().getName());
                told.complete(result);
            });
            assertThat(now).isEmpty();
            assertThat(told).isNotDone();
            open.countDown();
            assertThat(told.get().report().changes()).isEqualTo(1);
        }
        assertThat(threads).singleElement().asString().startsWith("launchdarkly-audience-completion");
    }

    @Test
    void anEndIsTheEnd() throws Exception {
        try (SyncEngine engine = engine(204, false).start()) {
            SyncSession<String> session = engine.open();
            session.read(message("u1"), "a");
            session.end().get();
            assertThatThrownBy(session::end).isInstanceOf(IllegalStateException.class);
            session.close();
        }
    }

    @Test
    void whatIsClosedWithoutAnEndIsDeliveredAllTheSame() {
        try (SyncEngine engine = engine(204, false).start()) {
            try (SyncSession<String> session = engine.open()) {
                session.read(message("u1"), "a");
            }
            await().until(() -> sent.size() == 1 && engine.state().pending() == 0);
        }
    }

    @Test
    void whatBreaksReadingOffIsToldAndWhatWasReadBeforeIsDelivered() throws Exception {
        IllegalStateException first = new IllegalStateException("first");
        try (SyncEngine engine = engine(204, false).start();
                SyncSession<String> session = engine.open()) {
            session.read(message("u1"), "a");
            session.broken(first);
            session.broken(new IllegalStateException("second"));
            SyncResult<String> result = session.end().get();
            assertThat(result.broken()).isSameAs(first);
            assertThat(first.getSuppressed()).hasSize(1);
            assertThat(result.report().changes()).isEqualTo(1);
            assertThat(result.isComplete()).isFalse();
        }
    }

    @Test
    void anOriginThatBreaksFailsItsMessageAndNoOther() throws Exception {
        Origins<String> origins = new Origins<>() {
            @Override
            public MessageOverrides overrides(String source) {
                if (source.equals("bad")) {
                    throw new IllegalArgumentException("no such header");
                }
                return new MessageOverrides(null, "device", null);
            }
        };
        try (SyncEngine engine = engine(204, false).start();
                SyncSession<String> session = engine.open(origins)) {
            session.read(message("u1"), "good");
            session.read(message("u2"), "bad");
            session.read(message("u3"), "good");
            SyncResult<String> result = session.end().get();
            assertThat(result.report().items())
                    .extracting(SyncReport.Item::reason)
                    .containsExactly(null, DeliveryFailure.Kind.BROKEN.name(), null);
            assertThat(sent).allMatch(body -> body.contains("\"contextKind\":\"device\""));
        }
    }

    @Test
    void aResultThatCannotBeMadeIsToldAsBroken() throws Exception {
        Origins<String> origins = new Origins<>() {
            @Override
            public boolean isFile(String source) {
                throw new IllegalStateException("nobody knows");
            }
        };
        try (SyncEngine engine = engine(204, false).start();
                SyncSession<String> session = engine.open(origins)) {
            session.read(message("u1"), "a");
            session.read("no JSON".getBytes(UTF_8), "b");
            SyncResult<String> result = session.end().get();
            assertThat(result.broken()).hasMessage("nobody knows");
            assertThat(result.accepted()).hasSize(1);
        }
    }

    @Test
    void aFileTellsTheLineOfWhatIsRejected() throws Exception {
        Origins<String> file = new Origins<>() {
            @Override
            public boolean isFile(String source) {
                return true;
            }
        };
        try (SyncEngine engine = engine(204, false).start();
                SyncSession<String> session = engine.open(file)) {
            session.read("{\"type\":\"page\"}\n\n17\n18\n".getBytes(UTF_8), "members.jsonl");
            assertThat(session.end().get().rejections())
                    .extracting(rejection -> rejection.message().summary().substring(0, "in line n: ".length()))
                    .containsExactly("in line 3: ", "in line 4: ");
        }
    }

    @Test
    void badInputStaysSmallAndKeepsEveryByte() throws Exception {
        String document = "17\n".repeat(5_000);
        try (SyncEngine engine = engine(204, false).start();
                SyncSession<String> session = engine.open()) {
            session.read(document.getBytes(UTF_8), "a");
            SyncResult<String> result = session.end().get();
            assertThat(result.rejections()).hasSizeLessThan(1_100);
            assertThat(result.report().count(SyncReport.Result.REJECTED)).isEqualTo(5_000);
            assertThat(result.rejections().get(1_000).message().reason()).isEqualTo(RejectReason.NOT_AN_OBJECT);
        }
    }

    @Test
    void aDryRunSendsNothingAndShowsWhatItWould() throws Exception {
        try (SyncEngine engine = engine(500, false).dryRun(true).start();
                SyncSession<String> session = engine.open()) {
            session.read(message("u1"), "a");
            SyncReport report = session.end().get().report();
            assertThat(report.dryRun()).isTrue();
            assertThat(report.plannedRequests()).singleElement().asString().contains("\"userId\":\"u1\"");
        }
        assertThat(sent).isEmpty();
    }

    @Test
    void whatIsForgottenIsSentAgain() throws Exception {
        try (SyncEngine engine = engine(204, false).start()) {
            SyncResult<String> first = sync(engine, "u1");
            assertThat(sync(engine, "u1").report().count(SyncReport.Result.SKIPPED))
                    .isEqualTo(1);
            engine.forget(first.accepted());
            assertThat(sync(engine, "u1").report().changes()).isEqualTo(1);
        }
        assertThat(sent).hasSize(2);
    }

    private static SyncResult<String> sync(SyncEngine engine, String userId)
            throws InterruptedException, ExecutionException {
        try (SyncSession<String> session = engine.open()) {
            session.read(message(userId), userId);
            return session.end().get();
        }
    }

    @Test
    void anEngineThatStopsFailsWhatIsOpenAndTakesNoMore() throws Exception {
        SyncEngine engine = engine(204, true).start();
        SyncSession<String> session = engine.open();
        session.read(message("u1"), "a");
        CompletableFuture<SyncResult<String>> result = session.end();
        engine.stop(200, 0);
        assertThat(result.get(5, TimeUnit.SECONDS).failures())
                .extracting(failure -> failure.failure().kind())
                .containsExactly(DeliveryFailure.Kind.STOPPED);
        try (SyncSession<String> late = engine.open()) {
            late.read(message("u2"), "b");
            assertThat(late.end().get(5, TimeUnit.SECONDS).failures()).hasSize(1);
        }
        engine.close();
    }

    /** Each continuation opens a session of the same engine and waits for it, more of them than there are threads. */
    @Test
    void aContinuationMayWaitForASessionOfItsOwn() throws Exception {
        int sessions = Continuations.MOST * 2;
        try (SyncEngine engine = engine(204, true).delivery(ROOMY).start()) {
            List<CompletableFuture<Integer>> all = new ArrayList<>();
            for (int i = 0; i < sessions; i++) {
                String userId = "u" + i;
                SyncSession<String> session = engine.open();
                session.read(message(userId), userId);
                CompletableFuture<Integer> inner = new CompletableFuture<>();
                session.end(result -> inner.complete(changesOf(engine, userId + "-after")))
                        .ifPresent(result -> inner.complete(-1));
                all.add(inner);
            }
            open.countDown();
            for (CompletableFuture<Integer> each : all) {
                assertThat(each.get(30, TimeUnit.SECONDS)).isEqualTo(1);
            }
            await().until(() -> engine.state().continuing() == 0);
        }
    }

    private static int changesOf(SyncEngine engine, String userId) {
        try {
            return sync(engine, userId).report().changes();
        } catch (InterruptedException | ExecutionException e) {
            return -1;
        }
    }

    @Test
    void eachEndIsToldOnceHoweverSettlingAndEndingRace() throws Exception {
        int sessions = 500;
        AtomicInteger told = new AtomicInteger();
        AtomicInteger reported = new AtomicInteger();
        SyncMonitor counting = new SyncMonitor() {
            @Override
            public void reported(SyncReport report) {
                if (reported.incrementAndGet() == 1) {
                    throw new IllegalStateException("a monitor that breaks, as this test wants it");
                }
            }
        };
        try (SyncEngine engine =
                engine(204, false).monitors(new DeliveryMonitor() {}, counting).start()) {
            IntStream.range(0, sessions).parallel().forEach(i -> {
                SyncSession<String> session = engine.open();
                session.read(message("u" + i), "a");
                session.end(result -> told.incrementAndGet()).ifPresent(result -> told.incrementAndGet());
            });
            await().dontCatchUncaughtExceptions().until(() -> told.get() == sessions);
        }
        assertThat(told).hasValue(sessions);
        assertThat(reported).hasValue(sessions);
    }
}
