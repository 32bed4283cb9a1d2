package io.github.camelaudience.launchdarkly.exchange;

import static io.github.camelaudience.launchdarkly.core.membership.MembershipChange.NO_EVENT_TIME;

import io.github.camelaudience.launchdarkly.DeliveryFailedException;
import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceConfiguration;
import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceConstants;
import io.github.camelaudience.launchdarkly.MirrorHeldException;
import io.github.camelaudience.launchdarkly.core.json.JsonText;
import io.github.camelaudience.launchdarkly.core.membership.AudienceKey;
import io.github.camelaudience.launchdarkly.core.membership.AudienceName;
import io.github.camelaudience.launchdarkly.core.membership.ContextKind;
import io.github.camelaudience.launchdarkly.core.membership.Text;
import io.github.camelaudience.launchdarkly.core.mirror.KeySet;
import io.github.camelaudience.launchdarkly.core.mirror.MirrorException;
import io.github.camelaudience.launchdarkly.core.mirror.MirrorJson;
import io.github.camelaudience.launchdarkly.core.mirror.MirrorOrder;
import io.github.camelaudience.launchdarkly.core.mirror.MirrorReport;
import io.github.camelaudience.launchdarkly.core.mirror.RowKeys;
import io.github.camelaudience.launchdarkly.core.mirror.TextKeys;
import io.github.camelaudience.launchdarkly.core.rows.CsvRecord;
import io.github.camelaudience.launchdarkly.core.segment.EventTime;
import io.github.camelaudience.launchdarkly.core.verdict.MessageOverrides;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.StreamCache;
import org.apache.camel.WrappedFile;
import org.apache.camel.support.ExchangeHelper;

/** Reads out of an exchange what to mirror, and puts the report in its place, which may hold identifiers of people. */
public final class MirrorOperation {
    /** Names the exchange property with the body that was read. */
    private static final String READ = "CamelLaunchDarklyAudienceMirrored";

    private MirrorOperation() {}

    /**
     * Reads what the route decides, else the options.
     *
     * @throws IllegalArgumentException when something is missing or wrong; the message begins with the option
     */
    public static MirrorOrder order(
            Message message, RouteOverrides overrides, LaunchDarklyAudienceConfiguration options) {
        MessageOverrides of = overrides.of(message, message.getExchange());
        String id = overrides.text(message, LaunchDarklyAudienceConstants.AUDIENCE_ID, options.getAudienceId());
        String key = overrides.text(message, LaunchDarklyAudienceConstants.AUDIENCE_KEY, options.getAudienceKey());
        if (id == null) {
            throw new IllegalArgumentException("audienceId must say which audience is mirrored: set the option, or the"
                    + " exchange property " + LaunchDarklyAudienceConstants.AUDIENCE_ID);
        }
        String kind = of.contextKind() == null ? options.getContextKind() : of.contextKind();
        if (!ContextKind.isValid(kind)) {
            throw new IllegalArgumentException("contextKind must be " + ContextKind.EXPECTED);
        }
        String name = of.audienceName() != null ? of.audienceName() : key == null ? null : AudienceName.of(key, id);
        for (String text : new String[] {id, name}) {
            if (text != null && !Text.isWellFormed(text)) {
                throw new IllegalArgumentException("audienceId and audienceKey must have no half of a surrogate pair");
            }
        }
        String environment = of.environment() == null ? options.getClientSideId() : of.environment();
        return new MirrorOrder(
                new AudienceKey(environment, kind, id),
                name,
                snapshotTime(message, overrides, options.getSnapshotTime()),
                options.getMirrorRemovals(),
                options.isDryRun(),
                overrides.text(message, LaunchDarklyAudienceConstants.MIRROR_CONFIRM, options.getMirrorConfirm()),
                options.getMirrorBrakeShare(),
                options.getMirrorBadRowShare());
    }

    private static long snapshotTime(Message message, RouteOverrides overrides, String option) {
        Object value = overrides.object(message, LaunchDarklyAudienceConstants.SNAPSHOT_TIME);
        if (value == null) {
            value = option;
        }
        if (value == null || value instanceof CharSequence text && Text.isBlank(text.toString())) {
            return NO_EVENT_TIME;
        }
        long time = millis(value);
        if (time == NO_EVENT_TIME) {
            throw new IllegalArgumentException(
                    "snapshotTime must be a time such as 2026-01-02T03:04:05Z, or milliseconds"
                            + " since the epoch, but is "
                            + (value instanceof CharSequence ? "another text" : "of " + value.getClass()));
        }
        return time;
    }

    private static long millis(Object time) {
        OptionalLong known = JavaTime.millis(time);
        if (known.isPresent()) {
            return known.getAsLong();
        }
        return time instanceof CharSequence || time instanceof Number
                ? EventTime.ofText(time.toString().strip())
                : NO_EVENT_TIME;
    }

