package io.github.camelaudience.launchdarkly.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelaudience.launchdarkly.core.ledger.postgresql.PostgresLedger;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** The ledger in a real PostgreSQL keeps the contract, and says what is wrong with the database. */
class PostgresLedgerTest extends LedgerContract {

    private final List<PooledSource> pools = new ArrayList<>();

    @Override
    MembershipLedger open(LedgerTimes times) {
        return open(PostgresServer.newDatabase(), times);
    }

    private PostgresLedger open(PGSimpleDataSource source, LedgerTimes times) {
        PooledSource pool = new PooledSource(source);
        pools.add(pool);
        return PostgresLedger.open(pool, times, () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
    }

    private void closePools() {
        for (PooledSource pool : pools) {
            try {
                pool.close();
            } catch (java.sql.SQLException e) {
                throw new IllegalStateException(e);
            }
        }
        pools.clear();
    }

    @AfterEach
    void end() {
        closePools();
    }

    @Test
    void severalProcessesShareIt() {
        PGSimpleDataSource source = PostgresServer.newDatabase();
        MembershipLedger one = open(source, LONG);
        MembershipLedger other = open(source, LONG);
        Claim claim = one.claim(List.of(vip("alice", true, 10)));
        assertThat(withheld(other, vip("alice", false, 20))).isEqualTo(Withheld.BUSY);
        claim.accepted(new Acceptance(null, 1));
        assertThat(withheld(other, vip("alice", false, 5))).isEqualTo(Withheld.STALE);
        accept(other, vip("alice", false, 20));
        assertThat(withheld(one, vip("alice", true, 10))).isEqualTo(Withheld.STALE);
        assertThat(one.audiences()).extracting(AudienceState::members).containsExactly(0L);
    }

    @Test
    void severalProcessesStartAtTheSameTime() throws Exception {
        PGSimpleDataSource source = PostgresServer.newDatabase();
        List<Thread> threads = new ArrayList<>();
        List<Throwable> failures = java.util.Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 6; i++) {
            Thread thread = new Thread(() -> {
                try {
                    PostgresLedger.open(source, LONG, System::currentTimeMillis);
                } catch (Throwable e) {
                    failures.add(e);
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void aLedgerOfAnotherVersionIsRefused() {
        PGSimpleDataSource source = PostgresServer.newDatabase();
        open(source, LONG);
        PostgresServer.execute(source, "UPDATE audience_ledger.ledger SET version = 7");
        assertThatThrownBy(() -> open(source, LONG))
                .isExactlyInstanceOf(LedgerException.class)
                .hasMessage(
                        "schema audience_ledger holds a ledger of version 7, and this program knows version 2: use the program"
                                + " that made it, or another schema");
        PostgresLedger.open(source, "other", LONG, System::currentTimeMillis);
    }

    @Test
    void whoMayNotMakeTablesIsToldSo() {
        PGSimpleDataSource source = PostgresServer.newDatabase();
        PostgresServer.execute(source, "DROP ROLE IF EXISTS reader");
        PostgresServer.execute(source, "CREATE ROLE reader LOGIN");
        source.setUser("reader");
        assertThatThrownBy(() -> open(source, LONG))
                .isExactlyInstanceOf(LedgerException.class)
                .hasMessageContaining("could not make or check its tables in schema audience_ledger")
                .hasMessageContaining("permission denied");
    }

    @Test
    void aSchemaOfAStrangeNameIsRefused() {
        assertThatThrownBy(() -> PostgresLedger.open(null, "a\"; DROP", LONG, System::currentTimeMillis))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a-z, 0-9");
    }

    @Test
    void aDatabaseThatIsAwayIsNotTheEnd() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {"127.0.0.1"});
        source.setPortNumbers(new int[] {1});
        assertThatThrownBy(() -> PostgresLedger.open(source, LONG, System::currentTimeMillis))
                .isInstanceOf(LedgerUnavailableException.class)
                .hasMessageContaining("could not make or check its tables")
                .hasMessageContaining("refused");
    }

    @Test
    void aRestartOfTheDatabaseLosesNothing() {
        PGSimpleDataSource source = PostgresServer.newDatabase();
        PostgresLedger ledger = open(source, LONG);
        accept(ledger, vip("alice", true, 10));
        Claim claim = ledger.claim(List.of(vip("bob", true, 10)));
        PostgresServer.restart();
        assertThatThrownBy(() -> claim.accepted(new Acceptance(null, 1)))
                .isInstanceOf(LedgerUnavailableException.class);
        closePools();
        assertThat(claim.accepted(new Acceptance(null, 1))).isEmpty();
        assertThat(withheld(ledger, vip("alice", false, 5))).isEqualTo(Withheld.STALE);
        assertThat(ledger.audiences()).extracting(AudienceState::members).containsExactly(2L);
        assertThat(ledger.warning()).isEmpty();
    }

    /** A statement without an answer may have claimed; what it claimed was never sent. */
    @Test
    void aClaimWhoseAnswerWasLostIsOursStill() {
        PGSimpleDataSource source = PostgresServer.newDatabase();
        open(source, LONG);
        LosesAnswers loses = new LosesAnswers(source);
        PostgresLedger ledger = PostgresLedger.open(loses, LONG, System::currentTimeMillis);
        loses.next = true;
        assertThatThrownBy(() -> ledger.claim(List.of(vip("alice", true, 10))))
                .isInstanceOf(LedgerUnavailableException.class);
        assertThat(withheld(open(source, LONG), vip("alice", true, 10))).isEqualTo(Withheld.BUSY);
        assertThat(ledger.claim(List.of(vip("alice", true, 10))).granted()).hasSize(1);
    }

    @Test
    void anAcceptanceWhoseAnswerWasLostIsToldAgain() {
        PGSimpleDataSource source = PostgresServer.newDatabase();
        LosesAnswers loses = new LosesAnswers(source);
        PostgresLedger ledger = PostgresLedger.open(loses, LONG, System::currentTimeMillis);
        Claim claim = ledger.claim(List.of(vip("alice", true, 10)));
        loses.next = true;
        assertThatThrownBy(() -> claim.accepted(new Acceptance(null, 1)))
                .isInstanceOf(LedgerUnavailableException.class);
        assertThat(claim.accepted(new Acceptance(null, 1))).hasSize(1);
        assertThat(withheld(ledger, vip("alice", true, 10))).isEqualTo(Withheld.DUPLICATE);
        assertThat(ledger.claimDue()).isEmpty();
        assertThat(ledger.state(vip("alice", true, 1).slot()).orElseThrow().open())
                .isEmpty();
        assertThat(ledger.warning()).isEmpty();
    }

    @Test
    void aDatabaseThatWasRestoredIsSeenAndGoesOn() {
        PGSimpleDataSource today = PostgresServer.newDatabase();
        PostgresLedger before = open(today, LONG);
        accept(before, vip("alice", true, 10));
        closePools();
        PGSimpleDataSource yesterday = PostgresServer.copyOf(today);
        Switch both = new Switch(today);
        PostgresLedger ledger = PostgresLedger.open(both, LONG, System::currentTimeMillis);
        // an audience that the backup does not know has there the number of another
        accept(ledger, change("new", "alice", true, 10, "m"), vip("alice", false, 20));
        Claim claim = ledger.claim(List.of(vip("bob", true, 20), change("new", "bob", true, 20, "m")));
        both.source = yesterday;
        accept(open(yesterday, LONG), change("another", "alice", false, 99, "m"));
        assertThat(claim.accepted(new Acceptance(null, 1))).hasSize(2);
        assertThat(ledger.warning()).get().asString().contains("was restored");
        accept(ledger, vip("bob", true, 20), change("new", "bob", true, 20, "m"));
        assertThat(ledger.person("env", "bob")).hasSize(2);
        assertThat(ledger.person("env", "alice"))
                .extracting(state -> state.slot().audienceId())
                .containsExactly("another", "vip");
        // the next change of a membership puts it right
        accept(ledger, vip("alice", false, 20));
    }

    @Test
    void aClockThatWasSetBackKeepsNobodyWaiting() {
        PGSimpleDataSource source = PostgresServer.newDatabase();
        PostgresLedger ledger = open(source, LONG);
        accept(ledger, vip("alice", false, 20));
        ledger.claim(List.of(vip("alice", true, 30)));
        // claimed and sent before the clock went back by two hours
        PostgresServer.execute(
                source, "UPDATE audience_ledger.member SET claim_until = claim_until + interval '2 hours'");
        PostgresServer.execute(source, "UPDATE audience_ledger.flight SET due = due + interval '2 hours'");
        assertThat(ledger.claimDue()).get().extracting(Claim::granted).asList().hasSize(1);
    }

    @Test
    void aFailureTellsNoPerson() {
        PGSimpleDataSource source = PostgresServer.newDatabase();
        PostgresLedger ledger = open(source, LONG);
        PostgresServer.execute(
                source, "ALTER TABLE audience_ledger.member ADD CONSTRAINT strange CHECK (key <> 'alice')");
        assertThatThrownBy(() -> ledger.claim(List.of(vip("alice", true, 10))))
                .isInstanceOf(LedgerException.class)
                .hasMessageContaining("strange")
                .satisfies(e -> assertThat(stack(e)).doesNotContain("alice"));
    }

    private static String stack(Throwable e) {
        java.io.StringWriter text = new java.io.StringWriter();
        e.printStackTrace(new java.io.PrintWriter(text));
        return text.toString();
    }

    @Test
    void tablesOfTheVersionBeforeAreBroughtUp() {
        PGSimpleDataSource source = PostgresServer.newDatabase();
        accept(open(source, LONG), vip("alice", true, 10));
        PostgresServer.execute(source, "ALTER TABLE audience_ledger.member DROP COLUMN since");
        PostgresServer.execute(source, "DROP TABLE audience_ledger.note");
        PostgresServer.execute(source, "UPDATE audience_ledger.ledger SET version = 1");
        MembershipLedger ledger = open(source, LONG);
        assertThat(ledger.state(VIP.slot("alice"))
                        .orElseThrow()
                        .mark()
                        .orElseThrow()
                        .since())
                .isEqualTo(NONE);
        accept(ledger, vip("alice", false, 20));
        assertThat(ledger.state(VIP.slot("alice"))
                        .orElseThrow()
                        .mark()
                        .orElseThrow()
                        .since())
                .isEqualTo(20);
    }
}
