package io.github.camelaudience.launchdarkly.exchange;

import io.github.camelaudience.launchdarkly.DeliveryFailedException;
import io.github.camelaudience.launchdarkly.RejectedMessagesException;
import io.github.camelaudience.launchdarkly.core.sync.RejectedMessage;
import io.github.camelaudience.launchdarkly.core.sync.SyncResult.Failure;
import io.github.camelaudience.launchdarkly.core.sync.SyncResult.Rejection;
import io.github.camelaudience.launchdarkly.core.sync.SyncResult.Unread;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** A message that came in an exchange of its own, as in {@code List<Exchange>}, carries its own exception there. */
final class ItemExceptions {

    private static final String OURS = "CamelLaunchDarklyAudienceItemException";

    private ItemExceptions() {}

    /** Does nothing for a message that is of the exchange itself. */
    static void set(Exchange exchange, Message source, Exception exception) {
        if (isOwn(exchange, source.getExchange())) {
            set(source.getExchange(), exception);
        }
    }

    private static void set(Exchange item, Exception exception) {
        item.setException(exception);
        item.setProperty(OURS, exception);
    }

    /** Takes back what an earlier attempt at the same exchange left. */
    static void clear(Exchange exchange, Message source) {
        Exchange item = source.getExchange();
        if (isOwn(exchange, item)) {
            Object ours = item.removeProperty(OURS);
            if (ours != null && item.getException() == ours) {
                item.setException(null);
            }
        }
    }

    static void rejected(Exchange exchange, List<Rejection<Message>> rejections) {
        each(
                exchange,
                rejections,
                Rejection::source,
                (item, own) -> new RejectedMessagesException(
                        own.stream().<RejectedMessage>map(Rejection::message).toList(), item));
    }

    static void failed(Exchange exchange, List<Failure<Message>> failures, String url) {
        each(
                exchange,
                failures,
                Failure::source,
                (item, own) -> DeliveryFailedException.of(url, Failure.worst(own), own.size()));
    }

    static void unread(Exchange exchange, List<Unread<Message>> unread) {
        unread.forEach(each -> set(exchange, each.source(), each.cause()));
    }

    private static <T> void each(
            Exchange exchange,
            List<T> all,
            Function<T, Message> source,
            BiFunction<Exchange, List<T>, Exception> exception) {
        Map<Exchange, List<T>> byItem = all.stream()
                .filter(each -> isOwn(exchange, source.apply(each).getExchange()))
                .collect(Collectors.groupingBy(
                        each -> source.apply(each).getExchange(), IdentityHashMap::new, Collectors.toList()));
        byItem.forEach((item, own) -> set(item, exception.apply(item, own)));
    }

    private static boolean isOwn(Exchange exchange, Exchange item) {
        return item != null && item != exchange;
    }
}
