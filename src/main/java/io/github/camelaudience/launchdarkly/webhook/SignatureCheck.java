package io.github.camelaudience.launchdarkly.webhook;

import io.github.camelaudience.launchdarkly.segment.SegmentSignature;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.service.ServiceSupport;

/**
 * Lets requests pass that Segment has signed, see {@link SegmentSignature}; all others fail as {@code UNAUTHENTICATED}
 * before a message is read. The body, unpacked if it was gzip, is then in memory as it was signed.
 */
public final class SignatureCheck extends ServiceSupport implements Processor {

    private String sharedSecret;
    private String previousSharedSecret;
    private String headerName = "X-Signature";
    private boolean acceptPartiallySignedBatches;
    private int maxDocumentSize = RequestBody.DEFAULT_MAX_LENGTH;
    private SegmentSignature signature;

    /** The secret that Segment signs with. Required. */
    public void setSharedSecret(String sharedSecret) {
        this.sharedSecret = sharedSecret;
    }

    /** The secret before the last change, accepted too while it is set. */
    public void setPreviousSharedSecret(String previousSharedSecret) {
        this.previousSharedSecret = previousSharedSecret;
    }

    /** The header with the signature. */
    public void setHeaderName(String headerName) {
        this.headerName = headerName;
    }

    /**
     * Whether to take batches as Segment signs them, by their first message only. Whoever has seen one signed message
     * can then send any others behind it.
     */
    public void setAcceptPartiallySignedBatches(boolean acceptPartiallySignedBatches) {
        this.acceptPartiallySignedBatches = acceptPartiallySignedBatches;
    }

    /** The most bytes of a body, after decompression. A longer one is refused before it is hashed. */
    public void setMaxDocumentSize(int maxDocumentSize) {
        this.maxDocumentSize = maxDocumentSize;
    }

    @Override
    protected void doStart() {
        List<String> secrets = new ArrayList<>();
        secrets.add(sharedSecret);
        if (previousSharedSecret != null && !previousSharedSecret.isEmpty()) {
            secrets.add(previousSharedSecret);
        }
        signature = new SegmentSignature(secrets);
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        Object header = exchange.getMessage().getHeader(headerName);
        if (!(header instanceof String claimed)) { // several make a list
            throw Refusal.unauthenticated("expected one header " + headerName, exchange);
        }
        byte[] body = RequestBody.plain(exchange, maxDocumentSize);
        switch (signature.coverage(body, claimed)) {
            case EVERYTHING -> {}
            case FIRST_MESSAGE -> {
                if (!acceptPartiallySignedBatches) {
                    throw Refusal.unauthenticated(
                            "only the first message of a batch is signed, see acceptPartiallySignedBatches", exchange);
                }
            }
            case NOTHING -> throw Refusal.unauthenticated("the signature in " + headerName + " is wrong", exchange);
        }
    }
}
