package io.github.camelaudience.launchdarkly.transform;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelaudience.launchdarkly.core.json.JsonText;
import io.github.camelaudience.launchdarkly.core.json.JsonValueWriter;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;

/** Finds the Jackson mapper that camel-jackson would take: the only one in the registry, else one of its own. */
public final class ContextJackson {

    private ContextJackson() {}

    /** Writes maps and objects as the context's mapper does, every time as ISO text. */
    public static JsonValueWriter writer(CamelContext context) {
        Set<ObjectMapper> mappers = context.getRegistry().findByType(ObjectMapper.class);
        return JsonValueWriter.of(
                mappers.size() == 1 ? mappers.iterator().next() : new ObjectMapper().findAndRegisterModules());
    }

    /** One map: without the context's mapper where Jackson itself is enough, because to set one up takes its time. */
    static byte[] bytes(Object value, Exchange exchange) {
        try {
            return JsonText.bytes(value);
        } catch (JsonValueWriter.UnwritableException e) {
            if (exchange == null || e.isTooDeep()) {
                throw e;
            }
            return writer(exchange.getContext()).write(value);
        }
    }
}
