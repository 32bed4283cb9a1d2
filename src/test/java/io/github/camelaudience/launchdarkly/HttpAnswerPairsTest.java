package io.github.camelaudience.launchdarkly;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.sources.http.HttpAnswer;
import io.github.camelaudience.standin.Fault;
import io.github.camelaudience.standin.FaultPlan;
import io.github.camelaudience.standin.SegmentMessage;
import io.github.camelaudience.standin.StandIn;
import java.io.IOException;
import java.io.InputStream;
import java.util.AbstractList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is answered by HTTP to two things in one request: whatever may succeed later wins over what never will. */
class HttpAnswerPairsTest {

    enum Part {
        ACCEPTED(200, () -> SegmentMessage.identify("u1").enters("x")),
        SKIPPED(200, () -> "{\"type\":\"page\",\"userId\":\"u1\"}"),
        REJECTED(422, () -> SegmentMessage.identify("u1").says("x", 17)),
        REFUSED(422, () -> SegmentMessage.identify("poison").enters("x")),
        UNDELIVERED(503, () -> SegmentMessage.identify("u1").enters("down")),
        UNREAD(503, Unreadable::new),
        BROKEN(503, Breaking::new);

        final int status;
        final Supplier<Object> body;

        Part(int status, Supplier<Object> body) {
            this.status = status;
            this.body = body;
        }
    }

    private static final class Unreadable extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("gone");
        }
    }

    private static final class Breaking extends AbstractList<Object> {
        @Override
        public Object get(int index) {
            throw new IllegalStateException("breaks");
        }

        @Override
        public int size() {
            return 1;
        }
    }

    static Stream<Arguments> pairs() {
        return Stream.of(Part.values())
                .flatMap(first -> Stream.of(Part.values()).map(second -> Arguments.of(first, second)));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void theWorseOfTwo(Part first, Part second) throws Exception {
        StandIn standIn = StandIn.start();
        try (Integration ld = Integration.start(standIn, "retryTimeout=150&retryDelay=1")) {
            ld.context.setStreamCaching(false);
            ld.send(SegmentMessage.identify("first").enters("z"));
            standIn.faults(
                    FaultPlan.none().whenCohort("aud_down", Fault.status(503)).whenMember("poison", Fault.status(400)));
            Exchange done = ld.send(List.of(first.body.get(), second.body.get()));
            int expected = Math.max(first.status, second.status);
            for (boolean wrapped : new boolean[] {false, true}) {
                if (wrapped && done.getException() != null) {
                    Exception cause = done.getException();
                    done.setException(new CamelExecutionException("wrapped", done, cause));
                }
                Exchange answered = done.copy();
                answered.setException(done.getException());
                new HttpAnswer().process(answered);
                assertThat(answered.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE))
                        .isEqualTo(expected);
                assertThat(answered.getMessage().getHeader("Retry-After") != null)
                        .isEqualTo(expected == 503);
            }
        }
    }
}
