package io.github.camelaudience.standin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.camelaudience.standin.Fault.Moment;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FaultPlanTest {

    private static final Fault E503 = Fault.status(503);
    private static final Fault E429 = Fault.status(429);

    @Test
    void the_rate_replays_by_seed() {
        FaultPlan plan = FaultPlan.random(0.3, 42).with(E503, 1).with(Fault.stall(), 1);

        assertThat(run(plan, 200)).isEqualTo(run(plan, 200));
        assertThat(run(plan, 200))
                .isNotEqualTo(run(FaultPlan.random(0.3, 43).with(E503, 1).with(Fault.stall(), 1), 200));
    }

    @Test
    void rate_and_weights_hold_over_many_requests() {
        Map<Fault, Long> drawn = run(FaultPlan.random(0.1, 7).with(E503, 3).with(E429, 1), 100_000).stream()
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));

        assertThat(drawn.get(E503)).isBetween(7_200L, 7_800L);
        assertThat(drawn.get(E429)).isBetween(2_300L, 2_700L);
    }

    @Test
    void the_script_comes_first_and_the_rate_after_it() {
        FaultPlan plan = FaultPlan.always(E503).after(Fault.none(), E429);

        assertThat(run(plan, 4)).containsExactly(Fault.none(), E429, E503, E503);
    }

    @Test
    void a_rule_aims_at_an_audience_or_a_member() {
        FaultSequence sequence =
                new FaultSequence(FaultPlan.none().whenCohort("c1", E503).whenMember("u2", E429));

        assertThat(next(sequence, Route.SEGMENT_TARGETS, body("c1", "u2"))).isEqualTo(E503);
        assertThat(next(sequence, Route.SEGMENT_TARGETS, body("c2", "u2"))).isEqualTo(E429);
        assertThat(next(sequence, Route.SEGMENT_TARGETS, body("c2", "u1"))).isEqualTo(Fault.none());
    }

    @Test
    void other_routes_are_touched_on_request_only() {
        assertThat(next(new FaultSequence(FaultPlan.always(E503)), Route.CALLER_IDENTITY, SyncBody.EMPTY))
                .isEqualTo(Fault.none());
        assertThat(next(
                        new FaultSequence(FaultPlan.always(E503).on(Route.CALLER_IDENTITY)),
                        Route.CALLER_IDENTITY,
                        SyncBody.EMPTY))
                .isEqualTo(E503);
        FaultPlan rule = FaultPlan.none().when((route, body) -> route == Route.GOALS, E429);
        assertThat(next(new FaultSequence(rule), Route.GOALS, SyncBody.EMPTY)).isEqualTo(E429);
    }

    @Test
    void nonsense_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FaultPlan.random(1.5, 0).with(E503, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FaultPlan.random(0.5, 0).with(E503, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> Fault.status(42));
        assertThatIllegalArgumentException().isThrownBy(() -> FaultPlan.none().on(Route.CONTROL));
    }

    @Test
    void labels_are_short_and_distinct() {
        assertThat(Stream.of(
                                E503,
                                Fault.status(504).afterApplying(),
                                Fault.stall(),
                                Fault.stallAfterApplying(),
                                Fault.reset(Moment.AFTER_APPLYING),
                                Fault.close(),
                                Fault.closeAfterApplying(),
                                Fault.truncated(),
                                Fault.stalledBody(),
                                Fault.slowDrip(Duration.ofMillis(1)),
                                Fault.delay(Duration.ofMillis(1)),
                                Fault.none())
                        .map(Fault::label))
                .containsExactly(
                        "status 503",
                        "status 504 after applying",
                        "stall",
                        "stall after applying",
                        "reset after applying",
                        "close",
                        "close after applying",
                        "truncated",
                        "stalled body",
                        "slow drip",
                        "delay",
                        "none");
    }

    private static List<Fault> run(FaultPlan plan, int requests) {
        FaultSequence sequence = new FaultSequence(plan);
        return Stream.generate(() -> next(sequence, Route.SEGMENT_TARGETS, SyncBody.EMPTY))
                .limit(requests)
                .toList();
    }

    private static Fault next(FaultSequence sequence, Route route, SyncBody body) {
        return sequence.atBody(sequence.atHead(route), route, body);
    }

    private static SyncBody body(String cohortId, String userId) {
        return new SyncBody("env", "user", List.of(new Member(cohortId, "name", userId, true)));
    }
}
