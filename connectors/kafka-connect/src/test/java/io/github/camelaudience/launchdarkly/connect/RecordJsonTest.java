package io.github.camelaudience.launchdarkly.connect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelaudience.launchdarkly.core.json.JsonValueWriter;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.converters.ByteArrayConverter;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.storage.Converter;
import org.apache.kafka.connect.storage.StringConverter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever converter a worker has, a message is the same message. */
@Timeout(60)
class RecordJsonTest {

    private static String json(Object value, Schema schema) {
        return new String(RecordJson.bytes(value, schema), UTF_8);
    }

    @Test
    void textAndBytesAreTakenAsTheyAre() {
        assertThat(json("{\"a\" : 1.0}", Schema.STRING_SCHEMA)).isEqualTo("{\"a\" : 1.0}");
        byte[] bytes = {'{', '}', (byte) 0xff};
        assertThat(RecordJson.bytes(bytes, null)).isSameAs(bytes);
        ByteBuffer buffer = ByteBuffer.wrap("xx{}".getBytes(UTF_8)).position(2);
        assertThat(json(buffer, Schema.BYTES_SCHEMA)).isEqualTo("{}");
        assertThat(buffer.remaining()).as("can be read again").isEqualTo(2);
    }

    @Test
    void numbersKeepTheirDigits() {
        Schema schema = SchemaBuilder.struct()
                .field("int8", Schema.INT8_SCHEMA)
                .field("int64", Schema.INT64_SCHEMA)
                .field("least", Schema.INT64_SCHEMA)
                .field("float32", Schema.FLOAT32_SCHEMA)
                .field("float64", Schema.FLOAT64_SCHEMA)
                .field("decimal", Decimal.schema(3))
                .field("nan", Schema.FLOAT64_SCHEMA)
                .field("yes", Schema.BOOLEAN_SCHEMA)
                .build();
        Struct struct = new Struct(schema)
                .put("int8", (byte) -7)
                .put("int64", 9007199254740993L)
                .put("least", Long.MIN_VALUE)
                .put("float32", 0.1f)
                .put("float64", 0.1)
                .put("decimal", new BigDecimal("12345678901234567890.120"))
                .put("nan", Double.NaN)
                .put("yes", true);
        assertThat(json(struct, schema))
                .isEqualTo("{\"int8\":-7,\"int64\":9007199254740993,\"least\":-9223372036854775808,\"float32\":0.1,"
                        + "\"float64\":0.1,\"decimal\":12345678901234567890.120,\"nan\":{\"notANumber\":\"NaN\"},"
                        + "\"yes\":true}");
        assertThat(json(Map.of("big", new BigInteger("123456789012345678901234567890")), null))
                .isEqualTo("{\"big\":123456789012345678901234567890}");
    }

    @Test
    void timesBecomeIsoText() {
        Date moment = Date.from(Instant.parse("2026-01-02T03:04:05.678Z"));
        Schema schema = SchemaBuilder.struct()
                .field("timestamp", Timestamp.SCHEMA)
                .field("date", org.apache.kafka.connect.data.Date.SCHEMA)
                .field("time", Time.SCHEMA)
                .field("none", Timestamp.builder().optional().build())
                .build();
        Struct struct = new Struct(schema)
                .put("timestamp", moment)
                .put("date", Date.from(Instant.parse("2026-01-02T00:00:00Z")))
                .put("time", new Date(11_045_678));
        assertThat(json(struct, schema))
                .isEqualTo(
                        "{\"timestamp\":\"2026-01-02T03:04:05.678Z\",\"date\":\"2026-01-02\",\"time\":\"03:04:05.678\","
                                + "\"none\":null}");
        assertThat(json(Map.of("at", moment), null)).isEqualTo("{\"at\":\"2026-01-02T03:04:05.678Z\"}");
    }

    @Test
    void structuresNest() {
        Schema inner = SchemaBuilder.struct().field("b", Schema.BYTES_SCHEMA).build();
        Schema schema = SchemaBuilder.struct()
                .field("list", SchemaBuilder.array(inner).build())
                .field(
                        "map",
                        SchemaBuilder.map(Schema.INT32_SCHEMA, Timestamp.SCHEMA).build())
                .build();
        Struct struct = new Struct(schema)
                .put("list", List.of(new Struct(inner).put("b", ByteBuffer.wrap(new byte[] {1, 2, 3}))))
                .put("map", Map.of(7, new Date(0)));
        assertThat(json(struct, schema))
                .isEqualTo("{\"list\":[{\"b\":\"AQID\"}],\"map\":{\"7\":\"1970-01-01T00:00:00Z\"}}");
        assertThat(json(Arrays.asList(1, null, "\ud800"), null)).isEqualTo("[1,null,\"\\uD800\"]");
    }

