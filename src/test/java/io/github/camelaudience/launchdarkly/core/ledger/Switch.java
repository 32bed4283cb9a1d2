package io.github.camelaudience.launchdarkly.core.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.ds.PGSimpleDataSource;

/** Gives connections to whichever database is behind the name now. */
public final class Switch extends PGSimpleDataSource {
    private static final long serialVersionUID = 1L;

    volatile PGSimpleDataSource source;

    public Switch(PGSimpleDataSource source) {
        this.source = source;
    }

    /** Puts another database behind the name. */
    public void to(PGSimpleDataSource other) {
        source = other;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return source.getConnection();
    }
}
