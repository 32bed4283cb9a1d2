package io.github.camelaudience.launchdarkly.core.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.json.JsonText;
import io.github.camelaudience.launchdarkly.core.json.TestMessages;
import io.github.camelaudience.launchdarkly.core.mapping.FieldMapping;
import io.github.camelaudience.launchdarkly.core.mapping.MappingCompiler;
import io.github.camelaudience.launchdarkly.core.mapping.MappingFailedException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A document of four times the size takes about four times the work, whatever it is made of: less than eight times,
 * where a quadratic reader would take sixteen. Counts the processor time of this thread, so that a busy machine does not matter.
 */
@Tag("slow")
class LinearTimeTest {

    private static final int SMALL = 64 * 1024;
    private static final int FACTOR = 4;
    private static final long MOST = 2 * FACTOR;
    private static final int TRIES = 2;
    /** What is shorter cannot be told from noise. */
    private static final long NOISE_NANOS = 5_000_000;
    /** What is longer is not blurred by it. */
    private static final long CLEAR_NANOS = 100_000_000;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final AudienceMessageReader READER = new AudienceMessageReader(ReadLimits.DEFAULT);
    private static final MessageSink NOBODY = new MessageSink() {
        @Override
        public void message(AudienceMessage message) {
            // found and forgotten
        }

        @Override
        public void unreadable(UnreadableMessage message) {
            // found and forgotten
        }
    };

    /** A head, something that is repeated, a tail. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', ignoreLeadingAndTrailingWhitespace = true, textBlock = """
                    {"type":"a","traits":{"x":1 | ,"\\u0061b":1          | },"context":{"personas":{"computation_key":"vip"}}}
                    {"message":{"data":1}       | ,"\\u0074ype":1        | }
                    {"message":{"data":1},"     | \\u0074ype             | ":1}
                    {"type":"a"                 | ,"traits":{"v":true}   | ,"context":{"personas":{"computation_key":"v"}}}
                    {"a":1                      | ,"message":{"data":"e30="} | }
                    {"a":1                      | ,"batch":[{}]          | }
                    {"a":1                      | ,"sentAt":1            | }
                    {"a":1                      | ,"context":{}          | ,"batch":[{}]}
                    [{}                         | ,{}                    | ]
                    [x                          | ,x                     | ]
                    [x                          | ,1                     | ]
                    [x                          | ,{}                    | ]
                    [{x}                        | ,{x}                   | ]
                    [{"a":[}                    | ,{"a":[}               | ]
                    [{"batch":[{}]}             | ,{"batch":[{}]}        | ]
                    [{"batch":[{x}              | ,{"batch":[{x}         | ]
                    {}                          | ~{}                    | ``
                    x                           | ~x                     | ``
                    x                           | ~                      | ``
                    {"a":[                      | ~{"a":[                | ``
                    {"a":[~                     | [1,~2],~               | ``
                    {"a":[~                     | ~[1,~2],~              | ``
                    [                           | [                      | ``
                    [                           | ]                      | ``
                    [                           | {"a":                  | ``
                    [                           | "                      | ``
                    {"a":"x                     | }{"a":"x               | ``
                    {"a":"x                     | {"a":"x},~             | ``
                    [{"a":"x}                   | ,{"a":"y}              | ]
                    {"a":"b"c                   | {"a":"b"c              | ``
                    {\\"                        | ~{\\"                  | ``
                    {"a\\"                      | ~{"a\\"                | ``
                    {"a":"b"c                   | {"type":"t","userId":" | ``
                    "a"b                        | "a"b                   | ``
                    x                           | {"x":[{},              | ``
                    {"a":"x}                    | },{"x":[{},            | ``
                    {"batch":[                  | {"type":"a},           | ]}
                    {"schema":1                 | ,"payload":{"a":1}     | }
                    {"specversion":"1.0"        | ,"data":{"a":1}        | }
                    {"Message":"[1              | ,1                     | ]"}
                    {"batch":[1]                | ,"a":{"b":"c"}         | }
                    {"context":{"traits":{}},"batch":[{} | ,{}           | ]}
                    """)
    void reading(String head, String repeated, String tail) {
        assertLinear(size -> READER.read(document(head, repeated, tail, size), NOBODY));
    }

    @Test
    void textWithUnpairedSurrogates() {
        assertLinear(size -> JsonText.bytes("\ud83d".repeat(size)));
    }

    /** What a mapping does to a text, which may have 64 Ki characters. */
    @ParameterizedTest
    @CsvSource(delimiter = '\t', quoteCharacter = '`', ignoreLeadingAndTrailingWhitespace = true, textBlock = """
                    {{ properties.x | strip_html }}           ; <
                    {{ properties.x | strip_html }}           ; <script
                    {{ properties.x | strip_html }}           ; <style <!--
                    {{ properties.x | strip_html }}           ; <!--<
                    {{ properties.x | strip_html }}           ; ></script
                    {{ properties.x | rstrip }}               ; ~
                    {{ properties.x | lstrip | strip }}       ; ~
                    {{ properties.x | escape_once }}          ; &aaaaaaaaaaaaaaaaaaaa
                    {{ properties.x | escape_once }}          ; aaaaaaaa&#1234567890123
                    {{ properties.x | strip_newlines }}       ; ~x
                    {{ properties.x | truncatewords: 3 }}     ; ~x
                    {{ properties.x | split: "aab" | first }} ; a
                    {{ properties.x | remove: "aab" }}        ; a
                    {{ properties.x | replace_first: "ab", "" }} ; a
                    {{ properties.x | url_decode | upcase }}  ; a%20
                    {{ properties.x | date: "%Y" }}           ; 1
                    {{ properties.x | date: "%Y" }}           ; 2024-
                    """)
    void liquid(String line) {
        String[] parts = line.replace("`", "").split(";");
        String template = parts[0].strip();
        String mapping = "{\"segment_user_id\":{\"@liquid\":\"" + template.replace("\"", "\\\"") + "\"}}";
        FieldMapping compiled = MappingCompiler.compile(mapping);
        assertLinear(12 * 1024, size -> compiled.map(withText(parts[1].strip(), size)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'@replace':{'pattern':'aaaaaaaaab','replacement':'','value':{'@path':'$.properties.x'}}}",
                "{'@replace':{'pattern':'AAAAAAAAAB','ignorecase':true,'value':{'@path':'$.properties.x'}}}",
                "{'@case':{'operator':'upper','value':{'@path':'$.properties.x'}}}",
                "{'@template':'{{properties.x}}'}"
            })
    void textDirectives(String directive) {
        FieldMapping compiled = MappingCompiler.compile(("{'segment_user_id':" + directive + "}").replace('\'', '"'));
        assertLinear(12 * 1024, size -> compiled.map(withText("a", size)));
    }

