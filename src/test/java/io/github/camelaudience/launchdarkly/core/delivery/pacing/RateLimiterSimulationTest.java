package io.github.camelaudience.launchdarkly.core.delivery.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelaudience.launchdarkly.core.delivery.pacing.LimitedServer.Style;
import io.github.camelaudience.launchdarkly.core.delivery.pacing.LimiterSimulation.Figures;
import io.github.camelaudience.launchdarkly.core.delivery.pacing.LimiterSimulation.Plan;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Polite under throttling: at steady state at most 1 % of the requests are refused, at least 90 % of the allowance is
 * used, and no wait is above the cap. Virtual time, demand without end, 110 windows (fewer for large
 * limits) of which the first ten are warm-up.
 */
class RateLimiterSimulationTest {

    private static final int[] LIMITS = {5, 10, 100, 1000};
    private static final long[] SKEWS = {-300_000, -400, 0, 700, 300_000};
    private static final long[] FEW_SKEWS = {-400, 300_000};
    private static final long SEED = 20261123;
    private static final long CAP = RateLimiter.DEFAULT_MAX_WAIT.toMillis();

    /** Announced by remaining and a time that cannot be believed or cannot be placed, or not at all. */
    private static final Set<Style> WITHOUT_RESET = EnumSet.range(Style.GLOBAL_WITHOUT_DATE, Style.RESET_IN_SECONDS);

    private static final List<String> TABLE = new ArrayList<>();

    @AfterAll
    static void print() {
        System.out.println("RateLimiter, seed " + SEED + ", worst of 5 clock skews");
        System.out.println(
                "| case                     | headers                          | limit | lanes | 429    | used"
                        + "    | 429 at first | longest wait |");
        TABLE.forEach(System.out::println);
    }

    /** A thousand per window is more than four lanes can send, so that case has 48. */
    @ParameterizedTest
    @EnumSource(Style.class)
    void keepsWithinTheAllowanceAndUsesIt(Style style) {
        for (int limit : LIMITS) {
            Figures worst = worst("alone", style, limit, lanesFor(limit), 0);
            assertThat(worst.refusedShare()).isLessThanOrEqualTo(0.01);
            // A server that asks for 30 years is obeyed for the longest wait, after each refusal.
            double least = style == Style.RETRY_AFTER_HUGE ? 0.50 : 0.90;
            assertThat(worst.perWindow() / limit).isGreaterThanOrEqualTo(least);
            assertThat(worst.longestWait()).isLessThanOrEqualTo(CAP);
            if (style.announces()) {
                assertThat(worst.refused()).isZero();
                assertThat(worst.refusedInWarmUp()).isZero();
            }
        }
    }

    /**
     * Another client of the account takes a fifth. The allowance counts as used by whomever. With five per window and
     * no reset, the permit kept for the other client is a fifth of all and may be wasted.
     */
    @ParameterizedTest
    @EnumSource(Style.class)
    void sharesWithAnotherClient(Style style) {
        for (int limit : LIMITS) {
            Figures worst = worst("another takes 20 %", style, limit, lanesFor(limit), limit / 5);
            // After each refusal nothing goes for thirty seconds: there are fewer requests to take the share of.
            boolean fewRequests = limit == 5 && style == Style.RETRY_AFTER_HUGE;
            assertThat(worst.refusedShare()).isLessThanOrEqualTo(fewRequests ? 0.0125 : 0.01);
            double least = limit == 5 && WITHOUT_RESET.contains(style) ? 0.78 : 0.90;
            assertThat(worst.perWindow() / limit)
                    .isGreaterThanOrEqualTo(style == Style.RETRY_AFTER_HUGE ? 0.50 : least);
            assertThat(worst.longestWait()).isLessThanOrEqualTo(CAP);
        }
    }

    /** Four lanes cannot use a thousand: then the limiter must not cost anything. */
    @ParameterizedTest
    @EnumSource(names = {"ROUTE_AND_GLOBAL", "REMAINING_WITHOUT_RESET", "BARE"})
    void isNotFeltBelowTheLimit(Style style) {
        Figures free = new LimiterSimulation(new Plan(style, 1_000_000, 0, 4, 0, 40, 10, SEED)).run();
        Figures gated = new LimiterSimulation(new Plan(style, 1_000, 0, 4, 0, 40, 10, SEED)).run();
        assertThat(gated.perWindow()).isGreaterThanOrEqualTo(0.98 * free.perWindow());
        assertThat(gated.refused()).isZero();
    }

    /** The limit is cut to a tenth, or grows tenfold; ten windows (or sixty, if it must be learned) to adapt. */
    @ParameterizedTest
    @EnumSource(Style.class)
    void followsALimitThatChanges(Style style) {
        for (int[] change : new int[][] {{100, 10}, {10, 100}}) {
            int adapting = style.announces() ? 10 : 60;
            Plan plan = new Plan(style, change[0], 700, 4, 0, 200 + adapting, 100 + adapting, SEED);
            Figures figures = LimiterSimulation.runChangingLimit(plan, change[1], 100);
            row("from " + change[0] + " per window", style, change[1], 4, figures);
            assertThat(figures.refusedShare()).isLessThanOrEqualTo(0.01);
            assertThat(figures.perWindow() / change[1])
                    .isGreaterThanOrEqualTo(style == Style.RETRY_AFTER_HUGE ? 0.50 : 0.90);
        }
    }

    /** One or two per window, nothing announced: a probe each ten minutes is all that is refused. */
    @Test
    void tinyLimitsThatMustBeLearned() {
        for (int limit : new int[] {1, 2}) {
            Figures worst = worst("alone", Style.BARE, limit, 4, 0);
            assertThat(worst.refused()).isLessThanOrEqualTo(3);
            assertThat(worst.perWindow() / limit).isGreaterThanOrEqualTo(0.90);
        }
    }

    private static int lanesFor(int limit) {
        return limit == 1000 ? 48 : 4;
    }

    private static int windowsFor(int limit) {
        return limit <= 10 ? 110 : limit <= 100 ? 60 : 35;
    }

    private static Figures worst(String name, Style style, int limit, int lanes, int stolen) {
        Figures worst = null;
        for (long skew : limit == 1000 ? FEW_SKEWS : SKEWS) {
            Plan plan = new Plan(style, limit, skew, lanes, stolen, windowsFor(limit), 10, SEED + skew);
            Figures figures = new LimiterSimulation(plan).run();
            worst = worst == null ? figures : worst.worse(figures);
        }
        row(name, style, limit, lanes, worst);
        return worst;
    }

    private static void row(String name, Style style, int limit, int lanes, Figures figures) {
        TABLE.add(String.format(
                Locale.ROOT,
                "| %-24s | %-32s | %5d | %5d | %4.2f %% | %5.1f %% | %12d | %9d ms |",
                name,
                style,
                limit,
                lanes,
                100 * figures.refusedShare(),
                100 * figures.perWindow() / limit,
                figures.refusedInWarmUp(),
                figures.longestWait()));
    }
}
