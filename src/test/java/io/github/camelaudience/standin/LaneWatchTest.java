package io.github.camelaudience.standin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** When two requests of one lane count as open at once, and when they concern one membership. Time passes when the test says so. */
class LaneWatchTest {

    private static final Lane LANE = new Lane("env", "user", "c1");

    private final List<Runnable> waiting = new ArrayList<>();
    private final LaneWatch watch = new LaneWatch(waiting::add);

    @Test
    void one_after_the_other_is_no_overlap() {
        for (int i = 0; i < 3; i++) {
            HandledRequest exchange = opened("c1");
            watch.answered(exchange);
        }
        graceIsOver();

        assertThat(watch.overlaps()).isZero();
        assertThat(watch.mostOpen(LANE)).isEqualTo(1);
        assertThat(watch.openNow()).isZero();
    }

    @Test
    void an_answer_after_the_next_request_is_an_overlap() {
        HandledRequest first = opened("c1");
        HandledRequest second = opened("c1");
        watch.answered(second);
        watch.answered(first);
        graceIsOver();

        assertThat(watch.overlaps()).isEqualTo(1);
        assertThat(watch.mostOpen(LANE)).isEqualTo(2);
    }

    @Test
    void a_request_that_stays_open_is_an_overlap_after_the_grace() {
        opened("c1");
        opened("c1");
        opened("c1");
        assertThat(watch.overlaps()).isZero();
        graceIsOver();

        assertThat(watch.overlaps()).isEqualTo(3);
        assertThat(watch.mostOpen()).isEqualTo(3);
        assertThat(watch.openNow()).isEqualTo(3);
    }

    @Test
    void an_abandoned_request_is_no_overlap() {
        HandledRequest stalled = opened("c1");
        HandledRequest next = opened("c1");
        watch.abandoned(stalled);
        watch.answered(next);
        graceIsOver();

        assertThat(watch.overlaps()).isZero();
        assertThat(watch.mostOpen(LANE)).isEqualTo(1);
    }

    @Test
    void lanes_do_not_disturb_each_other_but_a_mixed_request_is_in_both() {
        HandledRequest one = opened("c1");
        opened("c2");
        HandledRequest mixed = opened("c1", "c2");
        watch.answered(one);
        watch.answered(mixed);
        graceIsOver();

        assertThat(watch.overlaps()).isEqualTo(2);
        assertThat(watch.mostOpen(LANE)).isEqualTo(2);
    }

    @Test
    void requests_of_one_lane_that_share_no_membership_do_not_overlap() {
        HandledRequest one = opened(List.of("u1", "u2"), "c1");
        HandledRequest two = opened(List.of("u3"), "c1");
        HandledRequest three = opened(List.of("u2", "u4"), "c1", "c2");
        watch.answered(one);
        watch.answered(two);
        watch.answered(three);
        graceIsOver();

        assertThat(watch.overlaps()).isEqualTo(1);
        assertThat(watch.mostOpen(LANE)).isEqualTo(3);
    }

    private void graceIsOver() {
        waiting.forEach(Runnable::run);
        waiting.clear();
    }

    private HandledRequest opened(String... cohorts) {
        return opened(List.of("u"), cohorts);
    }

    private HandledRequest opened(List<String> users, String... cohorts) {
        FaultSequence faults = new FaultSequence(FaultPlan.none());
        HandledRequest exchange = new HandledRequest(
                1,
                new RequestHead("POST", "/", "", Map.of(), true),
                Route.SEGMENT_TARGETS,
                0,
                null,
                faults,
                FaultSequence.Decision.PASS);
        List<String> members = new ArrayList<>();
        for (String cohort : cohorts) {
            for (String user : users) {
                members.add("{\"cohortId\":\"" + cohort + "\",\"cohortName\":\"n\",\"userId\":\"" + user
                        + "\",\"value\":true}");
            }
        }
        String body = "{\"environmentId\":\"env\",\"batch\":[" + String.join(",", members) + "]}";
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.bodyRead(bytes, SyncBodyParser.parse(bytes));
        watch.opened(exchange);
        return exchange;
    }
}
