package io.github.camelaudience.launchdarkly.core.delivery.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.delivery.pacing.LimiterSimulation.Figures;
import io.github.camelaudience.launchdarkly.core.delivery.pacing.LimiterSimulation.Plan;
import io.github.camelaudience.launchdarkly.core.delivery.pacing.ScopedServer.SharedReset;
import io.github.camelaudience.launchdarkly.core.delivery.pacing.ScopedServer.Telling;
import io.github.camelaudience.launchdarkly.core.launchdarkly.RateScope;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Polite to a server that limits account, route and token each by themselves, with windows that begin at different times, whichever of
 * them its answers tell of: at most 1 % of the requests are refused, at least 90 % of the tightest limit is used, and no wait is above
 * the cap. Account and route share a reset, which can be right for one of them only. Virtual time, demand without end.
 */
class RateScopesSimulationTest {

    private static final long SEED = 20261128;
    private static final long[] SKEWS = {-300_000, 700, 300_000};
    private static final long CAP = RateLimiter.DEFAULT_MAX_WAIT.toMillis();
    /** Beginnings of the windows of account, route and token. */
    private static final long[][] PHASES = {{0, 3_000, 7_000}, {4_000, 0, 8_000}};

    private static final int WINDOWS = 100;
    private static final int WARM_UP = 20;

    private static final List<String> TABLE = new ArrayList<>();

    @AfterAll
    static void print() {
        System.out.println("RateLimiter with three limits, seed " + SEED
                + ", worst of 7 sets of headers, 2 of phases, 3 clock skews");
        System.out.println("| shared reset      | limits          | told of | 429    | used    | longest wait |");
        TABLE.forEach(System.out::println);
    }

    /** What is told of is what is limited: the account, the route, the token, or any of them together. */
    @ParameterizedTest
    @EnumSource(SharedReset.class)
    void theTightestIsObeyedAndUsed(SharedReset reset) {
        for (int[] allowed : new int[][] {{50, 30, 40}, {5, 7, 6}}) {
            Figures worst = worst(reset, allowed, 0);
            boolean tiny = allowed[0] == 5; // finding out that a reset is another's costs a few requests
            assertThat(worst.refusedShare()).isLessThanOrEqualTo(tiny ? 0.0125 : 0.01);
            assertThat(worst.perWindow()).isGreaterThanOrEqualTo(0.90);
            assertThat(worst.longestWait()).isLessThanOrEqualTo(CAP);
        }
    }

    /** Three windows of one size that overlap leave each other's ends unused, most so where the reset is another's. */
    @ParameterizedTest
    @EnumSource(names = {"OF_THE_TIGHTEST", "THE_LATER", "NONE"})
    void limitsThatAreEquallyTight(SharedReset reset) {
        Figures worst = worst(reset, new int[] {100, 100, 100}, 0);
        assertThat(worst.refusedShare()).isLessThanOrEqualTo(0.01);
        assertThat(worst.perWindow()).isGreaterThanOrEqualTo(0.80);
    }

    /** Every other answer says nothing of a limit, of each by itself: what is not known to have been counted may have been. */
    @ParameterizedTest
    @EnumSource(names = {"OF_THE_TIGHTEST", "OF_THE_ACCOUNT", "NONE"})
    void everyOtherAnswerIsSilent(SharedReset reset) {
        for (int[] allowed : new int[][] {{50, 30, 40}, {5, 7, 6}}) {
            Figures worst = worst(reset, allowed, 0.5);
            boolean tiny = allowed[0] == 5;
            assertThat(worst.refusedShare()).isLessThanOrEqualTo(tiny ? 0.025 : 0.01);
            assertThat(worst.perWindow()).isGreaterThanOrEqualTo(tiny ? 0.65 : reset == SharedReset.NONE ? 0.80 : 0.90);
        }
    }

