package io.github.camelaudience.launchdarkly.connect;

import io.github.camelaudience.launchdarkly.core.json.JsonText;
import io.github.camelaudience.launchdarkly.core.json.JsonValueWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;

/**
 * Makes JSON of the value of a record, and loses nothing: text and bytes are taken as they are, structures and maps are written.
 * Whole numbers and decimals keep their digits, timestamps and dates become ISO text in UTC, bytes within a structure Base64. What is
 * no number, such as {@code NaN}, becomes an object, never the identifier "NaN".
 */
final class RecordJson {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");
    private static final long NANOS_PER_MILLI = 1_000_000;
    /** More than any message may have; what goes on deeper is refused as too deep when it is written. */
    private static final int MAX_DEPTH = 600;

    private RecordJson() {}

    /**
     * Gives the JSON.
     *
     * @param value  not {@code null}
     * @param schema its schema, or {@code null}
     * @throws JsonValueWriter.UnwritableException when it nests too deep, or holds what is no JSON
     * @throws UnknownTypeException                 when it is of a type that Kafka Connect does not know
     */
    static byte[] bytes(Object value, Schema schema) {
        if (value instanceof String text) {
            return JsonText.bytes(text);
        }
        if (value instanceof byte[] bytes) {
            return bytes;
        }
        if (value instanceof ByteBuffer buffer) {
            return copy(buffer);
        }
        return JsonText.bytes((Object) plain(value, schema, 0));
    }

    /** Says that a value is of a type that no converter makes. */
    static final class UnknownTypeException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        UnknownTypeException(Object value) {
            super("expected JSON but found " + value.getClass().getName());
        }
    }

    private static Object plain(Object value, Schema schema, int depth) {
        if (value == null || depth > MAX_DEPTH) {
            return value == null ? null : List.of();
        }
        if (value instanceof Struct struct) {
            return object(struct, depth);
        }
        if (value instanceof Map<?, ?> map) {
            return object(map, schema == null || schema.type() != Schema.Type.MAP ? null : schema.valueSchema(), depth);
        }
        if (value instanceof Collection<?> elements) {
            Schema each = schema == null || schema.type() != Schema.Type.ARRAY ? null : schema.valueSchema();
            List<Object> array = new ArrayList<>(elements.size());
            elements.forEach(element -> array.add(plain(element, each, depth + 1)));
            return array;
        }
        if (value instanceof Date time) {
            return time(time, schema == null ? null : schema.name());
        }
        if (value instanceof ByteBuffer buffer) {
            return copy(buffer);
        }
        if (value instanceof String
                || value instanceof Boolean
                || value instanceof byte[]
                || value instanceof Byte
                || value instanceof Short
                || value instanceof Integer
                || value instanceof Long
                || value instanceof Float
                || value instanceof Double
                || value instanceof BigInteger
                || value instanceof BigDecimal) {
            return value;
        }
        throw new UnknownTypeException(value);
    }

    private static Map<String, Object> object(Struct struct, int depth) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (Field field : struct.schema().fields()) {
            object.put(field.name(), plain(struct.get(field), field.schema(), depth + 1));
        }
        return object;
    }

    private static Map<String, Object> object(Map<?, ?> map, Schema values, int depth) {
        Map<String, Object> object = new LinkedHashMap<>();
        map.forEach((name, value) -> object.put(name(name), plain(value, values, depth + 1)));
        return object;
    }

    private static String name(Object name) {
        if (name instanceof String || name instanceof Number || name instanceof Boolean) {
            return name.toString();
        }
        throw new UnknownTypeException(name == null ? "null" : name);
    }

    private static String time(Date time, String logicalName) {
        if (org.apache.kafka.connect.data.Date.LOGICAL_NAME.equals(logicalName)) {
            return time.toInstant()
                    .atOffset(java.time.ZoneOffset.UTC)
                    .toLocalDate()
                    .toString();
        }
        if (Time.LOGICAL_NAME.equals(logicalName)) {
            return TIME.format(LocalTime.ofNanoOfDay(time.getTime() * NANOS_PER_MILLI));
        }
        return time.toInstant().toString();
    }

    private static byte[] copy(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
