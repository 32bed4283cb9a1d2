package io.github.camelaudience.launchdarkly.core.delivery;

/**
 * Tells the thread's handler what nobody else can be told: that a part threw where delivery must go on. Throws nothing, even
 * if the handler does.
 */
public final class LastResort {

    private LastResort() {}

    /** Tells the handler of this thread. */
    public static void report(Throwable thrown) {
        try {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
        } catch (Throwable e) {
            // nobody is left to be told
        }
    }
}
