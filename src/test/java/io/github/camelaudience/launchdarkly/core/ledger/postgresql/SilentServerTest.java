package io.github.camelaudience.launchdarkly.core.ledger.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelaudience.launchdarkly.core.ledger.LedgerTimes;
import io.github.camelaudience.launchdarkly.core.ledger.LedgerUnavailableException;
import io.github.camelaudience.launchdarkly.core.ledger.PostgresServer;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** A server that is gone without a word, as behind a broken network, holds up no thread. */
class SilentServerTest {

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aServerThatDoesNotAnswerIsAway() throws Exception {
        PGSimpleDataSource real = PostgresServer.newDatabase();
        try (Relay relay = new Relay(real.getPortNumbers()[0])) {
            AtomicInteger timeout = new AtomicInteger(-1);
            PGSimpleDataSource source = new PGSimpleDataSource() {
                @Override
                public Connection getConnection() throws SQLException {
                    boolean silent = relay.silent;
                    relay.silent = false;
                    Connection connection = super.getConnection();
                    timeout.set(connection.getNetworkTimeout());
                    relay.silent = silent;
                    return connection;
                }
            };
            source.setServerNames(new String[] {"127.0.0.1"});
            source.setPortNumbers(new int[] {relay.port()});
            source.setDatabaseName(real.getDatabaseName());
            source.setUser(real.getUser());
            PostgresLedger ledger = PostgresLedger.open(
                    source,
                    PostgresLedger.SCHEMA,
                    LedgerTimes.of(Duration.ofSeconds(30)),
                    Duration.ofSeconds(2),
                    () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
            MembershipChange change =
                    new MembershipChange(new MembershipSlot("env", "user", "vip", "alice"), "VIP", true, 10, "m1");
            relay.silent = true;
            assertThatThrownBy(() -> ledger.claim(List.of(change))).isInstanceOf(LedgerUnavailableException.class);
            relay.silent = false;
            assertThat(timeout.get()).as("of the source itself").isZero();
            assertThat(ledger.claim(List.of(change)).granted())
                    .as("the claim without an answer is ours")
                    .hasSize(1);
        }
    }

    /** Stands between ledger and server. While it is silent it takes what is sent, and passes nothing on. */
    private static final class Relay implements AutoCloseable {
        private final ServerSocket listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        private final int target;
        volatile boolean silent;

        Relay(int target) throws IOException {
            this.target = target;
            start(() -> {
                while (true) {
                    Socket client = listening.accept();
                    Socket server = new Socket(InetAddress.getLoopbackAddress(), this.target);
                    start(() -> pass(client, server));
                    start(() -> pass(server, client));
                }
            });
        }

        int port() {
            return listening.getLocalPort();
        }

        private interface Passing {
            void run() throws IOException;
        }

        private static void start(Passing passing) {
            Thread thread = new Thread(() -> {
                try {
                    passing.run();
                } catch (IOException e) {
                    // one side has closed
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        private void pass(Socket from, Socket to) throws IOException {
            try (from;
                    to;
                    InputStream in = from.getInputStream();
                    OutputStream out = to.getOutputStream()) {
                byte[] bytes = new byte[8192];
                for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                    if (!silent) {
                        out.write(bytes, 0, read);
                        out.flush();
                    }
                }
            }
        }

        @Override
        public void close() throws IOException {
            listening.close();
        }
    }
}
