package io.github.camelaudience.launchdarkly.core.ledger.postgresql;

import io.github.camelaudience.launchdarkly.core.ledger.LedgerException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Pattern;

/** Makes the tables of a ledger where there are none, and refuses those of another version. */
final class PostgresSchema {

    static final int VERSION = 2;
    private static final int LEAST_SERVER = 120_000;
    private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

    /** Two processes that start at the same time make the tables one after the other. */
    private static final long LOCK = 0x6c65646765726c64L;

    /** An index on a column that changes would end updates in place, hence the table of flights. */
    private static final String TABLES = """
            CREATE SCHEMA IF NOT EXISTS {s};
            CREATE TABLE {s}.ledger (version int4 NOT NULL, created_at timestamptz NOT NULL DEFAULT now());
            CREATE TABLE {s}.audience (
              no int4 PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
              environment text COLLATE "C" NOT NULL, kind text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL,
              name text NOT NULL DEFAULT '', members int8 NOT NULL DEFAULT 0, seeded_at int8,
              UNIQUE (environment, kind, id)) WITH (fillfactor = 50);
            CREATE TABLE {s}.member (
              audience int4 NOT NULL, key text COLLATE "C" NOT NULL,
              value boolean, event_time int8, message_id text, message_time int8, accepted_at int8, request_id text, source text, since int8,
              claim int8, claim_value boolean, claim_until timestamptz,
              PRIMARY KEY (audience, key)) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02);
            CREATE INDEX member_person ON {s}.member (key);
            CREATE TABLE {s}.flight (
              id int8 PRIMARY KEY, process text, due timestamptz NOT NULL, audiences int4[], keys text[] COLLATE "C", vals boolean[]);
            CREATE TABLE {s}.note (name text COLLATE "C" PRIMARY KEY, text text NOT NULL);
            CREATE INDEX flight_due ON {s}.flight (due);
            INSERT INTO {s}.ledger (version) VALUES (2);
            """;

    /** Version 1 did not know since when a membership is as it is. */
    private static final String FROM_1 = """
            ALTER TABLE {s}.member ADD COLUMN since int8;
            CREATE TABLE {s}.note (name text COLLATE "C" PRIMARY KEY, text text NOT NULL);
            UPDATE {s}.ledger SET version = 2;
            """;

    private final String name;

    /**
     * Names the schema.
     *
     * @throws IllegalArgumentException when that is no plain name
     */
    PostgresSchema(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "the schema of the ledger must be up to 63 of a-z, 0-9 and '_', and not begin"
                            + " with a digit; but was: " + name);
        }
        this.name = name;
    }

    /** Puts the schema's name where a statement says {@code {s}}. */
    String in(String sql) {
        return sql.replace("{s}", '"' + name + '"');
    }

    /** Makes or checks the tables. */
    void prepare(Database database) {
        database.transaction("make or check its tables in schema " + name, connection -> {
            checkServer(connection);
            try (Statement statement = connection.createStatement()) {
                statement.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
                if (text(statement, "SELECT to_regclass('\"" + name + "\".ledger')") == null) {
                    run(statement, TABLES);
                }
                String version = text(statement, in("SELECT max(version) FROM {s}.ledger"));
                if ("1".equals(version)) {
                    run(statement, FROM_1);
                } else {
                    checkVersion(version);
                }
            }
            return null;
        });
    }

    private void run(Statement statement, String script) throws SQLException {
        for (String each : in(script).split(";\\s*")) {
            statement.execute(each);
        }
    }

    private static void checkServer(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName();
        if (!"PostgreSQL".equalsIgnoreCase(product)) {
            throw new LedgerException(
                    "the ledger needs PostgreSQL 12 or newer, but its data source is of " + product, null);
        }
        try (Statement statement = connection.createStatement()) {
            String version = text(statement, "SHOW server_version_num");
            if (Integer.parseInt(version) < LEAST_SERVER) {
                throw new LedgerException(
                        "the ledger needs PostgreSQL 12 or newer, but the server is "
                                + text(statement, "SHOW server_version"),
                        null);
            }
            String encoding = text(statement, "SHOW server_encoding");
            if (!"UTF8".equals(encoding)) {
                throw new LedgerException(
                        "the ledger holds text of any language: its database must have the encoding UTF8, but has "
                                + encoding + "; make one with CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0",
                        null);
            }
        }
    }

    private void checkVersion(String version) {
        if (!String.valueOf(VERSION).equals(version)) {
            throw new LedgerException(
                    "schema " + name + " holds a ledger of version " + version + ", and this program knows version "
                            + VERSION + ": use the program that made it, or another schema",
                    null);
        }
    }

    private static String text(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getString(1) : null;
        }
    }
}
