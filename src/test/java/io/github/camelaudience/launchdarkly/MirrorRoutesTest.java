package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelaudience.launchdarkly.core.ledger.PostgresServer;
import io.github.camelaudience.standin.Fault;
import io.github.camelaudience.standin.FaultPlan;
import io.github.camelaudience.standin.StandIn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** The shipped routes that mirror: files from a folder, and the tables of Profiles Sync in a real PostgreSQL. */
@Timeout(120)
class MirrorRoutesTest {

    private static final String ACTION = "camel.kamelet.segment-audience-mirror-action.";

    @TempDir
    Path folder;

    private final StandIn launchDarkly = StandIn.start();
    private DefaultCamelContext context;

    @AfterEach
    void close() {
        if (context != null) {
            context.stop();
        }
        launchDarkly.close();
    }

    private void start(String route, DataSource warehouse, String... settings) throws Exception {
        context = new DefaultCamelContext();
        context.getShutdownStrategy().setTimeout(10);
        context.getPropertiesComponent().setLocation("file:routes/application.properties");
        Properties own = new Properties();
        own.setProperty(ACTION + "clientSideId", launchDarkly.environment());
        own.setProperty(ACTION + "accessToken", launchDarkly.token());
        own.setProperty(ACTION + "baseUrl", launchDarkly.url());
        own.setProperty(ACTION + "ledgerFolder", folder.resolve("ledger").toString());
        own.setProperty("segment.data", folder.toString());
        for (String setting : settings) {
            own.setProperty(setting.substring(0, setting.indexOf('=')), setting.substring(setting.indexOf('=') + 1));
        }
        context.getPropertiesComponent().setOverrideProperties(own);
        if (warehouse != null) {
            context.getRegistry().bind("segmentWarehouse", DataSource.class, warehouse);
        }
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(ResourceHelper.resolveResource(context, "file:routes/" + route + ".camel.yaml"));
        context.start();
    }

    private void eventually(Runnable assertion) {
        await().atMost(Duration.ofSeconds(60)).untilAsserted(assertion::run);
    }

    private Path put(String name, String content, Instant written) throws IOException {
        Path inbox = Files.createDirectories(folder.resolve("mirror"));
        Path file = Files.writeString(folder.resolve(name), content, StandardCharsets.UTF_8);
        Files.setLastModifiedTime(file, FileTime.from(written));
        return Files.move(file, inbox.resolve(name));
    }

