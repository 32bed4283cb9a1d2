package io.github.camelaudience.launchdarkly.observe;

import io.github.camelaudience.launchdarkly.core.observe.AudienceSizes;
import io.github.camelaudience.launchdarkly.core.observe.EngineObservers;
import io.github.camelaudience.launchdarkly.core.observe.VerdictMonitor;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;

/** Tells Micrometer, where it is in use, what an endpoint does, beside its counters and the log. */
public final class EndpointObservers {

    private static final String MICROMETER = "io.micrometer.core.instrument.MeterRegistry";

    private final EngineObservers engine = new EngineObservers();
    private volatile AudienceMeters meters;

    /**
     * Begins to tell the log and the meters, too.
     *
     * @param context        has the registry of meters, if there is one
     * @param clientSideId   environment that the meters are of
     * @param coolDownMillis how long nothing is sent after a refused access token
     * @param running        the endpoints that share the meters
     * @param others         are told of messages that bring no change, and of events, too
     */
    public void start(
            CamelContext context,
            String clientSideId,
            long coolDownMillis,
            RunningFigures running,
            List<VerdictMonitor> others) {
        if (isMicrometerPresent()) {
            meters = AudienceMeters.find(context, clientSideId, running);
        }
        if (meters == null) {
            engine.start(coolDownMillis, List.of(), others);
        } else {
            List<VerdictMonitor> all = new ArrayList<>(others);
            all.add(meters);
            engine.start(coolDownMillis, List.of(meters), all);
        }
    }

    /** Tells the meters how large audiences are. */
    public void sized(AudienceSizes sizes) {
        AudienceMeters told = meters;
        if (told != null) {
            told.sized(sizes);
        }
    }

    /** Takes out the meters of an endpoint that has stopped. */
    public void stop() {
        if (meters != null) {
            meters.close();
            meters = null;
        }
    }

    /** No class that refers to Micrometer is loaded where it is absent. */
    private static boolean isMicrometerPresent() {
        try {
            Class.forName(MICROMETER, false, EndpointObservers.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** Gives what is told of the engine, whoever else is. */
    public EngineObservers engine() {
        return engine;
    }
}
