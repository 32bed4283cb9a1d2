package io.github.camelaudience.launchdarkly;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.camelaudience.launchdarkly.segment.mapping.ForeignLanguage;
import java.util.Collection;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.NoSuchLanguageException;
import org.apache.camel.support.DefaultExchange;

/**
 * Camel's own languages in a mapping: {@code {"@camel": {"language": "simple", "expression": "${body[userId]}"}}}. The
 * message is the body, as a map, of an exchange made for it; headers of the route are not there.
 */
final class CamelLanguages implements ForeignLanguage {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .build();

    private final CamelContext context;

    CamelLanguages(CamelContext context) {
        this.context = context;
    }

    @Override
    public Evaluation compile(String language, String expression) {
        Expression compiled;
        try {
            compiled = context.resolveLanguage(language).createExpression(expression);
            compiled.init(context);
        } catch (NoSuchLanguageException e) {
            throw new IllegalArgumentException(
                    "no language " + language + ": is camel-" + language + " on the class path?", e);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("not an expression of the language " + language, e);
        }
        return message -> evaluate(compiled, message);
    }

    private JsonNode evaluate(Expression expression, JsonNode message) {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(MAPPER.convertValue(message, Object.class));
        Object value = expression.evaluate(exchange, Object.class);
        if (exchange.getException() != null) {
            throw new IllegalStateException(exchange.getException());
        }
        if (value == null) {
            return MissingNode.getInstance();
        }
        boolean json = value instanceof String
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof JsonNode
                || value instanceof Map
                || value instanceof Collection;
        if (!json) {
            throw new IllegalStateException("not JSON: " + value.getClass().getName());
        }
        return MAPPER.valueToTree(value);
    }
}
