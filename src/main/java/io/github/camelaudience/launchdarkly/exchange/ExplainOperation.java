package io.github.camelaudience.launchdarkly.exchange;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelaudience.launchdarkly.core.explain.Explanation;
import io.github.camelaudience.launchdarkly.core.explain.ExplanationJson;
import io.github.camelaudience.launchdarkly.core.explain.MessageExplainer;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentBackend;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentUpdate;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.Verdict;
import io.github.camelaudience.launchdarkly.core.segment.AudienceMessage;
import io.github.camelaudience.launchdarkly.core.segment.AudienceMessageReader;
import io.github.camelaudience.launchdarkly.core.segment.MessageSink;
import io.github.camelaudience.launchdarkly.core.segment.UnreadableMessage;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.RuntimeCamelException;

/**
 * Does the explain operation: the body becomes a JSON array that tells for each message what would be done, and why.
 * Sends nothing, remembers nothing, and knows no token. The answer holds identifiers of people.
 */
public final class ExplainOperation implements BodyReader.Parts {

    private final MessageExplainer explainer;
    private final AudienceMessageReader reader;
    private final RouteOverrides overrides;
    private final SegmentBackend backend;
    private final Exchange exchange;
    private final ArrayNode answer = JsonNodeFactory.instance.arrayNode();

    private ExplainOperation(
            MessageExplainer explainer,
            AudienceMessageReader reader,
            RouteOverrides overrides,
            SegmentBackend backend,
            Exchange exchange) {
        this.explainer = explainer;
        this.reader = reader;
        this.overrides = overrides;
        this.backend = backend;
        this.exchange = exchange;
    }

    /** Explains the messages of the body, and puts what is said of them in its place. */
    public static void explain(
            Message message,
            BodyReader reader,
            MessageExplainer explainer,
            RouteOverrides overrides,
            SegmentBackend backend) {
        ExplainOperation explanation = new ExplainOperation(
                explainer, new AudienceMessageReader(reader.limits()), overrides, backend, message.getExchange());
        reader.read(message, explanation);
        message.setBody(explanation.answer.toString());
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        message.removeHeader(Exchange.CONTENT_ENCODING);
    }

    @Override
    public void document(byte[] json, String container, int index, Message source) {
        reader.read(json, 0, json.length, container, index, new MessageSink() {
            @Override
            public void message(AudienceMessage message) {
                ExplainOperation.this.message(message, source);
            }

            @Override
            public void unreadable(UnreadableMessage message) {
                ExplainOperation.this.unreadable(message, source);
            }
        });
    }

    @Override
    public void message(AudienceMessage message, Message source) {
        add(explainer.explain(message, overrides.of(source, exchange)));
    }

    @Override
    public void unreadable(UnreadableMessage message, Message source) {
        add(MessageExplainer.explain(message));
    }

    @Override
    public void unread(String path, Exception cause, Message source) {
        throw new RuntimeCamelException("the body at " + path + " cannot be read", cause);
    }

    private void add(Explanation explanation) {
        ObjectNode json = ExplanationJson.of(explanation);
        if (explanation.verdict() instanceof Verdict.Change change) {
            json.put("request", request(change.change()));
        } else {
            json.putNull("request");
        }
        answer.add(json);
    }

    /** The body of the request that would carry this change alone, to the letter. */
    private String request(MembershipChange change) {
        return backend.render(
                SegmentUpdate.ofOneAudience(backend.targetOf(change.slot()), change.audienceName(), List.of(change)));
    }
}
