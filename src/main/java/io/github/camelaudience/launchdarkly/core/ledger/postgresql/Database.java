package io.github.camelaudience.launchdarkly.core.ledger.postgresql;

import io.github.camelaudience.launchdarkly.core.ledger.LedgerException;
import io.github.camelaudience.launchdarkly.core.ledger.LedgerUnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;

/** Runs statements on a connection of its data source, repeats what another transaction has broken off, and says what went wrong. */
final class Database {

    /** Deadlock, and a conflict of transactions: nothing has happened, and the same may go well now. */
    private static final Set<String> CONFLICTS = Set.of("40P01", "40001");

    private static final int MOST_CONFLICTS = 20;

    /** Wrong names, rights, credentials and databases: waiting does not help. */
    private static final List<String> LASTING = List.of("42", "28", "3D", "3F", "0A", "0L");

    private final DataSource source;
    private final int answerMillis;

    /** Waits for an answer of the server for so long: one that is gone without a word would hold up a thread for ever. */
    Database(DataSource source, Duration answerWithin) {
        this.source = source;
        this.answerMillis = Math.toIntExact(answerWithin.toMillis());
    }

    /** Is what is done on a connection. It may be done again if it throws. */
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /** Does the work; each statement is a transaction of its own. */
    <T> T call(String what, Work<T> work) {
        return run(what, work, true);
    }

    /** Does the work as one transaction. */
    <T> T transaction(String what, Work<T> work) {
        return run(what, work, false);
    }

    private <T> T run(String what, Work<T> work, boolean autoCommit) {
        for (int conflicts = 0; ; conflicts++) {
            try (Connection connection = connect(what)) {
                return on(connection, work, autoCommit);
            } catch (SQLException e) {
                if (!CONFLICTS.contains(String.valueOf(e.getSQLState())) || conflicts == MOST_CONFLICTS) {
                    throw failure(what, e);
                }
            }
        }
    }

    /** Pools differ in what they throw. */
    private Connection connect(String what) throws SQLException {
        try {
            return source.getConnection();
        } catch (RuntimeException e) {
            throw new LedgerUnavailableException(
                    "the ledger in PostgreSQL could not " + what + ": its pool gives no connection: " + e.getMessage(),
                    e);
        }
    }

    private <T> T on(Connection connection, Work<T> work, boolean autoCommit) throws SQLException {
        int patience = connection.getNetworkTimeout();
        boolean isLess = patience == 0 || patience > answerMillis;
        if (isLess) {
            connection.setNetworkTimeout(Runnable::run, answerMillis);
        }
        try {
            return inMode(connection, work, autoCommit);
        } finally {
            if (isLess) {
                restore(connection, patience);
            }
        }
    }

    private static void restore(Connection connection, int patience) {
        try {
            connection.setNetworkTimeout(Runnable::run, patience);
        } catch (SQLException e) {
            // the connection is broken, and its pool will see it, too
        }
    }

    private static <T> T inMode(Connection connection, Work<T> work, boolean autoCommit) throws SQLException {
        boolean before = connection.getAutoCommit();
        if (before != autoCommit) {
            connection.setAutoCommit(autoCommit);
        }
        boolean done = false;
        try {
            T result = work.on(connection);
            if (!autoCommit) {
                connection.commit();
            }
            done = true;
            return result;
        } finally {
            restore(connection, before, autoCommit, done);
        }
    }

    private static void restore(Connection connection, boolean before, boolean autoCommit, boolean done) {
        try {
            if (!done && !autoCommit) {
                connection.rollback();
            }
            if (before != autoCommit) {
                connection.setAutoCommit(before);
            }
        } catch (SQLException e) {
            // the connection is broken, and its pool will see it, too
        }
    }

    private static LedgerException failure(String what, SQLException e) {
        String state = String.valueOf(e.getSQLState());
        String sentence =
                "the ledger in PostgreSQL could not " + what + ": " + firstLine(e) + " (SQLSTATE " + state + ")";
        boolean lasting = LASTING.stream().anyMatch(state::startsWith);
        return lasting
                ? new LedgerException(sentence, withoutDetail(e))
                : new LedgerUnavailableException(sentence, withoutDetail(e));
    }

    /** What follows the first line may tell a row, and with it a person. */
    private static String firstLine(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private static SQLException withoutDetail(SQLException e) {
        SQLException safe = new SQLException(firstLine(e), e.getSQLState());
        safe.setStackTrace(e.getStackTrace());
        return safe;
    }
}
