package io.github.camelaudience.launchdarkly.exchange;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Tells classes of the user's own, such as records and beans, from those of a library. Jackson makes JSON of an object by
 * calling its getters, and what those of a library do is nobody's message: that of a JMS message unpacks what it holds.
 */
final class UserClasses {

    private static final List<String> LIBRARIES =
            List.of("java.", "javax.", "jakarta.", "jdk.", "sun.", "com.sun.", "org.apache.", "io.netty.", "io.vertx.");

    private static final Set<Class<?>> HARMLESS =
            Set.of(Object.class, Record.class, java.io.Serializable.class, Comparable.class, Cloneable.class);

    private UserClasses() {}

    /** Whether neither the class nor anything that it extends or implements is a library's. */
    static boolean isOne(Class<?> type) {
        if (type == null || HARMLESS.contains(type)) {
            return true;
        }
        return LIBRARIES.stream().noneMatch(type.getName()::startsWith)
                && isOne(type.getSuperclass())
                && Arrays.stream(type.getInterfaces()).allMatch(UserClasses::isOne);
    }
}
