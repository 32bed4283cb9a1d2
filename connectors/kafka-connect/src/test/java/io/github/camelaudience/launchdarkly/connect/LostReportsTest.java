package io.github.camelaudience.launchdarkly.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import java.io.IOException;
import java.util.Date;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A rejected record is committed once it is reported for certain, and one record that cannot be written as JSON stops nothing. */
@Timeout(120)
class LostReportsTest {

    private final StandIn launchDarkly = StandIn.start();
    private final SimulatedCluster cluster = new SimulatedCluster();

    @AfterEach
    void stop() {
        launchDarkly.close();
    }

    private static String broken() {
        return SegmentMessage.identify("u2").says("x", "17");
    }

    @Test
    void whatCouldNotBeReportedAtOnceIsNotCommitted() {
        cluster.send(0, SegmentMessage.identify("u1").enters("x"));
        cluster.send(0, broken());
        try (SimulatedWorker worker = SimulatedWorker.start(cluster, SimulatedWorker.configuration(launchDarkly))) {
            // as KafkaProducer.send answers for a dead letter that is too large: done, and failed
            worker.reports = () -> CompletableFuture.failedFuture(new IOException("too large"));
            worker.assign(0);
            assertThatThrownBy(worker::untilAllIsCommitted)
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("could not be reported");
        }
        assertThat(cluster.committed(0)).isEqualTo(1);
    }

    @Test
    void whatCouldNotBeReportedInTheEndIsNotCommittedByTheLastCommitEither() {
        CompletableFuture<Void> report = new CompletableFuture<>();
        cluster.send(0, broken());
        try (SimulatedWorker worker = SimulatedWorker.start(cluster, SimulatedWorker.configuration(launchDarkly))) {
            worker.reports = () -> report;
            worker.assign(0);
            worker.until(() -> !worker.reported.isEmpty());
            report.completeExceptionally(new IOException("no broker"));
            assertThatThrownBy(worker::untilAllIsCommitted)
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("could not be reported");
        } // closes the partitions, with a last commit
        assertThat(cluster.committed(0)).isZero();
    }

    @Test
    void aTimeThatNoClockShowsIsRejectedAndOthersGoOn() {
        Struct struct = new Struct(
                        SchemaBuilder.struct().field("at", Time.SCHEMA).build())
                .put("at", new Date(86_400_000)); // which the converters of Kafka Connect let through
        cluster.send(0, new SchemaAndValue(struct.schema(), struct));
        cluster.send(0, SegmentMessage.identify("u1").enters("x"));
        try (SimulatedWorker worker = SimulatedWorker.start(cluster, SimulatedWorker.configuration(launchDarkly))) {
            worker.assign(0);
            worker.untilAllIsCommitted();
            assertThat(worker.reported).singleElement().satisfies(report -> assertThat(report.why())
                    .hasMessageContaining("NOT_JSON"));
        }
        assertThat(launchDarkly.members("aud_x")).containsExactly("u1");
    }
}
