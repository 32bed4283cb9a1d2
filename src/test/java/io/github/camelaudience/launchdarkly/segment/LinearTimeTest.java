package io.github.camelaudience.launchdarkly.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    private interface Work {
        void of(int size);
    }

    private static void assertLinear(Work work) {
        work.of(SMALL);
        long small = least(work, SMALL);
        long large = least(work, FACTOR * SMALL);
        assertThat(large)
                .as("nanoseconds, against %d for a quarter of it", small)
                .isLessThan(MOST * Math.max(small, NOISE_NANOS));
    }

    private static long least(Work work, int size) {
        return LongStream.range(0, TRIES)
                .map(attempt -> {
                    long start = THREADS.getCurrentThreadCpuTime();
                    work.of(size);
                    return THREADS.getCurrentThreadCpuTime() - start;
                })
                .min()
                .orElseThrow();
    }

    private static byte[] document(String head, String repeated, String tail, int size) {
        int times = (size - head.length() - (tail == null ? 0 : tail.length())) / repeated.length();
        return JsonText.bytes((head + repeated.repeat(times) + (tail == null ? "" : tail)).replace('~', '\n'));
    }
}
