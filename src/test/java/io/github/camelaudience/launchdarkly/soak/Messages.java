package io.github.camelaudience.launchdarkly.soak;

import io.github.camelaudience.standin.SegmentMessage;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Bodies of Segment's messages that enter audiences. */
final class Messages {

    private Messages() {}

    static byte[] entering(String audience, int size, IntFunction<String> userId) {
        return entering(i -> audience, size, userId);
    }

    static byte[] entering(IntFunction<String> audience, int size, IntFunction<String> userId) {
        return IntStream.range(0, size)
                .mapToObj(i -> SegmentMessage.identify(userId.apply(i)).enters(audience.apply(i)))
                .collect(Collectors.joining(",", "[", "]"))
                .getBytes(StandardCharsets.UTF_8);
    }
}
