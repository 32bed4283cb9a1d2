package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.launchdarkly.rest.RestRig;
import io.github.camelaudience.standin.Environment;
import io.github.camelaudience.standin.Fault;
import io.github.camelaudience.standin.FaultPlan;
import io.github.camelaudience.standin.Route;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.camel.Exchange;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** LaunchDarkly's answers about environments hold SDK keys: after they are read, these are nowhere. */
class EnvironmentSecretsTest {

    private static final List<String> CANARIES = List.of("sdk-canary-", "mob-canary-");

    private static boolean isCanary(String text) {
        return CANARIES.stream().anyMatch(text::contains);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "backend=standard",
                "backend=big",
                "backend=standard&projectKey=default&environmentKey=test",
                "backend=big&projectKey=default&environmentKey=other&clientSdkUrl=https://sdk.example.com"
            })
    void areNowhere(String options) throws Exception {
        StandIn standIn = StandIn.builder()
                .audienceOf(RestRig::audienceOf)
                .environment(StandIn.DEFAULT_ENVIRONMENT)
                .environment(Environment.of("default", "other", "5f0000000000000000000002"))
                .start();
        List<String> seen = new ArrayList<>();
        try (CapturedLog component = CapturedLog.ofComponent(Level.TRACE);
                CapturedLog camelHttp = CapturedLog.of("org.apache.camel.component.http", Level.TRACE);
                Integration ld = Integration.start(standIn, options + "&unauthorizedCoolDown=0&retryDelay=1")) {
            // an answer that is cut off, then one of no sense: what a parser says of them may quote them
            standIn.faults(
                    FaultPlan.script(Fault.truncated(), Fault.none()).on(Route.LIST_PROJECTS, Route.GET_ENVIRONMENT));
            for (int i = 0; i < 3; i++) {
                Exchange done = ld.send(SegmentMessage.identify("u" + i).enters("x"));
                seen.add(trace(done.getException()));
                done.getMessage().getHeaders().forEach((name, value) -> seen.add(name + "=" + value));
                done.getAllProperties().forEach((name, value) -> seen.add(name + "=" + value));
            }
            seen.add(ld.endpoint().verifyCredentials());
            seen.add(ld.endpoint().toString() + ld.endpoint().delivery().backend());
            seen.add(String.valueOf(ld.endpoint().figures()));
            seen.addAll(jmx(ld));
            seen.addAll(reachable(ld.endpoint()));
            seen.addAll(component.lines());
            seen.addAll(camelHttp.lines());
            assertThat(standIn.requests())
                    .as("they were told")
                    .anyMatch(request ->
                            request.route() == Route.LIST_PROJECTS || request.route() == Route.GET_ENVIRONMENT);
        }
        assertThat(seen).hasSizeGreaterThan(100).noneMatch(EnvironmentSecretsTest::isCanary);
        assertThat(seen).as("what is kept is looked at").anyMatch(text -> text.matches("test|other"));
    }

    private static String trace(Exception failure) {
        StringWriter trace = new StringWriter();
        if (failure != null) {
            failure.printStackTrace(new PrintWriter(trace));
        }
        return trace.toString();
    }

    private static List<String> jmx(Integration ld) throws Exception {
        List<String> seen = new ArrayList<>();
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        for (ObjectName name : server.queryNames(
                new ObjectName("org.apache.camel:context=" + ld.context.getManagementName() + ",type=endpoints,*"),
                null)) {
            for (var attribute : server.getMBeanInfo(name).getAttributes()) {
                seen.add(attribute.getName() + "=" + server.getAttribute(name, attribute.getName()));
            }
        }
        return seen;
    }

    /** The texts, also those in bytes, that can be reached from an object by fields of classes of ours. */
    private static List<String> reachable(Object root) throws IllegalAccessException {
        List<String> texts = new ArrayList<>();
        Set<Object> met = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Object> open = new ArrayDeque<>(List.of(root));
        while (!open.isEmpty()) {
            Object next = open.pop();
            if (!met.add(next)) {
                continue;
            }
            if (next instanceof CharSequence text) {
                texts.add(text.toString());
            } else if (next instanceof byte[] bytes) {
                texts.add(new String(bytes, StandardCharsets.ISO_8859_1));
            } else if (next instanceof Map<?, ?> map) {
                push(open, map.keySet());
                push(open, map.values());
            } else if (next instanceof Collection<?> collection) {
                push(open, collection);
            } else if (next instanceof AtomicReference<?> reference) {
                push(open, Collections.singletonList(reference.get()));
            } else if (next.getClass().isArray()
                    && !next.getClass().getComponentType().isPrimitive()) {
                for (int i = 0; i < Array.getLength(next); i++) {
                    push(open, Collections.singletonList(Array.get(next, i)));
                }
            } else if (next.getClass().getName().startsWith("io.github.camelaudience.launchdarkly")) {
                fields(open, next);
            }
        }
        return texts;
    }

    private static void push(Deque<Object> open, Collection<?> values) {
        values.stream().filter(value -> value != null).forEach(open::push);
    }

    private static void fields(Deque<Object> open, Object object) throws IllegalAccessException {
        for (Class<?> type = object.getClass();
                type != null && type.getName().startsWith("io.github.camelaudience");
                type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
                    field.setAccessible(true);
                    push(open, Collections.singletonList(field.get(object)));
                }
            }
        }
    }
}
