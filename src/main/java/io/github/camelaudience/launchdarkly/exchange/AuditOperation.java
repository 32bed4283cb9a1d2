package io.github.camelaudience.launchdarkly.exchange;

import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceConstants;
import io.github.camelaudience.launchdarkly.core.audit.AuditJson;
import io.github.camelaudience.launchdarkly.core.audit.AuditQuestion;
import io.github.camelaudience.launchdarkly.core.audit.AuditReport;
import io.github.camelaudience.launchdarkly.core.json.Location;
import io.github.camelaudience.launchdarkly.core.segment.AudienceMessage;
import io.github.camelaudience.launchdarkly.core.segment.UnreadableMessage;
import io.github.camelaudience.launchdarkly.core.verdict.MessageOverrides;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.RuntimeCamelException;

/** Reads the question of an audit out of an exchange, and puts the report in its place. Both hold identifiers of people. */
public final class AuditOperation implements BodyReader.Parts {

    private static final String NO_DOCUMENT =
            "the body of an audit must be one JSON document, as text, bytes, a stream or a map";

    private final int maxLength;
    private byte[] document;

    private AuditOperation(int maxLength) {
        this.maxLength = maxLength;
    }

    /**
     * Reads the body.
     *
     * @param contextKind the kind of contexts that do not say theirs, unless the route decides
     * @throws IllegalArgumentException when it is no question; the message says where and why
     */
    public static AuditQuestion read(Message message, BodyReader reader, RouteOverrides overrides, String contextKind) {
        AuditOperation parts = new AuditOperation(reader.limits().maxDocumentLength());
        reader.read(message, parts);
        if (parts.document == null) {
            throw new IllegalArgumentException(NO_DOCUMENT);
        }
        String override = overrides.of(message, message.getExchange()).contextKind();
        return AuditQuestion.read(parts.document, override == null ? contextKind : override);
    }

    /** Gives the environment that the route decides for, else the endpoint's. */
    public static String environment(Message message, RouteOverrides overrides, String clientSideId) {
        MessageOverrides of = overrides.of(message, message.getExchange());
        return of.environment() == null ? clientSideId : of.environment();
    }

    /** Puts the report in the place of the question. */
    public static void write(Message message, AuditReport report) {
        message.setBody(AuditJson.of(report).toString());
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        message.removeHeader(Exchange.CONTENT_ENCODING);
        message.setHeader(LaunchDarklyAudienceConstants.DRIFT, report.count(AuditReport.Result.drift));
        message.setHeader(LaunchDarklyAudienceConstants.UNKNOWN, report.count(AuditReport.Result.unknown));
    }

    @Override
    public void document(byte[] json, String container, int index, Message source) {
        if (document != null || index != Location.NOT_INDEXED) {
            throw new IllegalArgumentException(NO_DOCUMENT);
        }
        if (json.length > maxLength) {
            throw new IllegalArgumentException("the body of an audit is longer than maxDocumentSize, " + maxLength
                    + " bytes: ask for fewer at a time");
        }
        document = json;
    }

    @Override
    public void message(AudienceMessage message, Message source) {
        throw new IllegalArgumentException(NO_DOCUMENT);
    }

    @Override
    public void unreadable(UnreadableMessage message, Message source) {
        throw new IllegalArgumentException(NO_DOCUMENT);
    }

    @Override
    public void unread(String path, Exception cause, Message source) {
        throw new RuntimeCamelException("the body at " + path + " cannot be read", cause);
    }
}