    /** Segment stops a template after 500 ms: so do we, whatever it is made of. */
    @ParameterizedTest
    @ValueSource(
            strings = {"strip_html", "escape", "escape_once", "rstrip", "split:'ab'|join:'ab'", "replace:'<<','<'"})
    void noTemplateTakesLong(String filter) {
        String filters = ("|" + filter).repeat(900 / (filter.length() + 1));
        FieldMapping compiled =
                MappingCompiler.compile("{\"segment_user_id\":{\"@liquid\":\"{{properties.x" + filters + "}}\"}}");
        AudienceMessage message = withText("<", 60 * 1024);
        long start = THREADS.getCurrentThreadCpuTime();
        try {
            compiled.map(message);
        } catch (MappingFailedException e) {
            assertThat(e).hasMessageContaining("Liquid template");
        }
        assertThat(THREADS.getCurrentThreadCpuTime() - start).isLessThan(2_000_000_000L);
    }

    private static AudienceMessage withText(String repeated, int size) {
        String text = repeated.replace('~', ' ').repeat(size / repeated.length());
        return TestMessages.of("{\"type\":\"track\",\"properties\":{\"x\":\"" + text + "x\"}}");
    }

    private interface Work {
        void of(int size) throws MappingFailedException;
    }

    private static void assertLinear(Work work) {
        assertLinear(SMALL, work);
    }

    private static void assertLinear(int size, Work work) {
        least(work, size);
        long small = least(work, size);
        long large = least(work, FACTOR * size);
        assertThat(large)
                .as("nanoseconds, against %d for a quarter of it", small)
                .isLessThan(MOST * Math.max(small, NOISE_NANOS));
    }

    private static long least(Work work, int size) {
        long least = Long.MAX_VALUE;
        for (int attempt = 0; attempt == 0 || attempt < TRIES && least < CLEAR_NANOS; attempt++) {
            long start = THREADS.getCurrentThreadCpuTime();
            try {
                work.of(size);
            } catch (MappingFailedException e) {
                throw new AssertionError(e);
            }
            least = Math.min(least, THREADS.getCurrentThreadCpuTime() - start);
        }
        return least;
    }

    private static byte[] document(String head, String repeated, String tail, int size) {
        int times = (size - head.length() - (tail == null ? 0 : tail.length())) / repeated.length();
        return JsonText.bytes((head + repeated.repeat(times) + (tail == null ? "" : tail)).replace('~', '\n'));
    }
}
