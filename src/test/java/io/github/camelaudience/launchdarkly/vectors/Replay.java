package io.github.camelaudience.launchdarkly.vectors;

import java.util.List;

/** Replays golden vectors through the component and judges what it did. */
final class Replay {

    private Replay() {}

    /** Prints what is not as it should be, and the summary as the last line. */
    static VectorTally print(List<VectorCase> vectors) throws Exception {
        VectorTally tally = new VectorTally();
        // Retries are a matter of time: they go first, while few endpoints and threads are there.
        replay(vectors.stream().filter(vector -> !vector.isAnsweredPlainly()).toList(), tally);
        replay(vectors.stream().filter(VectorCase::isAnsweredPlainly).toList(), tally);
        tally.unexplained().forEach(finding -> System.out.println("unexplained " + finding));
        tally.skipped().forEach(reason -> System.out.println("skipped " + reason));
        System.out.println();
        System.out.println(tally.summary());
        return tally;
    }

    private static void replay(List<VectorCase> vectors, VectorTally tally) throws Exception {
        try (ComponentDriver component = new ComponentDriver()) {
            for (VectorCase vector : vectors) {
                tally.add(vector, VectorJudge.judge(vector, component.deliver(vector)));
            }
        }
    }
}
