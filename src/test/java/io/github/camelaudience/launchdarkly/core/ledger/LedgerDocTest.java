package io.github.camelaudience.launchdarkly.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.ledger.postgresql.PostgresLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** What docs/explanation/ledger.md tells PostgreSQL to do can be done, and makes the tables that the ledger makes. */
class LedgerDocTest {

    private static final Pattern SQL = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL);

    private static final String COLUMNS = """
            SELECT string_agg(concat_ws(' ', c.table_name, c.column_name, c.data_type, c.is_nullable, c.collation_name), E'\\n'
                     ORDER BY c.table_name, c.ordinal_position)
                   || (SELECT string_agg(indexdef, E'\\n' ORDER BY indexdef) FROM pg_indexes WHERE schemaname = 'audience_ledger')
                   || (SELECT string_agg(relname || reloptions::text, E'\\n' ORDER BY relname) FROM pg_class
                       WHERE relnamespace = 'audience_ledger'::regnamespace AND relkind = 'r')
            FROM information_schema.columns c WHERE table_schema = 'audience_ledger'
            """;

    @Test
    void theTablesOfThePageAreThoseOfTheLedger() throws Exception {
        List<String> sql = sql();
        PGSimpleDataSource made = PostgresServer.newDatabase();
        PostgresServer.execute(made, sql.get(0));
        PostgresLedger ledger = PostgresLedger.open(made, LedgerContract.LONG, System::currentTimeMillis);
        PGSimpleDataSource itself = PostgresServer.newDatabase();
        PostgresLedger.open(itself, LedgerContract.LONG, System::currentTimeMillis);
        assertThat(text(made, COLUMNS)).contains("member value boolean YES").isEqualTo(text(itself, COLUMNS));
        LedgerContract.accept(ledger, LedgerContract.vip("alice", true, 10));
        assertThat(text(made, sql.get(1))).isEqualTo("t");
    }

    private static List<String> sql() throws IOException {
        return SQL.matcher(Files.readString(Path.of("docs/explanation/ledger.md")))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private static String text(PGSimpleDataSource source, String query) throws SQLException {
        try (Connection connection = source.getConnection();
                ResultSet row = connection.createStatement().executeQuery(query)) {
            assertThat(row.next()).isTrue();
            return row.getString(1);
        }
    }
}
