package io.github.camelaudience.launchdarkly.core.ledger;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.postgresql.ds.PGSimpleDataSource;

/** Loses the answer of the statement that comes after it was told so: what it says has happened, and nobody is told. */
final class LosesAnswers extends PGSimpleDataSource {
    private static final long serialVersionUID = 1L;

    private final PGSimpleDataSource source;
    volatile boolean next;

    LosesAnswers(PGSimpleDataSource source) {
        this.source = source;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection real = source.getConnection();
        return proxy(Connection.class, real, (method, result) -> {
            if (method.equals("prepareStatement")) {
                return proxy(PreparedStatement.class, (PreparedStatement) result, (inner, rows) -> {
                    // making an audience is not yet the claim
                    if (inner.startsWith("execute")
                            && next
                            && !result.toString().contains("ON CONFLICT DO NOTHING")) {
                        next = result.toString().contains("MATERIALIZED") && isEmpty(rows);
                        if (!next) {
                            throw new SQLException("the connection is gone", "08006");
                        }
                    }
                    return rows;
                });
            }
            return result;
        });
    }

    private static boolean isEmpty(Object rows) throws SQLException {
        return rows instanceof java.sql.ResultSet set && !set.isBeforeFirst();
    }

    private interface After {
        Object apply(String method, Object result) throws SQLException;
    }

    private static <T> T proxy(Class<T> type, T real, After after) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    try {
                        return after.apply(method.getName(), method.invoke(real, arguments));
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
