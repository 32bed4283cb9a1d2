package io.github.camelaudience.launchdarkly.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What comes after exchanges is run once, in order and in a bounded number of threads. */
class ContinuationsTest {

    private final Deque<Runnable> threads = new ArrayDeque<>();
    private final List<Integer> run = new ArrayList<>();
    private Throwable thrown;
    private final Continuations continuations = new Continuations(task -> {
        if (thrown instanceof Error error) {
            throw error;
        } else if (thrown instanceof RuntimeException exception) {
            throw exception;
        }
        threads.add(task);
    });

    @AfterEach
    void noInterruptIsLeft() {
        assertThat(Thread.interrupted()).isFalse();
    }

    private void add(int from, int to) {
        IntStream.range(from, to).forEach(i -> continuations.run(null, () -> run.add(i)));
    }

    private void runThreads() {
        while (!threads.isEmpty()) {
            threads.poll().run();
        }
    }

    @Test
    void soManyAtATimeInOrder() {
        add(0, 2_000);
        assertThat(threads).hasSize(Continuations.MOST);
        runThreads();
        assertThat(run)
                .containsExactlyElementsOf(IntStream.range(0, 2_000).boxed().toList());
        add(2_000, 2_001);
        assertThat(threads).as("threads that are over are replaced").hasSize(1);
    }

    @Test
    void whatIsSentWithinAContinuationHasThreadsOfItsOwn() {
        add(0, 1);
        threads.poll().run();
        continuations.run(null, () -> {
            add(1, 100); // take all threads of this storey
            int taken = threads.size();
            continuations.run(continuations.current(), () -> run.add(1_000));
            assertThat(threads).hasSize(taken + 1);
            threads.pollLast().run();
            assertThat(run).containsExactly(0, 1_000);
        });
        runThreads();
        assertThat(run).hasSize(101);
        assertThat(continuations.current()).isNull();
    }

    @Test
    void whatIsSentByAContinuationThatIsOverIsOnItsStorey() {
        List<Continuations.Running> over = new ArrayList<>();
        continuations.run(null, () -> over.add(continuations.current()));
        runThreads();
        add(0, Continuations.MOST);
        continuations.run(over.get(0), () -> run.add(-1));
        assertThat(threads).hasSize(Continuations.MOST);
        runThreads();
        assertThat(run).contains(-1);
    }

    @Test
    void withoutThreadsTheCallerRunsThem() {
        for (Throwable each : List.of(
                new OutOfMemoryError("unable to create native thread"),
                new RejectedExecutionException("shut down"),
                new NoClassDefFoundError())) {
            thrown = each;
            add(0, 3);
        }
        assertThat(run).containsExactly(0, 1, 2, 0, 1, 2, 0, 1, 2);
        thrown = null;
        add(3, 4);
        runThreads();
        assertThat(run).endsWith(3);
    }

    @Test
    void whileOneRunsItTakesWhatNoThreadIsThereFor() {
        add(0, 1);
        thrown = new OutOfMemoryError("unable to create native thread");
        add(1, 5);
        assertThat(run).isEmpty();
        runThreads();
        assertThat(run).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void oneThatThrowsKeepsNoneFromRunning() {
        Thread.UncaughtExceptionHandler before = Thread.currentThread().getUncaughtExceptionHandler();
        List<Throwable> reported = new ArrayList<>();
        Thread.currentThread().setUncaughtExceptionHandler((thread, e) -> {
            reported.add(e);
            throw new IllegalStateException("handler");
        });
        try {
            continuations.run(null, () -> {
                throw new StackOverflowError();
            });
            add(0, 2);
            runThreads();
        } finally {
            Thread.currentThread().setUncaughtExceptionHandler(before);
        }
        assertThat(run).containsExactly(0, 1);
        assertThat(reported).hasOnlyElementsOfType(StackOverflowError.class);
    }

    @Test
    void atTheEndNoneWaits() {
        List<Boolean> interrupted = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            continuations.run(null, () -> interrupted.add(Thread.interrupted()));
        }
        continuations.interrupt();
        runThreads();
        assertThat(interrupted).hasSize(100).containsOnly(true);
    }
}
