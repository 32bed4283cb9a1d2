package io.github.camelaudience.launchdarkly.host;

import org.apache.camel.CamelContext;
import org.apache.camel.spi.ContextServicePlugin;

/** Is what Camel loads with every context that has our jar on its class path. */
public final class HostPlugin implements ContextServicePlugin {

    @Override
    public void load(CamelContext context) {
        if (context.getClassResolver().resolveClass("org.apache.camel.model.ModelLifecycleStrategy") != null) {
            KameletParameters.watch(context);
        }
    }
}
