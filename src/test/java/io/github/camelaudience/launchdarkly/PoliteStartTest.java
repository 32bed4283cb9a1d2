package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.standin.RecordedRequest;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How many requests are under way at a time, at a service of which nothing is known and which takes 50 ms for each. */
class PoliteStartTest {

    private static final int AUDIENCES = 400;
    private static final Duration ROUND_TRIP = Duration.ofMillis(50);

    @Test
    void fourAtFirstAndAllThatMayBeAfterAFewRoundTrips() throws Exception {
        StandIn standIn = StandIn.builder().latency(ROUND_TRIP).start();
        try (Integration ld = Integration.start(standIn, "maxInFlight=64")) {
            ld.send(IntStream.range(0, AUDIENCES)
                    .mapToObj(i -> (Object) SegmentMessage.identify("u").enters("a" + i))
                    .toList());
            List<RecordedRequest> requests = new ArrayList<>(standIn.syncRequests());
            requests.sort(Comparator.comparingLong(RecordedRequest::startNanos));
            assertThat(requests).hasSize(AUDIENCES);
            long firstAnswer =
                    requests.stream().mapToLong(RecordedRequest::endNanos).min().orElseThrow();
            assertThat(requests.stream().filter(request -> request.startNanos() < firstAnswer))
                    .as("before anything was answered")
                    .hasSizeLessThanOrEqualTo(4);
            assertThat(mostAtATime(requests)).as("on a machine with few cores").isBetween(8L, 64L);
            assertThat(ld.endpoint().getAllowedInFlight()).isBetween(16, 256);
        }
    }

    private static long mostAtATime(List<RecordedRequest> requests) {
        return requests.stream()
                .mapToLong(one -> requests.stream()
                        .filter(other -> other.startNanos() <= one.startNanos() && other.endNanos() > one.startNanos())
                        .count())
                .max()
                .orElse(0);
    }
}
