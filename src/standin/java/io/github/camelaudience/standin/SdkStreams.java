package io.github.camelaudience.standin;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The open streams of SDKs and of Relays: Server-Sent Events as they read them. Event loop only. */
final class SdkStreams {

    /** Well within the five minutes after which an SDK takes a silent stream for a dead one. */
    private static final int HEARTBEAT_MILLIS = 60_000;

    private static final String HEAD = String.join(
            "\r\n",
            "HTTP/1.1 200 OK",
            "Content-Type: text/event-stream",
            "Cache-Control: no-store",
            "Connection: close",
            "",
            "");

    private final LoopbackServer server;
    private final SdkData data;
    private final Map<Wire, String> sdks = new LinkedHashMap<>();
    private final Map<Wire, Relay> relays = new LinkedHashMap<>();
    private boolean beating;

    /** A Relay, its environment and what it was told last. */
    private static final class Relay {
        final String environment;
        String revision;

        Relay(String environment, String revision) {
            this.environment = environment;
            this.revision = revision;
        }
    }

    SdkStreams(LoopbackServer server, SdkData data) {
        this.server = server;
        this.data = data;
    }

    /** Sends everything, then each change of flags and segments. */
    void joinSdk(Wire wire, String environment) {
        open(wire, sdks);
        sdks.put(wire, environment);
        wire.send(event("put", "{\"path\":\"/\",\"data\":" + data.all(environment) + "}"));
    }

    /** Sends each change of the members of big segments; what was before a Relay asks for by itself. */
    void joinRelay(Wire wire, String environment) {
        open(wire, relays);
        relays.put(wire, new Relay(environment, data.revision(environment)));
    }

    private void open(Wire wire, Map<Wire, ?> streams) {
        wire.whenClosed(() -> streams.remove(wire));
        wire.send(bytes(HEAD + ":\n\n"));
        if (!beating) {
            beating = true;
            server.every(() -> open().forEach(each -> each.send(bytes(":\n\n"))), HEARTBEAT_MILLIS);
        }
    }

    /** Passes on what changed. */
    void flush() {
        for (SdkData.Change change : data.changes()) {
            byte[] event = event(change.event(), change.data().toString());
            sdks.forEach((wire, environment) -> {
                if (environment.equals(change.environment())) {
                    wire.send(event);
                }
            });
        }
        relays.forEach((wire, relay) -> {
            String patches = data.revisions(relay.environment, relay.revision).toString();
            relay.revision = data.revision(relay.environment);
            if (!patches.equals("[]")) {
                wire.send(event("patch", patches));
            }
        });
    }

    /** Cuts every stream, as a network does. */
    void drop() {
        open().forEach(Wire::reset);
    }

    int count() {
        return sdks.size() + relays.size();
    }

    private Set<Wire> open() {
        Map<Wire, Object> open = new LinkedHashMap<>(sdks);
        open.putAll(relays);
        return Set.copyOf(open.keySet());
    }

    private static byte[] event(String name, String data) {
        return bytes("event: " + name + "\ndata: " + data + "\n\n");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
