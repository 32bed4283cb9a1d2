package io.github.camelaudience.launchdarkly.sources.jms;

import jakarta.jms.Message;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;

/** Several messages that travel as one: as their first, which knows them all. They are acknowledged together. */
interface JmsBatch {

    /** In the order in which the broker gave them. */
    List<Message> jmsBatch();

    static Message of(List<Message> messages) {
        Message first = messages.get(0);
        List<Message> all = List.copyOf(messages);
        return (Message) Proxy.newProxyInstance(
                JmsBatch.class.getClassLoader(),
                new Class<?>[] {Message.class, JmsBatch.class},
                (proxy, method, arguments) -> {
                    if (method.getDeclaringClass() == JmsBatch.class) {
                        return all;
                    }
                    try {
                        return method.invoke(first, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