    private static String csv(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "u" + i + ",x")
                .collect(Collectors.joining("\n", "user_id,plan\n", "\n"));
    }

    @Test
    void filesOfAFolderAreMirroredAndAHeldOneWaitsBesideThem() throws Exception {
        Instant written = Instant.parse("2026-05-01T10:00:00Z");
        put("aud_vip.csv", csv(0, 300), written);
        put("aud_beta.jsonl", "{\"user_id\":\"ada\"}\n{\"user_id\":7}\n", written);
        start("segment-mirror-files", null, "segment.mirror.files.pollDelay=200", "segment.mirror.files.quietTime=20");
        eventually(() -> {
            assertThat(folder.resolve("mirror/.done/aud_vip.csv")).exists();
            assertThat(folder.resolve("mirror/.done/aud_beta.jsonl")).exists();
        });
        assertThat(launchDarkly.members("aud_vip")).hasSize(300);
        assertThat(launchDarkly.members("aud_beta")).containsExactlyInAnyOrder("ada", "7");

        put("aud_vip.csv", csv(200, 300), written.plusSeconds(60));
        eventually(() -> assertThat(folder.resolve("mirror/.held/aud_vip.csv")).exists());
        assertThat(launchDarkly.members("aud_vip")).hasSize(300);
    }

    @Test
    void aFileStaysWhileLaunchDarklyCannotBeReached() throws Exception {
        launchDarkly.faults(FaultPlan.always(Fault.status(503)));
        put("aud_vip.csv", csv(0, 5), Instant.parse("2026-05-01T10:00:00Z"));
        start(
                "segment-mirror-files",
                null,
                "segment.mirror.files.pollDelay=200",
                "segment.mirror.files.quietTime=20",
                ACTION + "retryTimeout=1s");
        assertThat(launchDarkly.awaitRequests(4, Duration.ofSeconds(30))).isNotEmpty();
        assertThat(folder.resolve("mirror/aud_vip.csv")).exists();
        launchDarkly.faults(FaultPlan.none());
        eventually(() -> assertThat(folder.resolve("mirror/.done/aud_vip.csv")).exists());
        assertThat(launchDarkly.members("aud_vip")).hasSize(5);
    }

    /** As the driver's pool would be set: rows come as they are asked for. */
    private static PGSimpleDataSource warehouse() {
        PGSimpleDataSource source = PostgresServer.newDatabase();
        PGSimpleDataSource streaming = new PGSimpleDataSource() {
            private static final long serialVersionUID = 1L;

            @Override
            public Connection getConnection() throws SQLException {
                Connection connection = super.getConnection();
                connection.setAutoCommit(false);
                return connection;
            }
        };
        streaming.setURL(source.getURL());
        streaming.setUser(source.getUser());
        PostgresServer.execute(source, """
                CREATE TABLE user_traits (canonical_segment_id varchar, name varchar, value varchar, seq bigint,
                  received_at timestamp, uuid_ts timestamp, timestamp timestamp);
                CREATE TABLE user_identifiers (canonical_segment_id varchar, type varchar, value varchar, seq bigint,
                  received_at timestamp, uuid_ts timestamp, timestamp timestamp);
                INSERT INTO user_identifiers (canonical_segment_id, type, value)
                  SELECT 'use_' || i, t, t || i FROM generate_series(1, 5000) i, unnest(ARRAY['user_id', 'email']) t;
                INSERT INTO user_traits (canonical_segment_id, name, value, received_at)
                  SELECT 'use_' || i, 'vip_users', CASE WHEN i <= 4800 THEN 'true' ELSE 'false' END, '2026-05-01 00:00:00'
                  FROM generate_series(1, 5000) i;
                INSERT INTO user_traits (canonical_segment_id, name, value, received_at)
                  SELECT 'use_' || i, 'others', 'true', '2026-05-01 00:00:01' FROM generate_series(1, 5000) i;
                ANALYZE;
                """);
        return streaming;
    }

    @Test
    void anAudienceOfProfilesSyncIsMirroredAgainAndAgain() throws Exception {
        PGSimpleDataSource warehouse = warehouse();
        start("segment-mirror-profiles-sync", warehouse, "segment.mirror.sql.period=1s");
        eventually(() -> assertThat(launchDarkly.members("aud_1")).hasSize(4_800));
        assertThat(launchDarkly.members("aud_1"))
                .contains("user_id1", "user_id4800")
                .doesNotContain("user_id4801");
        assertThat(launchDarkly.syncRequests()).hasSizeBetween(5, 20);

        PostgresServer.execute(warehouse, """
                UPDATE user_traits SET value = 'false', received_at = '2026-05-02' WHERE name = 'vip_users' AND canonical_segment_id = 'use_1';
                UPDATE user_traits SET value = 'true', received_at = '2026-05-02' WHERE name = 'vip_users' AND canonical_segment_id = 'use_5000';
                COMMIT;
                """);
        eventually(() -> assertThat(launchDarkly.members("aud_1"))
                .contains("user_id5000")
                .doesNotContain("user_id1"));
        int requests = launchDarkly.syncRequests().size();
        await().pollDelay(Duration.ofSeconds(2))
                .untilAsserted(() -> assertThat(launchDarkly.syncRequests()).hasSize(requests));
        assertThat(launchDarkly.members("aud_1")).hasSize(4_800);
    }
}
