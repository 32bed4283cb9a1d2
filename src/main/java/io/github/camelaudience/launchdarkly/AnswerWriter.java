package io.github.camelaudience.launchdarkly;

import io.github.camelaudience.launchdarkly.AudienceExchange.Failure;
import io.github.camelaudience.launchdarkly.AudienceExchange.Rejection;
import io.github.camelaudience.launchdarkly.api.RequestBody;
import io.github.camelaudience.launchdarkly.delivery.DeliveryFailure;
import io.github.camelaudience.launchdarkly.delivery.Ticket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** What the exchange gets back ({@code semantics} section 5): headers, the report, and at most one exception. */
final class AnswerWriter {

    private AnswerWriter() {}

    static void write(
            Exchange exchange,
            AudienceExchange.Result result,
            Ticket ticket,
            LaunchDarklyAudienceEndpoint endpoint,
            RejectedHandling rejectedHandling)
            throws Exception {
        SyncReport report = new SyncReport(
                result.items,
                ticket.requests(),
                result.requestId,
                ticket.keptRequests().stream()
                        .map(request -> new String(RequestBody.write(request), StandardCharsets.UTF_8))
                        .toList());
        Message message = exchange.getMessage();
        exchange.setProperty(LaunchDarklyAudienceConstants.SYNC_REPORT, report);
        endpoint.observers().reported(report);
        message.setHeader(LaunchDarklyAudienceConstants.CHANGES, report.changes());
        message.setHeader(LaunchDarklyAudienceConstants.SKIPPED, report.count(SyncReport.Result.SKIPPED));
        message.setHeader(LaunchDarklyAudienceConstants.REJECTED, result.rejections.size());
        message.setHeader(LaunchDarklyAudienceConstants.REQUESTS, report.requests());
        if (report.requestId() != null) {
            message.setHeader(LaunchDarklyAudienceConstants.REQUEST_ID, report.requestId());
        }
        Exception rejected = rejectedHandling.handle(exchange, result.rejections);
        Exception failed = failure(exchange, result.failures, endpoint);
        if (failed != null) {
            if (rejected != null) {
                failed.addSuppressed(rejected);
            }
            exchange.setException(failed);
        } else if (rejected != null) {
            exchange.setException(rejected);
        }
    }

    private static Exception failure(Exchange exchange, List<Failure> failures, LaunchDarklyAudienceEndpoint endpoint) {
        if (failures.isEmpty()) {
            return null;
        }
        for (Failure failure : failures) {
            setOnItem(
                    exchange,
                    failure.source(),
                    DeliveryFailedException.of(endpoint.getServiceUrl(), failure.failure(), 1));
        }
        DeliveryFailure worst = failures.stream()
                .map(Failure::failure)
                .filter(failure -> failure.kind() == DeliveryFailure.Kind.UNAUTHORIZED)
                .findFirst()
                .orElse(failures.get(0).failure());
        return DeliveryFailedException.of(endpoint.getServiceUrl(), worst, failures.size());
    }

    /** An item that came in an exchange of its own carries its own exception. */
    static void setOnItem(Exchange exchange, Message source, Exception exception) {
        Exchange item = source.getExchange();
        if (item != null && item != exchange) {
            item.setException(exception);
        }
    }

    static void setOnItems(Exchange exchange, List<Rejection> rejections) {
        for (Rejection rejection : rejections) {
            setOnItem(
                    exchange,
                    rejection.source(),
                    new RejectedMessagesException(
                            List.of(rejection.message()), rejection.source().getExchange()));
        }
    }
}
