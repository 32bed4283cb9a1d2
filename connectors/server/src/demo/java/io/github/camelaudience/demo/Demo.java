package io.github.camelaudience.demo;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Shows the whole way on one machine: sample messages, the shipped routes, LaunchDarkly, and what came out. */
public final class Demo {

    private Demo() {}

    /** Takes {@code demo.seconds} and {@code demo.live} as system properties; see {@code demo/pom.xml}. */
    public static void main(String[] args) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        DemoOptions options;
        try {
            options = DemoOptions.of(System.getProperties(), System.getenv(), DemoOptions.terminal());
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        CountDownLatch stop = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            stop.countDown();
                            try {
                                stopped.await(10, TimeUnit.SECONDS);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        },
                        "demo-stop"));
        ParentWatch.start();
        int status = 1;
        try {
            run(options, out, stop);
            status = 0;
        } catch (Exception e) {
            System.err.println("The demo failed: " + cause(e).getMessage());
        } finally {
            stopped.countDown();
        }
        System.exit(status);
    }

    /** Runs until the options or the latch say to stop. */
    static Figures run(DemoOptions options, PrintStream out, CountDownLatch stop) throws Exception {
        Summary summary = new Summary(out, new Ink(options.colour()));
        OutcomeCollector outcomes = new OutcomeCollector();
        try (WorkFolder folder = WorkFolder.take(options.work());
                Target target = Target.of(options)) {
            summary.introduce(target);
            try (Host host = Host.start(options.in(folder.path()), target, outcomes);
                    FlagWatch flag = FlagWatch.start(target.standIn())) {
                if (options.usualPorts()) {
                    summary.taken(target, host);
                }
                Path samples = options.repository().resolve(Feed.SAMPLES);
                Figures figures = new Feed(samples, host, outcomes, flag).run();
                summary.tell(figures, target, flag);
                summary.invite(host, target, options.stay());
                if (options.stay() > 0) {
                    stop.await(options.stay(), TimeUnit.SECONDS);
                }
                return figures;
            }
        }
    }

    private static Throwable cause(Throwable e) {
        return e.getCause() == null ? e : cause(e.getCause());
    }
}
