package io.github.camelaudience.launchdarkly.exchange;

import io.github.camelaudience.launchdarkly.LaunchDarklyAudienceConstants;
import io.github.camelaudience.launchdarkly.core.audit.AuditJson;
import io.github.camelaudience.launchdarkly.core.audit.AuditQuestion;
import io.github.camelaudience.launchdarkly.core.audit.AuditReport;
import io.github.camelaudience.launchdarkly.core.verdict.MessageOverrides;
import org.apache.camel.Message;

/** Reads the question of an audit out of an exchange, and puts the report in its place. Both hold identifiers of people. */
public final class AuditOperation {

    private AuditOperation() {}

    /**
     * Reads the body.
     *
     * @param contextKind the kind of contexts that do not say theirs, unless the route decides
     * @throws IllegalArgumentException when it is no question; the message says where and why
     */
    public static AuditQuestion read(Message message, BodyReader reader, RouteOverrides overrides, String contextKind) {
        byte[] document = QuestionBody.read(message, reader, "an audit");
        String override = overrides.of(message, message.getExchange()).contextKind();
        return AuditQuestion.read(document, override == null ? contextKind : override);
    }

    /** Gives the environment that the route decides for, else the endpoint's. */
    public static String environment(Message message, RouteOverrides overrides, String clientSideId) {
        MessageOverrides of = overrides.of(message, message.getExchange());
        return of.environment() == null ? clientSideId : of.environment();
    }

    /** Puts the report in the place of the question. */
    public static void write(Message message, AuditReport report) {
        QuestionBody.answer(message, AuditJson.of(report).toString());
        message.setHeader(LaunchDarklyAudienceConstants.DRIFT, report.count(AuditReport.Result.drift));
        message.setHeader(LaunchDarklyAudienceConstants.UNKNOWN, report.count(AuditReport.Result.unknown));
    }
}
