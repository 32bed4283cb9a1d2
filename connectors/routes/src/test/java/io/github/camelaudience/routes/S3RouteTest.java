package io.github.camelaudience.routes;

import java.net.URI;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.BlobStoreContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The steps of the files route behind a server that speaks the protocol of S3. */
class S3RouteTest extends RemoteFilesContract {

    private static final String COMPONENT = "camel.component.aws2-s3.";

    private final BlobStoreContext blobs =
            ContextBuilder.newBuilder("transient").build(BlobStoreContext.class);
    private final BlobStore store = blobs.getBlobStore();
    private S3Proxy server;

    S3RouteTest() {
        super("s3", "a/sample.jsonl.gz");
    }

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

    @Override
    void put(String name, byte[] content) {
        store.putBlob("exports", store.blobBuilder(name).payload(content).build());
    }

    @Override
    boolean isWaiting(String name) {
        return store.blobExists("exports", name);
    }

    @Override
    boolean isDone(String name) {
        return store.blobExists("done", name) && !isWaiting(name);
    }

    @Override
    RunningRoute reading(RunningRoute route) {
        return route.with("segment.s3.bucket", "exports")
                .with("segment.s3.doneBucket", "done")
                .with(COMPONENT + "accessKey", "key")
                .with(COMPONENT + "secretKey", "secret")
                .with(COMPONENT + "region", "us-east-1")
                .with(COMPONENT + "overrideEndpoint", "true")
                .with(COMPONENT + "uriEndpointOverride", "http://127.0.0.1:" + server.getPort())
                .with(COMPONENT + "forcePathStyle", "true");
    }
}
