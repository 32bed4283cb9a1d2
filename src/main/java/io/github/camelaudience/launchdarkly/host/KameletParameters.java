package io.github.camelaudience.launchdarkly.host;

import io.github.camelaudience.launchdarkly.core.settings.NearestName;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.ModelLifecycleStrategySupport;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.model.RouteTemplateParameterDefinition;
import org.apache.camel.support.LifecycleStrategySupport;
import org.apache.camel.util.StringHelper;

/**
 * Stops the start when one of our Kamelets is given a parameter that it does not have. Camel ignores such a parameter,
 * whether it comes from a property, an environment variable or a route, and a misspelt {@code dryRun} would write.
 */
final class KameletParameters extends ModelLifecycleStrategySupport {

    private static final String PREFIX = "camel.kamelet.";

    private static final Set<String> OURS = Set.of(
            "launchdarkly-audience-sink",
            "segment-webhook-source",
            "segment-audience-explain-action",
            "segment-audience-audit-action",
            "segment-audience-why-action",
            "segment-audience-mirror-action");

    /** What Camel adds to the parameters of every Kamelet. */
    private static final Set<String> CAMELS = Set.of(
            "templateId",
            "routeId",
            "uuid",
            "location",
            "noErrorHandler",
            "bridgeErrorHandler",
            "parentRouteId",
            "parentProcessorId");

    private final ModelCamelContext context;

    private KameletParameters(ModelCamelContext context) {
        this.context = context;
    }

    /** Watches over the Kamelets of a context, from before its first route is made. */
    static void watch(CamelContext context) {
        context.addLifecycleStrategy(new LifecycleStrategySupport() {
            @Override
            public void onContextInitializing(CamelContext initializing) {
                if (initializing instanceof ModelCamelContext model) {
                    KameletParameters parameters = new KameletParameters(model);
                    parameters.checkNames();
                    // not before, because a context has no model while its plugins are loaded
                    model.addModelLifecycleStrategy(parameters);
                }
            }
        });
    }

    private void checkNames() {
        context.getPropertiesComponent()
                .loadProperties(name -> name.startsWith(PREFIX))
                .stringPropertyNames()
                .forEach(this::checkName);
    }

    private void checkName(String property) {
        String name = StringHelper.before(property.substring(PREFIX.length()), ".");
        if (name == null || OURS.contains(name) || isKamelet(name)) {
            return;
        }
        OURS.stream()
                .filter(ours -> NearestName.distance(name, ours) <= 2)
                .findFirst()
                .ifPresent(ours -> {
                    throw FailedStart.told(
                            context,
                            new IllegalArgumentException("there is no Kamelet " + name + ": the property " + property
                                    + " is probably meant for " + ours));
                });
    }

    private boolean isKamelet(String name) {
        return context.getRouteTemplateDefinition(name) != null
                || context.getClassResolver().loadResourceAsURL("kamelets/" + name + ".kamelet.yaml") != null;
    }

    @Override
    public void onAddRouteDefinition(RouteDefinition route) {
        if (route.getRouteTemplateContext() == null) {
            return;
        }
        Set<String> given = route.getRouteTemplateContext().getParameters().keySet();
        Object kamelet = route.getRouteTemplateContext().getParameters().get("templateId");
        if (kamelet instanceof String name && OURS.contains(name)) {
            check(name, given);
        }
    }

    private void check(String kamelet, Set<String> given) {
        RouteTemplateDefinition template = context.getRouteTemplateDefinition(kamelet);
        if (template == null || template.getTemplateParameters() == null) {
            return;
        }
        List<String> known = template.getTemplateParameters().stream()
                .map(RouteTemplateParameterDefinition::getName)
                .toList();
        Set<String> unknown = given.stream()
                .filter(name -> !CAMELS.contains(name) && !isOneOf(known, name))
                .collect(Collectors.toCollection(TreeSet::new));
        if (!unknown.isEmpty()) {
            throw FailedStart.told(
                    context,
                    new IllegalArgumentException(unknown.stream()
                            .map(name -> "the Kamelet " + kamelet + " has no parameter " + name
                                    + meant(kamelet, name, known))
                            .collect(Collectors.joining("; "))));
        }
    }

    private static String meant(String kamelet, String name, List<String> known) {
        return NearestName.of(name, known)
                .or(() -> NearestName.of(ofOneRoute(name), known))
                .map(found -> ": it is probably " + found + ", as in " + PREFIX + kamelet + "." + found)
                .orElseGet(() -> ", only " + String.join(", ", known));
    }

    /** Takes the id of a route away, as in {@code camel.kamelet.<kamelet>.<route>.<parameter>}. */
    private static String ofOneRoute(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** Camel takes a parameter as it is written or with dashes; of an environment variable it takes capitals. */
    private static boolean isOneOf(List<String> known, String given) {
        String name = ofOneRoute(given);
        if (name.equals(name.toUpperCase(Locale.ROOT))) {
            String plain = name.replace("_", "");
            return known.stream().anyMatch(plain::equalsIgnoreCase);
        }
        return known.contains(name) || known.contains(StringHelper.dashToCamelCase(name));
    }
}
