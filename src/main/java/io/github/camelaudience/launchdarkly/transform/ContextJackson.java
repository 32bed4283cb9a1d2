package io.github.camelaudience.launchdarkly.transform;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelaudience.launchdarkly.core.json.JsonText;
import io.github.camelaudience.launchdarkly.core.json.JsonValueWriter;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;

/** Finds the Jackson mapper that camel-jackson would take: the only one in the registry, else one of its own. */
public final class ContextJackson {

    private ContextJackson() {}

    /**
     * Writes maps and objects as the context's mapper does, every time as ISO text. A mapper of its own is set up when it is first asked
     * for: that takes as long as the rest of an endpoint's start, and few routes need one.
     */
    public static Supplier<JsonValueWriter> writer(CamelContext context) {
        Set<ObjectMapper> mappers = context.getRegistry().findByType(ObjectMapper.class);
        if (mappers.size() == 1) {
            JsonValueWriter writer = JsonValueWriter.of(mappers.iterator().next());
            return () -> writer;
        }
        return new OwnWriter();
    }

    /** Two threads that ask at once may each set one up, and both write the same. */
    private static final class OwnWriter implements Supplier<JsonValueWriter> {

        private volatile JsonValueWriter writer;

        @Override
        public JsonValueWriter get() {
            if (writer == null) {
                writer = JsonValueWriter.of(new ObjectMapper().findAndRegisterModules());
            }
            return writer;
        }
    }

    /** One map: without the context's mapper where Jackson itself is enough, because to set one up takes its time. */
    static byte[] bytes(Object value, Exchange exchange) {
        try {
            return JsonText.bytes(value);
        } catch (JsonValueWriter.UnwritableException e) {
            if (exchange == null || e.isTooDeep()) {
                throw e;
            }
            return writer(exchange.getContext()).get().write(value);
        }
    }
}
