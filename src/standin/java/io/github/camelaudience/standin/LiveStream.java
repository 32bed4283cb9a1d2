package io.github.camelaudience.standin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Server-Sent Events for the live page: one picture of everything, whenever it changed. Event loop only. */
final class LiveStream {

    private static final int TICK_MILLIS = 400;
    private static final int SEGMENTS = 60;
    private static final int REQUESTS = 40;
    private static final String HEAD = String.join(
            "\r\n",
            "HTTP/1.1 200 OK",
            "Content-Type: text/event-stream",
            "Cache-Control: no-store",
            "Connection: close",
            "",
            "");

    private final LoopbackServer server;
    private final StateJson json;
    private final Set<Wire> viewers = new HashSet<>();
    private boolean ticking;
    private String last = "";

    LiveStream(LoopbackServer server, StateJson json) {
        this.server = server;
        this.json = json;
    }

    void join(Wire viewer) {
        viewer.whenClosed(() -> viewers.remove(viewer));
        viewer.send(text(HEAD + event(picture())));
        viewers.add(viewer);
        if (!ticking) {
            ticking = true;
            server.every(this::tick, TICK_MILLIS);
        }
    }

    private void tick() {
        if (viewers.isEmpty()) {
            return;
        }
        String picture = picture();
        if (picture.equals(last)) {
            return;
        }
        last = picture;
        byte[] event = text(event(picture));
        for (Wire viewer : List.copyOf(viewers)) {
            // a viewer that cannot keep up misses a picture, the next one is whole again
            if (viewer.isWritable()) {
                viewer.send(event);
            }
        }
    }

    private String picture() {
        ObjectNode picture = StateJson.MAPPER.createObjectNode();
        picture.set("state", json.state());
        picture.set("flags", json.flags());
        picture.set("segments", json.segments(SEGMENTS));
        picture.set("requests", json.requests(REQUESTS, false));
        return picture.toString();
    }

    /** JSON has no raw line breaks, so one data line holds it. */
    private static String event(String picture) {
        return "data: " + picture + "\n\n";
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
