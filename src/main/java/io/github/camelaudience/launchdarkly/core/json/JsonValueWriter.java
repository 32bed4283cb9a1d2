package io.github.camelaudience.launchdarkly.core.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.BeanSerializerModifier;
import com.fasterxml.jackson.databind.ser.impl.UnsupportedTypeSerializer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes maps, trees and objects as the JSON that {@link io.github.camelaudience.launchdarkly.core.segment.AudienceMessageReader} reads. Numbers keep their digits, text
 * its unpaired surrogates, and what is no number, such as {@code NaN}, becomes an object: never the identifier "NaN"
 * (rule D8). Safe for use by many threads.
 */
public final class JsonValueWriter {

    /** Levels of objects and arrays that can be written. Far above what a reader accepts. */
    static final int MAX_DEPTH = 500;

    /** Knows what Jackson knows by itself, and no time. */
    static final JsonValueWriter PLAIN = new JsonValueWriter(JsonMapper.builder()
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .build()
            .writer());

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .streamWriteConstraints(
                    StreamWriteConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build();

    private final ObjectWriter writer;

    private JsonValueWriter(ObjectWriter writer) {
        this.writer = writer;
    }

    /**
     * Writes as this mapper does, but every time as ISO text, also if the mapper has no module for {@code java.time}.
     * The mapper itself is not changed.
     */
    public static JsonValueWriter of(ObjectMapper mapper) {
        SimpleModule times = new SimpleModule("launchdarkly-audience-times");
        times.setSerializerModifier(new TimesAsText());
        return new JsonValueWriter(mapper.copy()
                .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .registerModule(times)
                .writer()
                .without(
                        SerializationFeature.WRITE_DATES_AS_TIMESTAMPS,
                        SerializationFeature.WRITE_DATES_WITH_ZONE_ID,
                        SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS));
    }

    /** Says that a value cannot be written as JSON, where and of what type, never the value. */
    public static final class UnwritableException extends IllegalArgumentException {

        private static final long serialVersionUID = 1L;

        private final transient JsonPath where;
        private final boolean tooDeep;

        UnwritableException(JsonPath where, boolean tooDeep, String problem) {
            super("cannot be written as JSON: " + problem);
            this.where = where;
            this.tooDeep = tooDeep;
        }

        /** Tells where in the value, as a JSON path that begins with {@code $}. */
        public String path() {
            return where.toString();
        }

        /** Tells whether it nests deeper than can be written. */
        public boolean isTooDeep() {
            return tooDeep;
        }
    }

    /**
     * Writes the value as UTF-8.
     *
     * @throws UnwritableException when it nests deeper than 500 levels, or holds what is no JSON
     */
    public byte[] write(Object value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        try (JsonGenerator generator = new FiniteNumbers(FACTORY.createGenerator(out))) {
            writer.writeValue(generator, value);
        } catch (JacksonException e) {
            throw unwritable(e);
        } catch (IOException e) {
            throw new UnwritableException(new JsonPath(List.of()), false, "holds a value that is no JSON");
        }
        return out.toByteArray();
    }

    private static UnwritableException unwritable(JacksonException e) {
        if (e.getOriginalMessage().contains("nesting depth") || e.getCause() instanceof StackOverflowError) {
            String problem = "nests more than " + MAX_DEPTH + " levels deep";
            return new UnwritableException(new JsonPath(List.of()), true, problem);
        }
        List<String> parts = new ArrayList<>();
        if (e instanceof JsonMappingException mapping) {
            for (JsonMappingException.Reference reference : mapping.getPath()) {
                parts.add(
                        reference.getFieldName() != null
                                ? reference.getFieldName()
                                : Integer.toString(reference.getIndex()));
            }
        }
        return new UnwritableException(new JsonPath(parts), false, "holds a value that is no JSON");
    }

    /** Writes {@code NaN} and the infinities as objects: JSON has no such numbers, and a text would be an identifier. */
    private static final class FiniteNumbers extends JsonGeneratorDelegate {

        FiniteNumbers(JsonGenerator generator) {
            super(generator, false);
        }

        @Override
        public void writeNumber(double value) throws IOException {
            if (Double.isFinite(value)) {
                super.writeNumber(value);
            } else {
                notANumber(Double.toString(value));
            }
        }

        @Override
        public void writeNumber(float value) throws IOException {
            if (Float.isFinite(value)) {
                super.writeNumber(value);
            } else {
                notANumber(Float.toString(value));
            }
        }

        @Override
        public void writeArray(double[] array, int offset, int length) throws IOException {
            writeStartArray(array, length);
            for (int i = offset; i < offset + length; i++) {
                writeNumber(array[i]);
            }
            writeEndArray();
        }

        private void notANumber(String name) throws IOException {
            writeStartObject();
            writeStringField("notANumber", name);
            writeEndObject();
        }
    }

    /** Takes the place of the serializers by which Jackson refuses {@code java.time} without its module. */
    private static final class TimesAsText extends BeanSerializerModifier {

        private static final long serialVersionUID = 1L;

        @Override
        public JsonSerializer<?> modifySerializer(
                SerializationConfig config, BeanDescription description, JsonSerializer<?> serializer) {
            boolean refused = serializer instanceof UnsupportedTypeSerializer
                    && TemporalAccessor.class.isAssignableFrom(description.getBeanClass());
            return refused ? new TimeAsText() : serializer;
        }
    }

    private static final class TimeAsText extends JsonSerializer<TemporalAccessor> {
        @Override
        public void serialize(TemporalAccessor time, JsonGenerator out, SerializerProvider provider)
                throws IOException {
            out.writeString(
                    time instanceof ZonedDateTime zoned
                            ? DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(zoned)
                            : time.toString());
        }
    }
}
