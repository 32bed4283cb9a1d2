package io.github.camelaudience.launchdarkly.exchange;

import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceConstants;
import io.github.camelaudience.launchdarkly.core.membership.Text;
import io.github.camelaudience.launchdarkly.core.verdict.MessageOverrides;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * Reads what a route decides for a message in place of the endpoint's options: from the properties of the exchange it
 * came in, which no transport sets, and from headers only where the endpoint allows that. A blank one is none (rule D33).
 *
 * @param headersToo whether headers count where there is no property
 */
public record RouteOverrides(boolean headersToo) {

    /** @param whole the exchange that is delivered: it decides for a message that is of no exchange */
    MessageOverrides of(Message source, Exchange whole) {
        Exchange exchange = source.getExchange() == null ? whole : source.getExchange();
        String environment = value(exchange, source, LaunchDarklyAudienceConstants.ENVIRONMENT);
        String contextKind = value(exchange, source, LaunchDarklyAudienceConstants.CONTEXT_KIND);
        String name = value(exchange, source, LaunchDarklyAudienceConstants.AUDIENCE_NAME);
        return environment == null && contextKind == null && name == null
                ? MessageOverrides.NONE
                : new MessageOverrides(environment, contextKind, name);
    }

    private String value(Exchange exchange, Message source, String name) {
        String property = exchange.getProperty(name, String.class);
        if (property != null && !Text.isBlank(property)) {
            return property;
        }
        String header = headersToo ? source.getHeader(name, String.class) : null;
        return header == null || Text.isBlank(header) ? null : header;
    }

    /** What the route decides, else {@code option}; blank is none. */
    String text(Message source, String name, String option) {
        String value = value(source.getExchange(), source, name);
        return value != null ? value : option == null || Text.isBlank(option) ? null : option;
    }

    /** What the route decides, of whatever type; {@code null} for nothing, which a blank text is. */
    Object object(Message source, String name) {
        Object property = source.getExchange().getProperty(name);
        if (!isNone(property)) {
            return property;
        }
        Object header = headersToo ? source.getHeader(name) : null;
        return isNone(header) ? null : header;
    }

    private static boolean isNone(Object value) {
        return value == null || value instanceof CharSequence text && Text.isBlank(text.toString());
    }
}
