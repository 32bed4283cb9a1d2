package io.github.camelaudience.launchdarkly.exchange;

import io.github.camelaudience.launchdarkly.exchange.ExchangeSync.Failure;
import io.github.camelaudience.launchdarkly.exchange.ExchangeSync.Unread;
import io.github.camelaudience.launchdarkly.core.launchdarkly.synced.SyncedSegmentsJson;
import io.github.camelaudience.launchdarkly.core.delivery.Ticket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import io.github.camelaudience.launchdarkly.DeliveryFailedException;
import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceConstants;
import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceEndpoint;
import io.github.camelaudience.launchdarkly.core.sync.SyncReport;

/** What the exchange gets back ({@code semantics} section 5): headers, the report, and at most one exception. */
public final class ResultWriter {

    private ResultWriter() {}

    public static void write(
            Exchange exchange,
            ExchangeSync.Result result,
            Ticket ticket,
            LaunchDarklyAudienceEndpoint endpoint,
            RejectedHandling rejectedHandling) {
        SyncReport report = new SyncReport(
                result.items,
                ticket.requests(),
                result.requestId,
                ticket.keptRequests().stream()
                        .map(request -> new String(SyncedSegmentsJson.write(request), StandardCharsets.UTF_8))
                        .toList(),
                endpoint.getConfiguration().isDryRun());
        exchange.setProperty(LaunchDarklyAudienceConstants.SYNC_REPORT, report);
        endpoint.observers().reported(report);
        writeHeaders(exchange.getMessage(), report);
        Exception rejected = rejectedHandling.handle(exchange, result.rejections);
        Exception unread = unread(exchange, result.unread);
        Exception failed = failure(exchange, result.failures, endpoint.getServiceUrl());
        List<Throwable> all = Stream.of(result.broken, failed, unread, rejected)
                .filter(Objects::nonNull)
                .toList();
        if (!all.isEmpty()) {
            Throwable first = all.get(0);
            all.stream().skip(1).filter(each -> each != first).forEach(first::addSuppressed);
            exchange.setException(first);
        }
    }

    private static void writeHeaders(Message message, SyncReport report) {
        message.setHeader(LaunchDarklyAudienceConstants.CHANGES, report.changes());
        message.setHeader(LaunchDarklyAudienceConstants.SKIPPED, report.count(SyncReport.Result.SKIPPED));
        message.setHeader(LaunchDarklyAudienceConstants.REJECTED, report.count(SyncReport.Result.REJECTED));
        message.setHeader(LaunchDarklyAudienceConstants.REQUESTS, report.requests());
        if (report.requestId() == null) {
            message.removeHeader(LaunchDarklyAudienceConstants.REQUEST_ID); // of an earlier attempt
        } else {
            message.setHeader(LaunchDarklyAudienceConstants.REQUEST_ID, report.requestId());
        }
    }

    private static Exception unread(Exchange exchange, List<Unread> unread) {
        ItemExceptions.unread(exchange, unread);
        return unread.isEmpty() ? null : unread.get(0).cause();
    }

    private static Exception failure(Exchange exchange, List<Failure> failures, String url) {
        ItemExceptions.failed(exchange, failures, url);
        return failures.isEmpty() ? null : DeliveryFailedException.of(url, Failure.worst(failures), failures.size());
    }
}
