package io.github.camelaudience.launchdarkly.exchange;

import io.github.camelaudience.launchdarkly.DeliveryFailedException;
import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceConstants;
import io.github.camelaudience.launchdarkly.core.sync.SyncReport;
import io.github.camelaudience.launchdarkly.core.sync.SyncResult;
import io.github.camelaudience.launchdarkly.core.sync.SyncResult.Failure;
import io.github.camelaudience.launchdarkly.core.sync.SyncResult.Unread;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** Gives the exchange its result ({@code docs/reference/rules.md#what-an-exchange-gets-back}): headers, the report, and at most one exception. */
public final class ResultWriter {

    private final String url;
    private final RejectedHandling rejectedHandling;

    /** Writes results; failures name the URL of LaunchDarkly. */
    public ResultWriter(String url, RejectedHandling rejectedHandling) {
        this.url = url;
        this.rejectedHandling = rejectedHandling;
    }

    /** Writes the result of an exchange, and deals with what was rejected. */
    void write(Exchange exchange, SyncResult<Message> result) {
        exchange.setProperty(LaunchDarklyAudienceConstants.SYNC_REPORT, result.report());
        writeHeaders(exchange.getMessage(), result.report());
        Exception rejected = rejectedHandling.handle(exchange, result.rejections());
        Exception unread = unread(exchange, result.unread());
        Exception failed = failure(exchange, result.failures());
        List<Throwable> all = Stream.of(result.broken(), failed, unread, rejected)
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

    private static Exception unread(Exchange exchange, List<Unread<Message>> unread) {
        ItemExceptions.unread(exchange, unread);
        return unread.isEmpty() ? null : unread.get(0).cause();
    }

    private Exception failure(Exchange exchange, List<Failure<Message>> failures) {
        ItemExceptions.failed(exchange, failures, url);
        return failures.isEmpty() ? null : DeliveryFailedException.of(url, Failure.worst(failures), failures.size());
    }
}
