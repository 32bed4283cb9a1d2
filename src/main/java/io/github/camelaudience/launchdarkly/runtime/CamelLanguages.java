package io.github.camelaudience.launchdarkly.runtime;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.camelaudience.launchdarkly.core.mapping.ExpressionLanguages;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.NoSuchLanguageException;
import org.apache.camel.support.DefaultExchange;

/**
 * Camel's own languages in a mapping: {@code {"@camel": {"language": "simple", "expression": "${body[userId]}"}}}. The
 * message is the body, as a map, of an exchange made for it; headers of the route are not there.
 */
final class CamelLanguages implements ExpressionLanguages {

    private final CamelContext context;
    private final Set<String> allowed;

    /** @param allowed the names of the languages that a mapping may use */
    CamelLanguages(CamelContext context, Set<String> allowed) {
        this.context = context;
        this.allowed = Set.copyOf(allowed);
    }

    /** The names in the option {@code mappingLanguages}, which is {@code null} when it is not set. */
    static Set<String> names(String option) {
        return option == null
                ? Set.of()
                : Arrays.stream(option.split(","))
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Evaluation compile(String language, String expression) {
        if (!allowed.contains(language)) {
            throw new IllegalArgumentException("the language " + language + " is not allowed: an expression is code of"
                    + " whoever writes the mapping. If that is wanted, name it in the option mappingLanguages, which"
                    + (allowed.isEmpty() ? " allows none" : " allows " + String.join(", ", new TreeSet<>(allowed))));
        }
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
        return new CamelExpression(context, compiled);
    }

    /** Brings its own mapper of JSON, which takes its time to set up, and only where there is an expression. */
    private record CamelExpression(CamelContext context, Expression expression) implements Evaluation {

        private static final JsonMapper MAPPER = JsonMapper.builder()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
                .build();

        @Override
        public JsonNode on(JsonNode message) {
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
}
