package io.github.camelaudience.server;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.util.List;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.PropertiesComponent;
import org.apache.camel.support.service.ServiceSupport;

/**
 * Gives what syncs a ledger: in PostgreSQL if there is a {@code ledger.jdbc.url}, else in {@code ledger.folder}, else in memory. A ledger that
 * the sink is given by a setting of its own wins.
 */
final class ServerLedger {

    static final String FOLDER = "ledger.folder";
    static final String URL = "ledger.jdbc.url";
    static final String USER = "ledger.jdbc.user";
    static final String PASSWORD = "ledger.jdbc.password";

    private static final String SINK = "camel.kamelet.launchdarkly-audience-sink.";
    private static final List<String> OWN =
            List.of("ledgerFolder", "ledgerDataSource", "membershipLedger", "stateRepository");
    private static final String BEAN = "audienceLedger";

    /** More would wait for the database, not for a connection. */
    private static final int CONNECTIONS = 16;

    private static final long CONNECT_MILLIS = 10_000;

    private ServerLedger() {}

    /** Sets the option of the sink, and makes the pool of connections if one is needed: it is closed after all that use it. */
    static void decide(CamelContext context) {
        PropertiesComponent properties = context.getPropertiesComponent();
        Properties sink = properties.loadProperties(name -> name.startsWith(SINK));
        if (OWN.stream().anyMatch(option -> sink.getProperty(SINK + option) != null)) {
            return;
        }
        String url = value(properties, URL);
        if (!url.isEmpty()) {
            pool(context, url, value(properties, USER), value(properties, PASSWORD));
            properties.addInitialProperty(SINK + "ledgerDataSource", "#bean:" + BEAN);
        } else if (!value(properties, FOLDER).isEmpty()) {
            properties.addInitialProperty(SINK + "ledgerFolder", "{{" + FOLDER + "}}");
        }
    }

    private static String value(PropertiesComponent properties, String name) {
        return properties.resolveProperty(name).map(String::strip).orElse("");
    }

    private static void pool(CamelContext context, String url, String user, String password) {
        if (!url.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException(
                    URL + " must begin with jdbc:postgresql: as in jdbc:postgresql://host:5432/database");
        }
        HikariConfig config = new HikariConfig();
        config.setPoolName(BEAN);
        config.setDriverClassName("org.postgresql.Driver");
        config.setJdbcUrl(url);
        config.setUsername(user.isEmpty() ? null : user);
        config.setPassword(password.isEmpty() ? null : password);
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(CONNECT_MILLIS);
        config.setInitializationFailTimeout(-1); // the ledger says what is wrong, in a sentence
        HikariDataSource pool = new HikariDataSource(config);
        context.getRegistry().bind(BEAN, pool);
        try {
            context.addService(new Closing(pool), true, true);
        } catch (Exception e) {
            pool.close();
            throw new IllegalStateException(e);
        }
    }

    /** Ends the pool with the context. */
    private static final class Closing extends ServiceSupport {
        private final HikariDataSource pool;

        Closing(HikariDataSource pool) {
            this.pool = pool;
        }

        @Override
        protected void doStop() {
            pool.close();
        }
    }
}
