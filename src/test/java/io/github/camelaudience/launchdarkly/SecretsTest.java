package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.standin.Fault;
import io.github.camelaudience.standin.FaultPlan;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import java.util.ArrayList;
import java.util.List;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;

/** The token goes into the Authorization header and nowhere else. */
class SecretsTest {

    private static final String CANARY = "api-c4n4ry-0000-4000-8000-000000000000";

    private static final String MESSAGE = SegmentMessage.identify("u1").enters("x");

    @Test
    void notInUrisJmxRouteDumpOrText() throws Exception {
        StandIn standIn = StandIn.builder().token(CANARY).start();
        try (Integration ld = Integration.start(standIn, "")) {
            List<String> seen = new ArrayList<>();
            seen.add(ld.endpoint().toString());
            seen.add(ld.endpoint().getConfiguration().toString());
            seen.add(ld.endpoint().createProducer().toString());
            seen.add((String) server(ld.context)
                    .invoke(
                            server(ld.context)
                                    .queryNames(new ObjectName("org.apache.camel:type=routes,*"), null)
                                    .iterator()
                                    .next(),
                            "dumpRouteAsXml",
                            null,
                            null));
            seen.addAll(jmx(ld.context));
            Thread.getAllStackTraces().keySet().forEach(thread -> seen.add(thread.getName()));
            assertThat(seen).hasSizeGreaterThan(50).noneMatch(text -> text.contains(CANARY));
            assertThat(seen.get(0)).contains("accessToken=xxxxxx");
        }
    }

    private static MBeanServer server(CamelContext context) {
        return context.getManagementStrategy().getManagementAgent().getMBeanServer();
    }

    /** Names and values of all that Camel exposes. */
    private static List<String> jmx(CamelContext context) throws Exception {
        List<String> seen = new ArrayList<>();
        MBeanServer server = server(context);
        ObjectName all = new ObjectName("org.apache.camel:context=" + context.getManagementName() + ",*");
        for (ObjectName name : server.queryNames(all, null)) {
            seen.add(name.toString());
            for (MBeanAttributeInfo attribute : server.getMBeanInfo(name).getAttributes()) {
                try {
                    seen.add(String.valueOf(server.getAttribute(name, attribute.getName())));
                } catch (javax.management.JMException | RuntimeException e) {
                    seen.add(e.toString());
                }
            }
        }
        return seen;
    }

    @Test
    void notInExceptionsAndLogsEvenAtTrace() throws Exception {
        StandIn standIn = StandIn.builder().token(CANARY).start();
        standIn.faults(FaultPlan.script(
                Fault.status(401), Fault.status(404), Fault.status(302).withHeader("Location", "http://127.0.0.1:1/")));
        try (CapturedLog log = CapturedLog.ofComponent(Level.TRACE);
                Integration ld = Integration.start(standIn, "unauthorizedCoolDown=0")) {
            for (int i = 0; i < 4; i++) {
                Exchange done =
                        ld.send(SegmentMessage.identify("u1").messageId("m" + i).enters("x"));
                for (Throwable each = done.getException(); each != null; each = each.getCause()) {
                    assertThat(each.toString()).doesNotContain(CANARY);
                }
            }
            assertThat(log.lines()).isNotEmpty().noneMatch(line -> line.contains(CANARY));
        }
    }
}
