package io.github.camelaudience.launchdarkly.core.json;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.segment.AudienceMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;

/** The facts of a message, worked out from its tree in the most obvious way. Only plain decimal numbers. */
public final class NaiveFacts {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private NaiveFacts() {}

    public static JsonNode tree(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The facts alone, in the order of the record. */
    public static List<Object> of(AudienceMessage message) {
        return List.of(
                String.valueOf(message.messageId()),
                String.valueOf(message.type()),
                message.eventTime(),
                message.userId(),
                message.anonymousId(),
                message.traitsEmail(),
                message.contextTraitsEmail(),
                message.computationId(),
                message.computationKey(),
                message.computationClass(),
                message.traitsMembership(),
                message.propertiesMembership());
    }

    public static List<Object> of(JsonNode message) {
        JsonNode context = message.path("context");
        JsonNode personas = context.path("personas");
        JsonNode key = personas.path("computation_key");
        String flag = key.isTextual() ? key.textValue() : key.isNumber() ? digits(key.decimalValue()) : null;
        return List.of(
                String.valueOf(message.path("messageId").textValue()),
                String.valueOf(message.path("type").textValue()),
                time(message),
                value(message.path("userId")),
                value(message.path("anonymousId")),
                value(member(message.path("traits"), "email")),
                value(member(context.path("traits"), "email")),
                value(personas.path("computation_id")),
                value(key),
                value(personas.path("computation_class")),
                value(member(message.path("traits"), flag)),
                value(member(message.path("properties"), flag)));
    }

    private static JsonNode member(JsonNode node, String name) {
        return name == null
                ? node.path("").path("")
                : node.isObject() ? node.path(name) : node.path("").path("");
    }

    private static String digits(BigDecimal number) {
        return number.stripTrailingZeros().scale() > 0
                ? null
                : number.toBigIntegerExact().toString();
    }

    static FieldValue value(JsonNode node) {
        return switch (node.getNodeType()) {
            case MISSING -> FieldValue.ABSENT;
            case NULL -> FieldValue.NULL;
            case BOOLEAN -> node.booleanValue() ? FieldValue.TRUE : FieldValue.FALSE;
            case STRING -> FieldValue.text(node.textValue());
            case NUMBER -> FieldValue.number(node.decimalValue().toPlainString());
            case ARRAY ->
                node.size() == 1 && node.get(0).isValueNode()
                        ? FieldValue.single(
                                node.get(0).isNull()
                                        ? ""
                                        : node.get(0).isNumber()
                                                ? node.get(0).decimalValue().toPlainString()
                                                : node.get(0).asText())
                        : FieldValue.COMPOUND;
            default -> FieldValue.COMPOUND;
        };
    }

    private static long time(JsonNode message) {
        for (String name : List.of("timestamp", "originalTimestamp", "receivedAt", "sentAt")) {
            JsonNode time = message.path(name);
            if (time.isNumber() && digits(time.decimalValue()) != null) {
                String digits = digits(time.decimalValue());
                BigInteger number = new BigInteger(digits);
                if (number.bitLength() < Long.SIZE) {
                    return millis(number.longValueExact());
                }
            } else if (time.isTextual()) {
                try {
                    return OffsetDateTime.parse(time.textValue()).toInstant().toEpochMilli();
                } catch (DateTimeParseException e) {
                    // the next may tell
                }
            }
        }
        return MembershipChange.NO_EVENT_TIME;
    }

    private static long millis(long number) {
        BigInteger size = BigInteger.valueOf(number).abs();
        if (size.compareTo(BigInteger.TEN.pow(11)) < 0) {
            return number * 1000;
        }
        if (size.compareTo(BigInteger.TEN.pow(14)) < 0) {
            return number;
        }
        return Math.floorDiv(number, size.compareTo(BigInteger.TEN.pow(17)) < 0 ? 1000L : 1_000_000L);
    }
}
