package io.github.camelaudience.launchdarkly.sources.http;

import io.github.camelaudience.launchdarkly.DeliveryFailedException;
import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceConstants;
import io.github.camelaudience.launchdarkly.RejectedMessagesException;
import io.github.camelaudience.launchdarkly.core.json.JsonText;
import io.github.camelaudience.launchdarkly.core.sync.RejectedMessage;
import io.github.camelaudience.launchdarkly.core.sync.SyncReport;
import java.io.CharConversionException;
import java.nio.charset.CharacterCodingException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipException;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.util.ObjectHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers an HTTP request after what became of its messages. Stands at the end of a route, and where its exceptions are
 * handled.
 *
 * <table>
 * <caption>Answers</caption>
 * <tr><td>200</td><td>LaunchDarkly has accepted every change, or there was none; the body counts</td></tr>
 * <tr><td>401</td><td>who sends is not known to us, and the body says nothing; or what was signed is too old</td></tr>
 * <tr><td>404</td><td>the path is that of no call, see {@link TypeFromPath}</td></tr>
 * <tr><td>400, 413, 415</td><td>the body is no JSON or cannot be decoded, is too large, or of another media type</td></tr>
 * <tr><td>422</td><td>some messages are broken, all others are applied; the body has a verdict for each</td></tr>
 * <tr><td>503</td><td>not everything was accepted: send again after {@code Retry-After} seconds</td></tr>
 * </table>
 */
public final class HttpAnswer implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(HttpAnswer.class);
    private static final String JSON = "application/json";

    private final RefusalLog refusals = new RefusalLog(() -> System.nanoTime() / 1_000_000, LOG::warn);
    private int retryAfter = 30;
    private String challenge;

    /** Sets after how many seconds a request that failed should be sent again; 30 by default. */
    public void setRetryAfter(int retryAfter) {
        this.retryAfter = retryAfter;
    }

    /** Sets the {@code WWW-Authenticate} of a 401, if there is a scheme that clients can know. */
    public void setChallenge(String challenge) {
        this.challenge = challenge;
    }

    @Override
    public void process(Exchange exchange) {
        Throwable cause = exchange.getException() != null
                ? exchange.getException()
                : exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        Message message = exchange.getMessage();
        if (cause == null) {
            Map<String, Object> counts = counts(message);
            addDryRun(counts, exchange.getProperty(LaunchDarklyAudienceConstants.SYNC_REPORT, SyncReport.class));
            answer(message, 200, counts);
            return;
        }
        SyncReport report = exchange.getProperty(LaunchDarklyAudienceConstants.SYNC_REPORT, SyncReport.class);
        RejectedMessagesException rejected = inCausesOf(cause, RejectedMessagesException.class);
        RefusedRequestException refused = inCausesOf(cause, RefusedRequestException.class);
        boolean failed = report != null && report.count(SyncReport.Result.FAILED) > 0;
        if (refused != null) {
            refused(message, refused.refusal());
        } else if (isUndecodable(cause)) {
            refused(
                    message,
                    HttpRefusal.of(
                            400, "the body cannot be decoded: send UTF-8, and gzip only whole and with its header"));
        } else if (rejected == null || failed) {
            failed(message, cause, report == null ? new SyncReport(List.of(), 0, null, List.of()) : report);
        } else if (Refusal.isUnauthenticated(rejected)) {
            unauthenticated(message, rejected);
        } else {
            LOG.warn("{}", rejected.getMessage());
            answer(message, status(rejected.getRejected().get(0)), report == null ? report(rejected) : report);
        }
    }

    private void refused(Message message, HttpRefusal refusal) {
        refusals.refused(refusal.detail());
        answer(message, refusal.status(), Map.of("error", refusal.error()));
        if (refusal.status() == HttpRefusal.OVERLOADED) {
            message.setHeader("Retry-After", retryAfter);
        }
    }

    /**
     * Some servers decode the body themselves, and fail in the middle of it, each time again. What cannot be decoded of
     * LaunchDarkly's answer is nothing that the request could be blamed for.
     */
    private static boolean isUndecodable(Throwable cause) {
        boolean undecodable = inCausesOf(cause, CharacterCodingException.class) != null
                || inCausesOf(cause, CharConversionException.class) != null
                || inCausesOf(cause, ZipException.class) != null;
        return undecodable && inCausesOf(cause, DeliveryFailedException.class) == null;
    }

    /** Not in what was suppressed: of a batch with failed and rejected messages the failure counts, which comes first. */
    private static <T extends Throwable> T inCausesOf(Throwable thrown, Class<T> type) {
        for (Throwable each : ObjectHelper.createExceptionIterable(thrown)) {
            if (type.isInstance(each)) {
                return type.cast(each);
            }
        }
        return null;
    }

    private void failed(Message message, Throwable cause, SyncReport report) {
        DeliveryFailedException expected = inCausesOf(cause, DeliveryFailedException.class);
        if (expected != null) {
            LOG.warn("{}", expected.getMessage());
        } else {
            LOG.error("A request failed for a reason that is not LaunchDarkly's", cause);
        }
        answer(message, 503, report);
        message.setHeader("Retry-After", retryAfter);
    }

    /** Says nothing that helps to get in. */
    private void unauthenticated(Message message, RejectedMessagesException refused) {
        refusals.refused(refused.getRejected().get(0).detail());
        answer(message, 401, Map.of("error", "unauthenticated"));
        if (challenge != null) {
            message.setHeader("WWW-Authenticate", challenge);
        }
    }

    /** What is wrong with the body as a whole has a status of its own. */
    private static int status(RejectedMessage rejected) {
        if (!rejected.path().equals("$")) {
            return 422;
        }
        return switch (rejected.reason()) {
            case NOT_JSON -> 400;
            case TOO_LARGE -> 413;
            default -> 422;
        };
    }

    private static void answer(Message message, int status, Object body) {
        message.removeHeaders("*");
        message.setBody(JsonText.bytes(body));
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        message.setHeader(Exchange.CONTENT_TYPE, JSON);
    }

    private static Map<String, Object> counts(Message message) {
        Map<String, Object> counts = new LinkedHashMap<>();
        counts.put("changes", count(message, LaunchDarklyAudienceConstants.CHANGES));
        counts.put("skipped", count(message, LaunchDarklyAudienceConstants.SKIPPED));
        counts.put("requests", count(message, LaunchDarklyAudienceConstants.REQUESTS));
        int rejected = count(message, LaunchDarklyAudienceConstants.REJECTED);
        if (rejected > 0) { // and dealt with elsewhere: otherwise this would be no success
            counts.put("rejected", rejected);
        }
        return counts;
    }

    /** A dry run must not look like a delivery. */
    private static void addDryRun(Map<String, Object> counts, SyncReport report) {
        if (report != null && report.dryRun()) {
            counts.put("dryRun", true);
            counts.put("plannedRequests", report.plannedRequests());
        }
    }

    private static int count(Message message, String header) {
        return message.getHeader(header, 0, int.class);
    }

    /** What was rejected before the component had it. */
    private static SyncReport report(RejectedMessagesException exception) {
        return new SyncReport(
                exception.getRejected().stream()
                        .map(rejected -> new SyncReport.Item(
                                rejected.path(),
                                SyncReport.Result.REJECTED,
                                rejected.reason().name(),
                                rejected.detail()))
                        .toList(),
                0,
                null,
                List.of());
    }
}
