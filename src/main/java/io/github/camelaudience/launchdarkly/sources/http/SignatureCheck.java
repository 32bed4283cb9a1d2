package io.github.camelaudience.launchdarkly.sources.http;

import static io.github.camelaudience.launchdarkly.core.membership.MembershipChange.NO_EVENT_TIME;

import io.github.camelaudience.launchdarkly.core.segment.SegmentSignature;
import io.github.camelaudience.launchdarkly.core.segment.SignedTimes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.util.TimeUtils;

/**
 * Lets requests pass that Segment has signed, see {@link SegmentSignature}, and not too long ago; all others fail as
 * {@code UNAUTHENTICATED} before a message is read. The body, unpacked if it was gzip, is then in memory as it was signed.
 */
public final class SignatureCheck extends RequestCheck {

    private static final long FIVE_MINUTES = 5 * 60_000L;

    private final LongSupplier clock;
    private String sharedSecret;
    private String previousSharedSecret;
    private String headerName = "X-Signature";
    private boolean acceptPartiallySignedBatches;
    private long maxAgeMillis = 4 * 3_600_000L + FIVE_MINUTES;
    private SegmentSignature signature;

    public SignatureCheck() {
        this(System::currentTimeMillis);
    }

    /** Takes the time from a clock, in milliseconds since the epoch. */
    SignatureCheck(LongSupplier clock) {
        super("application/json");
        this.clock = clock;
    }

    /** Sets the secret that Segment signs with. Required. */
    public void setSharedSecret(String sharedSecret) {
        this.sharedSecret = sharedSecret;
    }

    /** Sets the secret before the last change, accepted too while it is set. */
    public void setPreviousSharedSecret(String previousSharedSecret) {
        this.previousSharedSecret = previousSharedSecret;
    }

    /** Sets the name of the header with the signature; {@code X-Signature} by default. */
    public void setHeaderName(String headerName) {
        this.headerName = headerName;
    }

    /**
     * Sets whether to take batches as Segment signs them, by their first message only. Whoever has seen one signed
     * message can then send any others behind it; so {@code false} by default.
     */
    public void setAcceptPartiallySignedBatches(boolean acceptPartiallySignedBatches) {
        this.acceptPartiallySignedBatches = acceptPartiallySignedBatches;
    }

    /**
     * Sets how old a signed message may be, by the newest of its times; 0 takes any. The default is 4 hours, as long as
     * Segment repeats, and 5 minutes for clocks that differ. A message that tells no time passes.
     *
     * @param maxAge such as {@code 4h5m}, or milliseconds
     * @throws IllegalArgumentException when it is no duration, or a negative one
     */
    public void setMaxAge(String maxAge) {
        long millis = millis(maxAge.strip());
        if (millis < 0) {
            throw new IllegalArgumentException("maxAge must not be negative");
        }
        this.maxAgeMillis = millis;
    }

    private static long millis(String duration) {
        try {
            return TimeUtils.toMilliSeconds(duration);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("maxAge must be a duration such as 4h5m, or 0", e);
        }
    }

    @Override
    protected void doStart() {
        List<String> secrets = new ArrayList<>();
        secrets.add(sharedSecret);
        if (previousSharedSecret != null && !previousSharedSecret.isEmpty()) {
            secrets.add(previousSharedSecret);
        }
        signature = new SegmentSignature(secrets);
        super.doStart();
    }

    @Override
    HttpRefusal stranger(RequestHead head) {
        return onlyHeader(head, headerName) == null
                ? HttpRefusal.unauthenticated(
                        "expected one header " + headerName + ", and none of that name in the query")
                : null;
    }

    @Override
    HttpRefusal empty(RequestHead head) {
        return HttpRefusal.unauthenticated("nothing is signed");
    }

    @Override
    void authenticate(Exchange exchange) throws Exception {
        String claimed = onlyHeader(RequestHead.of(exchange.getMessage()), headerName);
        byte[] body = body(exchange);
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
        readAsSigned(exchange);
        if (maxAgeMillis > 0 && isOld(body)) {
            throw new RefusedRequestException(
                    HttpRefusal.of(
                            401,
                            "the newest time in the signed message is older than "
                                    + TimeUtils.printDuration(maxAgeMillis, false) + " (maxAge)"),
                    exchange);
        }
    }

    /** Segment signs UTF-8. The head of the request is not signed: another charset would make other people of the same bytes. */
    private static void readAsSigned(Exchange exchange) {
        exchange.removeProperty(ExchangePropertyKey.CHARSET_NAME);
        exchange.getMessage().removeHeader(Exchange.CHARSET_NAME);
    }

    private boolean isOld(byte[] body) {
        long now = clock.getAsLong();
        long newest = SignedTimes.newest(body, now + FIVE_MINUTES);
        return newest != NO_EVENT_TIME && now - newest > maxAgeMillis;
    }
}
