package io.github.camelaudience.launchdarkly;

import io.github.camelaudience.launchdarkly.core.ledger.AudienceState;
import io.github.camelaudience.launchdarkly.core.observe.AudienceSizes;
import io.github.camelaudience.launchdarkly.host.ShownUri;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.camel.spi.annotations.DevConsole;
import org.apache.camel.support.console.AbstractDevConsole;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;

/** Shows all {@code launchdarkly-audience} endpoints of the context with their figures. */
@DevConsole(
        name = "launchdarkly-audience",
        displayName = "LaunchDarkly Audience",
        description = "Delivery of audiences to LaunchDarkly")
public class LaunchDarklyAudienceDevConsole extends AbstractDevConsole {

    private static final int MOST_AUDIENCES = 1_000;

    public LaunchDarklyAudienceDevConsole() {
        super("camel", "launchdarkly-audience", "LaunchDarkly Audience", "Delivery of audiences to LaunchDarkly");
    }

    @Override
    protected String doCallText(Map<String, Object> options) {
        StringBuilder text = new StringBuilder();
        for (LaunchDarklyAudienceEndpoint endpoint : endpoints()) {
            text.append(uri(endpoint)).append('\n');
            endpoint.figures()
                    .toMap()
                    .forEach((name, value) -> text.append(String.format("    %-20s %s%n", name, value)));
            if (endpoint.getConfiguration().getOperation() == Operation.mirror) {
                text.append(String.format("    %-20s %s%n", "mirror", endpoint.getMirror()));
            }
            endpoint.sizes().stream()
                    .limit(MOST_AUDIENCES)
                    .forEach(size -> text.append(String.format(
                            "    %-20s %s: %s%n",
                            "members", size.audience().audienceId(), AudienceSizes.inWords(size))));
        }
        return text.toString();
    }

    @Override
    protected JsonObject doCallJson(Map<String, Object> options) {
        JsonArray endpoints = new JsonArray();
        for (LaunchDarklyAudienceEndpoint endpoint : endpoints()) {
            JsonObject json = new JsonObject();
            json.put("uri", uri(endpoint));
            json.put("environment", endpoint.getConfiguration().getClientSideId());
            json.putAll(endpoint.figures().toMap());
            json.put("audiences", audiences(endpoint));
            if (endpoint.getConfiguration().getOperation() == Operation.mirror) {
                json.put("mirror", endpoint.getMirror());
            }
            endpoints.add(json);
        }
        JsonObject root = new JsonObject();
        root.put("endpoints", endpoints);
        return root;
    }

    private static JsonArray audiences(LaunchDarklyAudienceEndpoint endpoint) {
        JsonArray audiences = new JsonArray();
        for (AudienceState size : endpoint.sizes()) {
            if (audiences.size() == MOST_AUDIENCES) {
                break;
            }
            JsonObject audience = new JsonObject();
            audience.put("environment", size.audience().environment());
            audience.put("contextKind", size.audience().contextKind());
            audience.put("audience", size.audience().audienceId());
            audience.put("name", size.name());
            audience.put("members", size.members());
            audience.put("exact", size.seededAt().isPresent());
            audiences.add(audience);
        }
        return audiences;
    }

    private static String uri(LaunchDarklyAudienceEndpoint endpoint) {
        return ShownUri.of(endpoint);
    }

    private List<LaunchDarklyAudienceEndpoint> endpoints() {
        List<LaunchDarklyAudienceEndpoint> found = new ArrayList<>();
        getCamelContext().getEndpoints().forEach(endpoint -> {
            if (endpoint instanceof LaunchDarklyAudienceEndpoint ours) {
                found.add(ours);
            }
        });
        found.sort(Comparator.comparing(LaunchDarklyAudienceEndpoint::getEndpointUri));
        return found;
    }
}