    /**
     * Gives the keys that the body holds; {@code null} when there is no body.
     *
     * @throws MirrorException when it is of a type that holds none
     */
    public static KeySet keys(Message message, LaunchDarklyAudienceConfiguration options) {
        Object body = message.getBody();
        String column = blankIsNull(options.getKeyColumn());
        requireUnread(message);
        if (body == null) {
            return null;
        } else if (body instanceof Iterator<?> rows) {
            return new RowKeys(rows, column);
        } else if (body instanceof Map) {
            return new RowKeys(List.of(body).iterator(), column);
        } else if (body instanceof Iterable<?> rows && !(body instanceof Path)) {
            return new RowKeys(rows.iterator(), column);
        } else if (body instanceof Object[] rows) {
            return new RowKeys(Arrays.asList(rows).iterator(), column);
        }
        return text(message, column, CsvRecord.delimiter("csvDelimiter", options.getCsvDelimiter()));
    }

    /** Camel redelivers with the body itself: of what can be read once a part would be left, and be taken for the whole set. */
    private static void requireUnread(Message message) {
        Object body = inner(message.getBody());
        boolean isReadOnce = body instanceof Iterator
                || (body instanceof InputStream || body instanceof Reader) && !(body instanceof StreamCache);
        if (isReadOnce) {
            Exchange exchange = message.getExchange();
            if (exchange.getProperty(READ) == body) {
                throw new MirrorException("the body can be read once, and was read before: send the set again");
            }
            exchange.setProperty(READ, body);
        }
    }

    private static Object inner(Object body) {
        return body instanceof WrappedFile<?> file ? file.getBody() : body;
    }

    /** Text is not written in the charset that the exchange tells of bytes. */
    private static Object content(Exchange exchange, Object body) {
        Object inner = inner(body);
        String text = inner instanceof CharSequence chars
                ? chars.toString()
                : inner instanceof Reader
                        ? exchange.getContext().getTypeConverter().convertTo(String.class, exchange, inner)
                        : null;
        return text == null ? FileSource.content(exchange, body) : new ByteArrayInputStream(JsonText.bytes(text));
    }

    private static KeySet text(Message message, String column, char delimiter) {
        Exchange exchange = message.getExchange();
        Object body = message.getBody();
        if (body instanceof StreamCache cache) {
            cache.reset();
        }
        Object content = content(exchange, body);
        if (content == null) {
            throw new MirrorException("expected rows, text or a file as body but found "
                    + body.getClass().getName());
        }
        Charset charset = charset(exchange, body);
        return sink -> {
            try (InputStream in = open(content)) {
                new TextKeys(in, charset, column, delimiter).read(sink);
            }
        };
    }

    private static InputStream open(Object content) throws IOException {
        return content instanceof File file ? new FileInputStream(file) : (InputStream) content;
    }

    /** What was text already is in UTF-8 now. */
    private static Charset charset(Exchange exchange, Object body) {
        String charset = BodyBytes.isText(body) ? null : ExchangeHelper.getCharsetName(exchange, false);
        try {
            return charset == null || "UTF-8".equalsIgnoreCase(charset) ? null : Charset.forName(charset);
        } catch (IllegalArgumentException e) {
            throw new MirrorException("the charset " + charset + " is not known here", e);
        }
    }

    private static String blankIsNull(String text) {
        return text == null || Text.isBlank(text) ? null : text;
    }

    /**
     * Puts the report in the place of the keys, and fails the exchange unless all was done that should be.
     *
     * @param url of LaunchDarkly, for the exception
     */
    public static void write(Message message, MirrorReport report, String url) {
        message.setBody(MirrorJson.of(report).toString());
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        message.removeHeader(Exchange.CONTENT_ENCODING);
        message.setHeader(
                LaunchDarklyAudienceConstants.CHANGES, count(report.sent().accepted()));
        message.setHeader(
                LaunchDarklyAudienceConstants.SKIPPED, count(report.sent().skipped()));
        message.setHeader(
                LaunchDarklyAudienceConstants.REJECTED, count(report.sent().refused() + report.badRows()));
        switch (report.result()) {
            case held -> message.getExchange().setException(new MirrorHeldException(report.id(), report.why()));
            case unfinished ->
                message.getExchange()
                        .setException(DeliveryFailedException.of(
                                url, report.failure(), count(report.plan().changes() - settled(report))));
            case planned, applied -> {
                // the report says all
            }
        }
    }

    private static long settled(MirrorReport report) {
        return report.sent().accepted()
                + report.sent().skipped()
                + report.sent().refused();
    }

    private static int count(long many) {
        return (int) Math.min(many, Integer.MAX_VALUE);
    }
}
