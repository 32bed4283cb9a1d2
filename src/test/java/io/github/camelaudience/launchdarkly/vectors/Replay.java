package io.github.camelaudience.launchdarkly.vectors;

import io.github.camelaudience.launchdarkly.vectors.VectorJudge.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configurator;

/** Replays golden vectors through the component and judges what it did. */
final class Replay {

    private static final String COMPONENT_LOG = "io.github.camelaudience.launchdarkly";
    /** A case that is not answered plainly mostly waits. */
    private static final int WAITING_AT_A_TIME = 4;

    private record Judged(VectorCase vector, Finding finding) {}

    private Replay() {}

    /** Prints what is not as it should be, and the summary as the last line. */
    static VectorTally print(List<VectorCase> vectors) throws Exception {
        VectorTally tally = new VectorTally();
        Configurator.setLevel(COMPONENT_LOG, Level.OFF);
        try {
            // Retries are a matter of time: they go first, while few endpoints and threads are there.
            spread(
                    vectors.stream()
                            .filter(vector -> !vector.isAnsweredPlainly())
                            .toList(),
                    tally);
            replay(vectors.stream().filter(VectorCase::isAnsweredPlainly).toList())
                    .forEach(judged -> tally.add(judged.vector, judged.finding));
        } finally {
            LoggerContext logging = (LoggerContext) LogManager.getContext(false);
            logging.getConfiguration().removeLogger(COMPONENT_LOG);
            logging.updateLoggers();
        }
        tally.unexplained().forEach(finding -> System.out.println("unexplained " + finding));
        tally.skipped().forEach(reason -> System.out.println("skipped " + reason));
        System.out.println();
        System.out.println(tally.summary());
        return tally;
    }

    /** Some at a time, each part with a component and a server of its own. */
    private static void spread(List<VectorCase> vectors, VectorTally tally) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(WAITING_AT_A_TIME);
        try {
            List<Callable<List<Judged>>> parts = IntStream.range(0, WAITING_AT_A_TIME)
                    .<Callable<List<Judged>>>mapToObj(part -> () -> replay(IntStream.range(0, vectors.size())
                            .filter(i -> i % WAITING_AT_A_TIME == part)
                            .mapToObj(vectors::get)
                            .toList()))
                    .toList();
            for (Future<List<Judged>> part : threads.invokeAll(parts)) {
                part.get().forEach(judged -> tally.add(judged.vector, judged.finding));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<Judged> replay(List<VectorCase> vectors) throws Exception {
        List<Judged> all = new ArrayList<>();
        try (ComponentDriver component = new ComponentDriver()) {
            for (VectorCase vector : vectors) {
                all.add(new Judged(vector, VectorJudge.judge(vector, component.deliver(vector))));
            }
        }
        return all;
    }
}
