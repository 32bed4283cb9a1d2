package io.github.camelaudience.demo;

/** Ends this process when the one that started it ends: Maven takes nobody with it when it is terminated. */
final class ParentWatch {

    /** The status of a process that SIGTERM ends. */
    private static final int TERMINATED = 143;

    private ParentWatch() {}

    /** Begins to watch; hooks of the shutdown run as ever. */
    static void start() {
        ProcessHandle.current().parent().ifPresent(parent -> parent.onExit().thenRun(() -> System.exit(TERMINATED)));
    }
}
