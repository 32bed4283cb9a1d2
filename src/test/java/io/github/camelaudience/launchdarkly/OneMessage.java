package io.github.camelaudience.launchdarkly;

/** A whole run behind one method without parameters, for class loaders of their own. */
public final class OneMessage {

    private OneMessage() {}

    /** Sends one message, and returns how many changes the endpoint counted. */
    public static long send() throws Exception {
        try (Integration ld = Integration.start("")) {
            ld.send(AudienceSyncTest.identify("u1", "x", true));
            return ld.endpoint().getChanges();
        }
    }
}
