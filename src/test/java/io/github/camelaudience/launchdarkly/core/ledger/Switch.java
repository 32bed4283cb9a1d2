package io.github.camelaudience.launchdarkly.core.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.ds.PGSimpleDataSource;

/** Gives connections to whichever database is behind the name now. */
final class Switch extends PGSimpleDataSource {
    private static final long serialVersionUID = 1L;

    PGSimpleDataSource source;

    Switch(PGSimpleDataSource source) {
        this.source = source;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return source.getConnection();
    }
}
