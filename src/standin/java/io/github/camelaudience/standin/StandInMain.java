package io.github.camelaudience.standin;

import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** Runs a {@link StandIn} on its own until it is told to stop (SIGTERM or Ctrl-C). */
public final class StandInMain {

    private StandInMain() {}

    /** Options are listed by {@code --help}. */
    public static void main(String[] args) throws InterruptedException {
        StandInOptions options;
        try {
            options = StandInOptions.of(args, System.getenv());
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.println(StandInOptions.HELP);
            System.exit(2);
            return;
        }
        if (options.help()) {
            System.out.println(StandInOptions.HELP);
            return;
        }
        StandIn standIn = run(options, System.out);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            standIn.close();
                            stopped.countDown();
                        },
                        "standin-stop"));
        stopped.await();
    }

    static StandIn run(StandInOptions options, PrintStream out) {
        StandIn standIn = options.builder().start();
        out.println("Stand-in LaunchDarkly");
        out.println("  API    " + standIn.url());
        out.println("  page   " + standIn.url() + "/");
        out.println("  state  " + standIn.url() + "/standin/state");
        out.println("  environment (client-side ID)  " + standIn.environment());
        out.println("  project and environment key   " + standIn.projectKey() + " " + standIn.environmentKey());
        if (options.tokenIsDefault()) {
            out.println("  access token                  " + standIn.token());
        }
        if (!standIn.flags().isEmpty()) {
            out.println("  SDK key                       " + standIn.sdkKey());
        }
        out.flush();
        return standIn;
    }

    /** For tests of the output. */
    static StandIn run(String[] args, Map<String, String> environment, PrintStream out) {
        return run(StandInOptions.of(args, environment), out);
    }
}
