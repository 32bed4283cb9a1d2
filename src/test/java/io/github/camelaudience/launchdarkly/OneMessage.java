package io.github.camelaudience.launchdarkly;

import io.github.camelaudience.standin.SegmentMessage;

/** A whole run as a program, for Java processes with a class path of their own. */
public final class OneMessage {

    private OneMessage() {}

    /** Sends one message, and prints how many changes the endpoint counted. */
    public static void main(String[] args) throws Exception {
        try (Integration ld = Integration.start("")) {
            ld.send(SegmentMessage.identify("u1").enters("x"));
            System.out.println("changes=" + ld.endpoint().getChanges());
        }
    }
}
