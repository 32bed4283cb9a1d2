package io.github.camelaudience.launchdarkly.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.ledger.postgresql.PostgresLedger;
import io.github.camelaudience.launchdarkly.core.ledger.rocksdb.RocksStore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Real ledgers end right under everything at once. Longer: {@code -Dledger.race.seconds=60 -Dledger.race.processes=4
 * -Dledger.seed=7}; from 30 s on the database is restarted halfway.
 */
class LedgerRaceTest {

    private static final int SECONDS = Integer.getInteger("ledger.race.seconds", 3);
    private static final int PROCESSES = Integer.getInteger("ledger.race.processes", 3);
    private static final long SEED = Long.getLong("ledger.seed", System.nanoTime());
    private static final LongSupplier CLOCK = () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime());

    @TempDir
    Path folder;

    @Test
    void processesThatShareOneInPostgresEndRight() throws Exception {
        PGSimpleDataSource source = PostgresServer.newDatabase();
        PooledSource pool = new PooledSource(source);
        Supplier<MembershipLedger> ledgers = () -> PostgresLedger.open(pool, LedgerRace.TIMES, CLOCK);
        ledgers.get().close();
        race("PostgreSQL", ledgers, () -> anyFlight(source), SECONDS < 30 ? () -> {} : PostgresServer::restart);
        pool.close();
    }

    private static boolean anyFlight(PGSimpleDataSource source) {
        try (Connection connection = source.getConnection();
                ResultSet row = connection
                        .createStatement()
                        .executeQuery(
                                "SELECT EXISTS (SELECT 1 FROM audience_ledger.flight)"
                                        + " OR EXISTS (SELECT 1 FROM audience_ledger.member WHERE claim IS NOT NULL AND claim_until > now())")) {
            row.next();
            return row.getBoolean(1);
        } catch (SQLException e) {
            return true;
        }
    }

    @Test
    void threadsOfOneProcessEndRightInAFolder() throws Exception {
        try (OneProcessLedger ledger = new OneProcessLedger(new RocksStore(folder), LedgerRace.TIMES, CLOCK)) {
            race("RocksDB", () -> ledger, ledger::anyOpen, () -> {});
        }
    }

    @Test
    void threadsOfOneProcessEndRightInMemory() throws Exception {
        OneProcessLedger ledger = new OneProcessLedger(new MemoryStore(10_000), LedgerRace.TIMES, CLOCK);
        race("memory", () -> ledger, ledger::anyOpen, () -> {});
    }

    private static void race(
            String engine, Supplier<MembershipLedger> ledgers, BooleanSupplier anyFlight, Runnable halfway)
            throws InterruptedException {
        LedgerRace race = new LedgerRace(SEED, ledgers, anyFlight);
        List<String> wrongs = race.run(PROCESSES, Duration.ofSeconds(SECONDS), halfway);
        System.out.printf(
                "race on %s, %d s, %d processes, seed %d: %d wrong; %s%n",
                engine, SECONDS, PROCESSES, SEED, wrongs.size(), race);
        assertThat(wrongs).as("seed %d: %s", SEED, race).isEmpty();
        assertThat(race.messages).hasPositiveValue();
    }
}
