package io.github.camelaudience.demo;

import io.github.camelaudience.standin.StandIn;
import java.util.stream.Stream;

/** The LaunchDarkly that the demo writes to: a stand-in of its own, or a real environment. */
record Target(String clientSideId, String accessToken, StandIn standIn) implements AutoCloseable {

    private static final int USUAL_PORT = 18080;

    static Target of(DemoOptions options) {
        if (options.live()) {
            return new Target(options.clientSideId(), options.accessToken(), null);
        }
        StandIn standIn = start(options.usualPorts() ? Ports.usualOrFree(USUAL_PORT) : 0);
        return new Target(standIn.environment(), standIn.token(), standIn);
    }

    private static StandIn start(int port) {
        return FlagWatch.prepared(StandIn.builder()).port(port).start();
    }

    /** Says which of its usual ports could not be had. */
    Stream<String> taken() {
        return live() ? Stream.empty() : Ports.taken("the stand-in listens", USUAL_PORT, standIn.url());
    }

    boolean live() {
        return standIn == null;
    }

    @Override
    public void close() {
        if (standIn != null) {
            standIn.close();
        }
    }

    @Override
    public String toString() {
        return live() ? "LaunchDarkly" : "stand-in";
    }
}