    /** Limits and windows of all sizes and beginnings; the resets are each limit's own. */
    @Property(tries = 60)
    void anyLimits(@ForAll long seed) {
        Random random = new Random(seed);
        Set<RateScope> told = told(1 + random.nextInt(7));
        Map<RateScope, Integer> allowed = new EnumMap<>(RateScope.class);
        Map<RateScope, Long> phases = new EnumMap<>(RateScope.class);
        long phase = random.nextInt(10_000);
        for (RateScope scope : told) {
            allowed.put(scope, 8 + random.nextInt(200));
            phases.put(scope, scope == RateScope.TOKEN ? random.nextInt(10_000) : phase);
        }
        Telling telling = new Telling(told, random.nextBoolean(), SharedReset.OF_THE_TIGHTEST, true, 0);
        int tightest = tightest(allowed);
        Plan plan = new Plan(null, tightest, random.nextInt(600_000) - 300_000, 8, 0, 40, 5, seed);
        Figures figures = new LimiterSimulation(plan, new ScopedServer(telling, allowed, phases, seed)).run();
        assertThat(figures.refusedShare()).isLessThanOrEqualTo(0.01);
        assertThat(figures.perWindow() / tightest).isGreaterThanOrEqualTo(0.85);
        assertThat(figures.longestWait()).isLessThanOrEqualTo(CAP);
    }

    /** The token's limit is untold and the tightest: it is learned, though the others go on telling of themselves. */
    @Test
    void aTightLimitThatIsNotToldOfIsLearned() {
        Map<RateScope, Integer> allowed = Map.of(RateScope.ACCOUNT, 1_000, RateScope.ROUTE, 200, RateScope.TOKEN, 40);
        for (long skew : SKEWS) {
            Telling telling = new Telling(
                    EnumSet.of(RateScope.ACCOUNT, RateScope.ROUTE), true, SharedReset.OF_THE_TIGHTEST, true, 0);
            Plan plan = new Plan(null, 40, skew, 4, 0, WINDOWS, WARM_UP, SEED + skew);
            Figures figures = new LimiterSimulation(
                            plan, new ScopedServer(telling, allowed, Map.of(RateScope.TOKEN, 7_000L), SEED))
                    .run();
            assertThat(figures.refusedShare()).isLessThanOrEqualTo(0.01);
            assertThat(figures.perWindow() / 40).isGreaterThanOrEqualTo(0.85);
        }
    }

    /** Worst of all; {@code perWindow} is the share of the tightest limit that was used. */
    private static Figures worst(SharedReset reset, int[] limits, double silent) {
        Figures worst = null;
        for (int subset = 1; subset < 8; subset++) {
            Set<RateScope> told = told(subset);
            for (int i = 0; i < PHASES.length; i++) {
                Map<RateScope, Integer> allowed = new EnumMap<>(RateScope.class);
                Map<RateScope, Long> phases = new EnumMap<>(RateScope.class);
                for (RateScope scope : told) {
                    allowed.put(scope, limits[scope.ordinal()]);
                    phases.put(scope, PHASES[i][scope.ordinal()]);
                }
                Telling telling = new Telling(told, i == 0, reset, reset != SharedReset.NONE, silent);
                for (long skew : SKEWS) {
                    Plan plan = new Plan(null, tightest(allowed), skew, 4, 0, WINDOWS, WARM_UP, SEED + skew);
                    Figures figures =
                            new LimiterSimulation(plan, new ScopedServer(telling, allowed, phases, SEED)).run();
                    figures = new Figures(
                            figures.refused(),
                            figures.refusedShare(),
                            figures.refusedInWarmUp(),
                            figures.longestWait(),
                            figures.perWindow() / tightest(allowed));
                    worst = worst == null ? figures : worst.worse(figures);
                }
            }
        }
        TABLE.add(String.format(
                Locale.ROOT,
                "| %-17s | %3d / %3d / %3d | %5.0f %% | %4.2f %% | %5.1f %% | %9d ms |",
                reset,
                limits[0],
                limits[1],
                limits[2],
                100 * (1 - silent),
                100 * worst.refusedShare(),
                100 * worst.perWindow(),
                worst.longestWait()));
        return worst;
    }

    private static Set<RateScope> told(int subset) {
        Set<RateScope> told = EnumSet.noneOf(RateScope.class);
        for (RateScope scope : RateScope.values()) {
            if ((subset & 1 << scope.ordinal()) != 0) {
                told.add(scope);
            }
        }
        return told;
    }

    private static int tightest(Map<RateScope, Integer> allowed) {
        return allowed.values().stream().mapToInt(Integer::intValue).min().orElseThrow();
    }
}
