package io.github.camelaudience.standin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Server-Sent Events for the live page: its parts, whenever something changed. Event loop only. */
final class LiveStream {

    private static final int TICK_MILLIS = 400;
    private static final String HEAD = String.join(
            "\r\n",
            "HTTP/1.1 200 OK",
            "Content-Type: text/event-stream",
            "Cache-Control: no-store",
            "Connection: close",
            "",
            "");

    private final LoopbackServer server;
    private final LivePage page;
    private final Set<Wire> viewers = new HashSet<>();
    private boolean ticking;

    LiveStream(LoopbackServer server, LivePage page) {
        this.server = server;
        this.page = page;
    }

    void join(Wire viewer) {
        viewer.whenClosed(() -> viewers.remove(viewer));
        viewer.send(text(HEAD + event(page.parts())));
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
        ObjectNode changed = page.changed();
        if (changed == null) {
            return;
        }
        byte[] event = text(event(changed));
        for (Wire viewer : List.copyOf(viewers)) {
            // a viewer that cannot keep up misses one, the next one is whole again
            if (viewer.isWritable()) {
                viewer.send(event);
            }
        }
    }

    /** JSON has no raw line breaks, so one data line holds it. */
    private static String event(ObjectNode parts) {
        return "data: " + parts + "\n\n";
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