    @Test
    void whatIsNoJsonIsNamedByItsTypeOnly() {
        assertThatThrownBy(() -> RecordJson.bytes(new StringBuilder("u1@example.com"), null))
                .isInstanceOf(RecordJson.UnknownTypeException.class)
                .hasMessage("expected JSON but found java.lang.StringBuilder");
        assertThatThrownBy(() -> RecordJson.bytes(Map.of("a", new Object()), null))
                .isInstanceOf(RecordJson.UnknownTypeException.class);
        Object deep = Map.of();
        for (int i = 0; i < 5_000; i++) {
            deep = Map.of("a", deep);
        }
        Object tooDeep = deep;
        assertThatThrownBy(() -> RecordJson.bytes(tooDeep, null))
                .isInstanceOfSatisfying(JsonValueWriter.UnwritableException.class, e -> assertThat(e.isTooDeep())
                        .isTrue());
    }

    /** A message by each converter of Kafka Connect, and an array of messages. */
    @Test
    void everyConverterGivesTheSameMessage() {
        SimulatedCluster cluster = new SimulatedCluster();
        Map<String, Converter> converters = new LinkedHashMap<>();
        converters.put("string", configured(new StringConverter(), Map.of()));
        converters.put("bytes", configured(new ByteArrayConverter(), Map.of()));
        converters.put("map", configured(new JsonConverter(), Map.of("schemas.enable", "false")));
        converters.forEach((name, converter) -> {
            for (String json : List.of(
                    SegmentMessage.identify(name + "-1").enters("x"),
                    "[" + SegmentMessage.track(name + "-2").enters("x") + ","
                            + SegmentMessage.identify(name + "-3").enters("x") + "]")) {
                cluster.send(0, converter.toConnectData("t", json.getBytes(UTF_8)));
            }
        });
        cluster.send(0, struct("struct-1"));
        JsonConverter withSchema = configured(new JsonConverter(), Map.of("schemas.enable", "true"));
        SchemaAndValue struct = struct("struct-2");
        cluster.send(
                0, withSchema.toConnectData("t", withSchema.fromConnectData("t", struct.schema(), struct.value())));
        cluster.send(0, (Object) 5L);
        cluster.send(0, new StringBuilder("{}"));
        cluster.send(0, Collections.nCopies(2, Map.of()));
        try (StandIn launchDarkly = StandIn.start();
                SimulatedWorker worker = SimulatedWorker.start(cluster, SimulatedWorker.configuration(launchDarkly))) {
            worker.assign(0);
            worker.untilAllIsCommitted();
            assertThat(launchDarkly.members("aud_x"))
                    .containsExactlyInAnyOrder(
                            "string-1",
                            "string-2",
                            "string-3",
                            "bytes-1",
                            "bytes-2",
                            "bytes-3",
                            "map-1",
                            "map-2",
                            "map-3",
                            "struct-1",
                            "struct-2");
            assertThat(worker.reported)
                    .extracting(report -> report.why().getMessage())
                    .satisfiesExactly(
                            number -> assertThat(number).contains("NOT_AN_OBJECT at $"),
                            foreign -> assertThat(foreign).contains("NOT_JSON at $: expected JSON but found java.lang"),
                            empty -> assertThat(empty)
                                    .contains("Rejected 2 messages")
                                    .contains("(element 1)"));
        }
    }

    private static <C extends Converter> C configured(C converter, Map<String, String> settings) {
        converter.configure(new HashMap<>(settings), false);
        return converter;
    }

    private static SchemaAndValue struct(String user) {
        Schema personas = SchemaBuilder.struct()
                .field("computation_class", Schema.STRING_SCHEMA)
                .field("computation_id", Schema.STRING_SCHEMA)
                .field("computation_key", Schema.STRING_SCHEMA)
                .build();
        Schema context = SchemaBuilder.struct().field("personas", personas).build();
        Schema traits = SchemaBuilder.struct().field("x", Schema.BOOLEAN_SCHEMA).build();
        Schema message = SchemaBuilder.struct()
                .field("type", Schema.STRING_SCHEMA)
                .field("userId", Schema.STRING_SCHEMA)
                .field("anonymousId", Schema.OPTIONAL_STRING_SCHEMA)
                .field("timestamp", Timestamp.SCHEMA)
                .field("context", context)
                .field("traits", traits)
                .build();
        return new SchemaAndValue(
                message,
                new Struct(message)
                        .put("type", "identify")
                        .put("userId", user)
                        .put("timestamp", Date.from(Instant.parse("2026-01-02T03:04:05.678Z")))
                        .put(
                                "context",
                                new Struct(context)
                                        .put(
                                                "personas",
                                                new Struct(personas)
                                                        .put("computation_class", "audience")
                                                        .put("computation_id", "aud_x")
                                                        .put("computation_key", "x")))
                        .put("traits", new Struct(traits).put("x", true)));
    }
}
