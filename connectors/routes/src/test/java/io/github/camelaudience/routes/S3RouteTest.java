package io.github.camelaudience.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelaudience.standin.Fault;
import io.github.camelaudience.standin.FaultPlan;
import io.github.camelaudience.standin.StandIn;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.BlobStoreContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The steps of the files route behind a server that speaks the protocol of S3. */
class S3RouteTest {

    private static final String COMPONENT = "camel.component.aws2-s3.";

    @TempDir
    Path work;

    private final BlobStoreContext blobs =
            ContextBuilder.newBuilder("transient").build(BlobStoreContext.class);
    private final BlobStore store = blobs.getBlobStore();
    private S3Proxy server;

    @BeforeEach
    void start() throws Exception {
        server = S3Proxy.builder()
                .blobStore(store)
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, "key", "secret")
                .ignoreUnknownHeaders(true) // it does not know the checksum mode that the SDK asks for
                .build();
        server.start();
        store.createContainerInLocation(null, "exports");
        store.createContainerInLocation(null, "done");
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
        blobs.close();
    }

    private void put(String name, byte[] content) {
        store.putBlob("exports", store.blobBuilder(name).payload(content).build());
    }

    private RunningRoute route(StandIn launchDarkly, String example) throws Exception {
        return RunningRoute.example(launchDarkly, example)
                .with("segment.work", work.toString())
                .with("segment.s3.bucket", "exports")
                .with("segment.s3.doneBucket", "done")
                .with(COMPONENT + "accessKey", "key")
                .with(COMPONENT + "secretKey", "secret")
                .with(COMPONENT + "region", "us-east-1")
                .with(COMPONENT + "overrideEndpoint", "true")
                .with(COMPONENT + "uriEndpointOverride", "http://127.0.0.1:" + server.getPort())
                .with(COMPONENT + "forcePathStyle", "true");
    }

    private void awaitDone(String name) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> store.blobExists("done", name) && !store.blobExists("exports", name));
    }

    @Test
    void theSampleEndsInItsMembershipAcrossAnOutage() throws Exception {
        Sample sample = Sample.all();
        put("a/sample.jsonl.gz", SampleFile.content(sample, "sample.jsonl.gz"));
        try (StandIn launchDarkly =
                        StandIn.builder().latency(Duration.ofMillis(10)).start();
                RunningRoute route = route(launchDarkly, "s3.camel.yaml")
                        .with("camel.kamelet.launchdarkly-audience-sink.retryTimeout", "500")
                        .start()) {
            launchDarkly.awaitRequests(10, Duration.ofSeconds(30));
            launchDarkly.faults(FaultPlan.always(Fault.status(503)));
            await().atMost(Duration.ofSeconds(30)).until(() -> SampleFile.console(route.context())
                    .findValuesAsText("state")
                    .contains("STOPPED"));
            assertThat(store.blobExists("exports", "a/sample.jsonl.gz")).isTrue();
            launchDarkly.faults(FaultPlan.none());
            awaitDone("a/sample.jsonl.gz");
            assertThat(RunningRoute.members(launchDarkly, sample.members().keySet()))
                    .isEqualTo(sample.members());
            assertThat(SampleFile.rejectedLines(work, "a%2Fsample.jsonl.gz"))
                    .isEqualTo(SampleFile.brokenLines(sample, "sample.jsonl.gz"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3.camel.yaml", "AudienceS3.java", "s3.camel.xml"})
    void examplesEndInTheSameMembership(String example) throws Exception {
        Sample sample = Sample.of(100);
        put("sample.jsonl", SampleFile.content(sample, "sample.jsonl"));
        try (StandIn launchDarkly = StandIn.start();
                RunningRoute route = route(launchDarkly, example).start()) {
            awaitDone("sample.jsonl");
            RunningRoute.awaitMembers(launchDarkly, sample, Duration.ofSeconds(1));
            assertThat(SampleFile.rejectedLines(work, "sample.jsonl")).containsExactly(1);
        }
    }
}
