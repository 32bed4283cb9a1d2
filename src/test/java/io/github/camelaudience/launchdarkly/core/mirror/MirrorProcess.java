package io.github.camelaudience.launchdarkly.core.mirror;

import io.github.camelaudience.launchdarkly.core.launchdarkly.AccessToken;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Transport;
import io.github.camelaudience.launchdarkly.core.launchdarkly.http.HttpClientTransport;
import io.github.camelaudience.launchdarkly.core.launchdarkly.synced.SyncedSegments;
import io.github.camelaudience.launchdarkly.core.ledger.LedgerTimes;
import io.github.camelaudience.launchdarkly.core.ledger.MembershipLedger;
import io.github.camelaudience.launchdarkly.core.ledger.OneProcessLedger;
import io.github.camelaudience.launchdarkly.core.ledger.rocksdb.RocksStore;
import io.github.camelaudience.launchdarkly.core.membership.AudienceKey;
import io.github.camelaudience.launchdarkly.core.sync.SyncEngine;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Mirrors a file with a ledger in a folder, over HTTP or to nobody, and says how that ended; may be killed at any time. */
final class MirrorProcess {

    static final String AUDIENCE = "aud_vip";

    private MirrorProcess() {}

    /**
     * Runs one mirror.
     *
     * @param args the work folder, the file of keys, the snapshot time, the environment, and the URL of LaunchDarkly and its token, or none
     *             of both to have every request accepted by nobody
     */
    public static void main(String[] args) throws Exception {
        Path work = Path.of(args[0]);
        AtomicLong requests = new AtomicLong();
        HttpClientTransport http = args.length > 4 ? new HttpClientTransport() : null;
        Transport transport = call -> {
            requests.incrementAndGet();
            return http == null
                    ? new Transport.Reply(204, Map.<String, String>of()::get, new byte[0])
                    : http.exchange(call);
        };
        String url = http == null ? "http://127.0.0.1:9" : args[4];
        String token = http == null ? "api-5afe57a4-0000-4000-8000-000000000000" : args[5];
        try (http;
                MembershipLedger ledger = new OneProcessLedger(
                        new RocksStore(work.resolve("ledger")),
                        LedgerTimes.of(Duration.ofSeconds(30)),
                        () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
                SyncEngine engine = SyncEngine.of(
                                args[3], new SyncedSegments(transport, url, url, new AccessToken(token), "test/1.0"))
                        .ledger(ledger)
                        .start();
                InputStream keys = Files.newInputStream(Path.of(args[1]))) {
            Mirror mirror = new Mirror(
                    work.resolve("mirror"),
                    ledger,
                    engine::deliver,
                    System::currentTimeMillis,
                    () -> false,
                    progress -> System.out.println("progress " + progress.words()));
            MirrorReport report = mirror.run(
                    new MirrorOrder(
                            new AudienceKey(args[3], "user", AUDIENCE),
                            "Vip",
                            Long.parseLong(args[2]),
                            Removals.always,
                            false,
                            null,
                            1,
                            0),
                    new TextKeys(keys, null, "user_id", ','));
            System.out.println("report " + MirrorJson.of(report));
            System.out.println("requests " + requests + ", heap in use " + used() / (1 << 20) + " MiB of "
                    + Runtime.getRuntime().maxMemory() / (1 << 20) + " MiB, resident " + resident());
        }
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static String resident() throws Exception {
        Path status = Path.of("/proc/self/status");
        return Files.exists(status)
                ? Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("VmHWM"))
                        .findFirst()
                        .orElse("")
                        .replaceAll("\\s+", " ")
                : "unknown";
    }
}
