package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.github.camelaudience.launchdarkly.core.segment.AudienceMessage;
import io.github.camelaudience.launchdarkly.core.sync.SyncReport;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that are objects of Java's or of the user's own, with values that JSON does not know. */
class ObjectBodiesTest {

    private static final Instant TIME = Instant.parse("2024-05-06T09:30:22.029Z");

    record Personas(String computation_class, String computation_id, String computation_key) {}

    record Context(Personas personas) {}

    record Track(String type, String userId, Context context, Map<String, Object> properties, Instant timestamp) {}

    /** A bean whose names are made by the mapper of the context. */
    public static final class Named {
        public String getType() {
            return "track";
        }

        public String getMessageId() {
            return "m1";
        }

        public Object getPersonalData() {
            return null;
        }
    }

    /** What fails when it is asked. */
    public static final class Unwritable {
        public String getValue() {
            throw new IllegalStateException("alice@example.com");
        }
    }

    private static Map<String, Object> message(String member, Object value) {
        Map<String, Object> message = new HashMap<>(Map.of(
                "type",
                "track",
                "userId",
                "u1",
                "context",
                Map.of(
                        "personas",
                        Map.of("computation_class", "audience", "computation_id", "aud_x", "computation_key", "x")),
                "properties",
                Map.of("x", true)));
        message.put(member, value);
        return message;
    }

    private static Track track(String userId) {
        return new Track("track", userId, new Context(new Personas("audience", "aud_x", "x")), Map.of("x", true), TIME);
    }

    static Stream<Object> times() {
        return Stream.of(
                TIME,
                TIME.atOffset(ZoneOffset.ofHours(2)),
                TIME.atZone(ZoneId.of("Europe/Berlin")),
                LocalDateTime.ofInstant(TIME, ZoneOffset.UTC),
                Date.from(TIME),
                new java.sql.Timestamp(TIME.toEpochMilli()),
                TIME.toEpochMilli());
    }

    @ParameterizedTest
    @MethodSource("times")
    void aTimeOfJavaIsTheTimeOfTheMessage(Object time) throws Exception {
        try (Integration ld = Integration.start("")) {
            ld.send(message("timestamp", time));
            assertThat(ld.launchDarkly.members("aud_x")).containsExactly("u1");

            Map<String, Object> older = message("timestamp", TIME.minusMillis(1).toString());
            older.put("properties", Map.of("x", false));
            assertThat(Integration.report(ld.send(older)).items().get(0).reason())
                    .isEqualTo("STALE");

            Map<String, Object> newer = message("timestamp", TIME.plusMillis(1).toString());
            newer.put("properties", Map.of("x", false));
            ld.send(newer);
            assertThat(ld.launchDarkly.members("aud_x")).isEmpty();
        }
    }

    @Test
    void timesMayStandAnywhere() throws Exception {
        try (Integration ld = Integration.start("")) {
            Map<String, Object> properties = new HashMap<>(Map.of("x", true));
            properties.put("since", OffsetDateTime.ofInstant(TIME, ZoneOffset.UTC));
            ld.send(List.of(message("properties", properties)));
            assertThat(ld.launchDarkly.members("aud_x")).containsExactly("u1");
        }
    }

    @Test
    void aRecordIsAMessage() throws Exception {
        try (Integration ld = Integration.start("")) {
            Exchange done = ld.send(List.of(track("u1"), track("u2")));
            assertThat(done.getException()).isNull();
            ld.send(track("u3"));
            assertThat(ld.launchDarkly.members("aud_x")).containsExactlyInAnyOrder("u1", "u2", "u3");
        }
    }

    @Test
    void theMapperOfTheContextNamesTheMembers() throws Exception {
        ObjectMapper upper = new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE);
        try (Integration ld = Integration.start("")) {
            assertThat(reason(ld, new Named())).isEqualTo("NOT_AN_AUDIENCE");
        }
        try (Integration ld =
                Integration.start(io.github.camelaudience.standin.StandIn.start(), "", context -> context.getRegistry()
                        .bind("mapper", upper))) {
            assertThat(reason(ld, new Named())).isEqualTo("NOT_A_MESSAGE");
        }
    }

    private static String reason(Integration ld, Object body) {
        return Integration.report(ld.send(body)).items().get(0).reason();
    }

    /** Rule D8: no person is called "NaN". */
    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void whatIsNoNumberIsNoIdentifier(double value) throws Exception {
        try (Integration ld = Integration.start("")) {
            for (Object each : List.of(value, (float) value)) {
                SyncReport.Item item = Integration.report(ld.send(message("userId", each)))
                        .items()
                        .get(0);
                assertThat(item.reason()).isEqualTo("INVALID_IDENTIFIER");
                assertThat(item.path()).isEqualTo("$");
                assertThat(reason(ld, message("properties", Map.of("x", each)))).isEqualTo("MEMBERSHIP_UNDETERMINED");
                ld.send(message("anonymousId", each));
                ld.send(message("score", new double[] {value}));
            }
            assertThat(ld.launchDarkly.members("aud_x")).containsExactly("u1");
        }
    }

    @Test
    void whatCannotBeWrittenSaysWhere() throws Exception {
        try (Integration ld = Integration.start("onRejected=skip")) {
            List<Object> loop = new ArrayList<>();
            loop.add(loop);
            SyncReport report = Integration.report(ld.send(List.of(
                    message("properties", Map.of("who", new Object[] {1, new Unwritable()})),
                    message("properties", Map.of("x", loop)),
                    new Object(),
                    Collections.emptyIterator())));
            assertThat(report.items().stream().map(SyncReport.Item::reason))
                    .containsExactly("NOT_JSON", "TOO_DEEP", "NOT_JSON", "NOT_JSON");
            assertThat(report.items().get(0).path()).isEqualTo("$[0].properties.who[1].value");
            assertThat(report.items().get(0).detail()).doesNotContain("alice");
            assertThat(report.items().get(2).detail()).contains("java.lang.Object");
        }
    }

    @Test
    void theConverterReadsThemToo() throws Exception {
        try (Integration ld = Integration.start("")) {
            Exchange exchange = BodyShape.exchange(ld.context, "");
            AudienceMessage message = ld.context
                    .getTypeConverter()
                    .mandatoryConvertTo(AudienceMessage.class, exchange, message("timestamp", TIME));
            assertThat(message.eventTime()).isEqualTo(TIME.toEpochMilli());
        }
    }

    /** As the object of a JMS message: to call its getters would unpack it. */
    @Test
    void theGettersOfALibrarysObjectAreNotCalled() throws Exception {
        AtomicInteger called = new AtomicInteger();
        Object foreign = new javax.security.auth.Destroyable() {
            @SuppressWarnings("unused")
            public String getType() {
                called.incrementAndGet();
                return "track";
            }
        };
        try (Integration ld = Integration.start("")) {
            assertThat(ld.send(foreign).getException()).hasMessageContaining("NOT_JSON");
        }
        assertThat(called).hasValue(0);
    }
}
