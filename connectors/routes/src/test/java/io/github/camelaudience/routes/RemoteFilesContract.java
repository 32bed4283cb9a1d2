package io.github.camelaudience.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelaudience.standin.Fault;
import io.github.camelaudience.standin.FaultPlan;
import io.github.camelaudience.standin.StandIn;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the steps of the files route do behind any server that has the files. The properties are those that ship, so each
 * test runs its route in a Camel Main of its own: {@link RunningRoute}.
 */
abstract class RemoteFilesContract {

    private final String examples;
    private final String sampleName;

    @TempDir
    Path work;

    /**
     * @param examples   "s3" for s3.camel.yaml and AudienceS3.java
     * @param sampleName where the sample is put
     */
    RemoteFilesContract(String examples, String sampleName) {
        this.examples = examples;
        this.sampleName = sampleName;
    }

    /** Puts a file where the route looks. */
    abstract void put(String name, byte[] content) throws IOException;

    /** Whether a file is where done ones go, and no more where it was. */
    abstract boolean isDone(String name);

    /** Whether a file is where the route looks. */
    abstract boolean isWaiting(String name);

    /** Says where the server is, and who may read. */
    abstract RunningRoute reading(RunningRoute route);

    private RunningRoute route(StandIn launchDarkly, String example) throws Exception {
        return reading(RunningRoute.example(launchDarkly, example)).with("segment.work", work.toString());
    }

    private void awaitDone(String name) {
        await().atMost(Duration.ofSeconds(60)).until(() -> isDone(name));
    }

    @Test
    void theSampleEndsInItsMembershipAcrossAnOutage() throws Exception {
        Sample sample = Sample.all();
        put(sampleName, SampleFile.content(sample, sampleName));
        try (StandIn launchDarkly =
                        StandIn.builder().latency(Duration.ofMillis(10)).start();
                RunningRoute route = route(launchDarkly, examples + ".camel.yaml")
                        .with("camel.kamelet.launchdarkly-audience-sink.retryTimeout", "500")
                        .start()) {
            launchDarkly.awaitRequests(10, Duration.ofSeconds(30));
            launchDarkly.faults(FaultPlan.always(Fault.status(503)));
            await().atMost(Duration.ofSeconds(30)).until(() -> SampleFile.console(route.context())
                    .findValuesAsText("state")
                    .contains("STOPPED"));
            assertThat(isWaiting(sampleName)).isTrue();
            launchDarkly.faults(FaultPlan.none());
            awaitDone(sampleName);
            assertThat(RunningRoute.members(launchDarkly, sample.members().keySet()))
                    .isEqualTo(sample.members());
            assertThat(SampleFile.rejectedLines(work, sampleName.replace("/", "%2F")))
                    .isEqualTo(SampleFile.brokenLines(sample, sampleName));
            JsonNode last = SampleFile.console(route.context()).get(0);
            assertThat(last.get("rows").intValue()).isEqualTo(Sample.SIZE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s.camel.yaml", "Audience%s.java", "%s.camel.xml"})
    void examplesEndInTheSameMembership(String form) throws Exception {
        String name =
                form.endsWith(".java") ? examples.substring(0, 1).toUpperCase() + examples.substring(1) : examples;
        Sample sample = Sample.of(100);
        put("sample.jsonl", SampleFile.content(sample, "sample.jsonl"));
        try (StandIn launchDarkly = StandIn.start();
                RunningRoute route = route(launchDarkly, form.formatted(name)).start()) {
            awaitDone("sample.jsonl");
            RunningRoute.awaitMembers(launchDarkly, sample, Duration.ofSeconds(1));
            assertThat(SampleFile.rejectedLines(work, "sample.jsonl")).containsExactly(1);
        }
    }
}
