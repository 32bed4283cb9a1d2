package io.github.camelaudience.standin;

import java.util.SplittableRandom;

/** A plan being carried out: knows how many requests it has seen. */
final class FaultSequence {

    private static final Fault NONE = Fault.none();

    private final FaultPlan plan;
    private long seen;

    FaultSequence(FaultPlan plan) {
        this.plan = plan;
    }

    FaultPlan plan() {
        return plan;
    }

    /** What script and rate say when the headers are in; a script entry stands even if it says that nothing happens. */
    synchronized Decision atHead(Route route) {
        if (!plan.routes().contains(route)) {
            return new Decision(NONE, false);
        }
        long number = seen++;
        if (number < plan.script().size()) {
            return new Decision(plan.script().get((int) number), true);
        }
        return new Decision(draw(number), false);
    }

    /** What remains to happen when the body is in: rules go before the rate, after the script. */
    Fault atBody(Decision decision, Route route, SyncBody body) {
        if (!decision.scripted()) {
            for (FaultRule rule : plan.rules()) {
                if (rule.matches().test(route, body)) {
                    return rule.fault();
                }
            }
        }
        return decision.fault();
    }

    private Fault draw(long number) {
        if (plan.rate() == 0) {
            return NONE;
        }
        SplittableRandom random = new SplittableRandom(plan.seed() * 0x9E3779B97F4A7C15L + number);
        if (random.nextDouble() >= plan.rate()) {
            return NONE;
        }
        int total =
                plan.weighted().stream().mapToInt(FaultPlan.Weighted::weight).sum();
        int drawn = random.nextInt(total);
        for (FaultPlan.Weighted candidate : plan.weighted()) {
            drawn -= candidate.weight();
            if (drawn < 0) {
                return candidate.fault();
            }
        }
        throw new AssertionError("the weights add up");
    }

    /**
     * The outcome at the head.
     *
     * @param fault    what is to happen
     * @param scripted true if the script said so, which no rule overrides
     */
    record Decision(Fault fault, boolean scripted) {
        static final Decision PASS = new Decision(NONE, true);
    }
}
