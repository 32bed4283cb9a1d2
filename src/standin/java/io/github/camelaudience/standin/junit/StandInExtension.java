package io.github.camelaudience.standin.junit;

import io.github.camelaudience.standin.StandIn;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/** Starts, hands out and closes the stand-ins of {@link LaunchDarklyStandIn}. */
final class StandInExtension implements BeforeAllCallback, BeforeEachCallback, ParameterResolver {

    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(StandInExtension.class);

    /** What JUnit closes when the test, or the class, is over. */
    private record Running(StandIn standIn) implements ExtensionContext.Store.CloseableResource, AutoCloseable {
        @Override
        public void close() {
            standIn.close();
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        set(context, null, field -> Modifier.isStatic(field.getModifiers()));
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        for (Object instance : context.getRequiredTestInstances().getAllInstances()) {
            set(context, instance, field -> !Modifier.isStatic(field.getModifiers()));
        }
    }

    private static void set(ExtensionContext context, Object instance, Predicate<Field> which) {
        Class<?> type = instance == null ? context.getRequiredTestClass() : instance.getClass();
        ReflectionSupport.findFields(
                        type,
                        field -> field.getType() == StandIn.class && which.test(field),
                        HierarchyTraversalMode.TOP_DOWN)
                .forEach(field -> set(field, instance, standIn(context)));
    }

    private static void set(Field field, Object instance, StandIn standIn) {
        if (Modifier.isFinal(field.getModifiers())) {
            throw new ExtensionConfigurationException("@LaunchDarklyStandIn cannot set a final field: " + field);
        }
        try {
            field.setAccessible(true);
            field.set(instance, standIn);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new ExtensionConfigurationException("@LaunchDarklyStandIn cannot set " + field, e);
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == StandIn.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return standIn(context);
    }

    /** The one of this test; a method of the class, such as {@code @BeforeAll}, gets the shared one. */
    private static StandIn standIn(ExtensionContext context) {
        return context.getStore(NAMESPACE)
                .getOrComputeIfAbsent(key(context), key -> new Running(start(context)), Running.class)
                .standIn();
    }

    /** A key of its own for each test: a store looks into those of the classes around it, too. */
    private static String key(ExtensionContext context) {
        return context.getUniqueId();
    }

    private static StandIn start(ExtensionContext context) {
        LaunchDarklyStandIn options = Stream.<Class<?>>iterate(
                        context.getRequiredTestClass(), Objects::nonNull, Class::getEnclosingClass)
                .flatMap(type -> AnnotationSupport.findAnnotation(type, LaunchDarklyStandIn.class).stream())
                .findFirst()
                .orElseThrow(() -> new ExtensionConfigurationException(
                        "write @LaunchDarklyStandIn on the class; the extension alone does not know its names"));
        return StandIn.builder()
                .token(options.token())
                .environment(options.environment())
                .start();
    }
}
