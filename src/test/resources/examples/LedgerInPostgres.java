import javax.sql.DataSource;
import org.apache.camel.builder.RouteBuilder;
import org.postgresql.ds.PGSimpleDataSource;

public class LedgerInPostgres extends RouteBuilder {
    @Override
    public void configure() {
        PGSimpleDataSource database = new PGSimpleDataSource(); // in production a pool, such as HikariCP
        database.setUrl(getContext().resolvePropertyPlaceholders("{{ledger.jdbc.url}}"));
        getContext().getRegistry().bind("ledger", DataSource.class, database);
        String environment = "launchdarkly-audience:{{launchdarkly.client-side-id}}";
        from("direct:audiences").to(environment + "?accessToken={{launchdarkly.access-token}}&ledgerDataSource=#ledger");
        from("direct:why").to(environment + "?accessToken=not-needed-to-ask-why&operation=why&ledgerDataSource=#ledger");
    }
}
