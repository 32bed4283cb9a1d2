package io.github.camelaudience.standin;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * Decides which request meets which fault: first by script (the first requests, one entry each), then by rule, then by
 * rate. The rate draws from the seed and the request's number alone, so a plan replays. An immutable value.
 *
 * <p>Only requests that change memberships are touched unless {@link #on} says otherwise; a rule is asked for every route.
 *
 * @param script   what happens to the first requests
 * @param rules    faults aimed at certain requests; the first match counts
 * @param rate     share of requests that meet a fault, 0 to 1
 * @param weighted the faults the rate draws from
 * @param seed     makes the draw repeatable
 * @param routes   routes that script and rate touch
 */
public record FaultPlan(
        List<Fault> script, List<FaultRule> rules, double rate, List<Weighted> weighted, long seed, Set<Route> routes) {

    /**
     * A fault and how often it is drawn compared with the others.
     *
     * @param fault  the fault
     * @param weight a positive number
     */
    public record Weighted(Fault fault, int weight) {
        public Weighted {
            Objects.requireNonNull(fault, "fault");
            if (weight < 1) {
                throw new IllegalArgumentException("weight must be positive but is " + weight);
            }
        }
    }

    public FaultPlan {
        script = List.copyOf(script);
        rules = List.copyOf(rules);
        weighted = List.copyOf(weighted);
        routes = Set.copyOf(routes);
        if (!(rate >= 0 && rate <= 1)) {
            throw new IllegalArgumentException("rate must be 0..1 but is " + rate);
        }
        if (rate > 0 && weighted.isEmpty()) {
            throw new IllegalArgumentException("a rate needs at least one fault to draw");
        }
        if (routes.contains(Route.CONTROL)) {
            throw new IllegalArgumentException("the stand-in's own pages meet no faults");
        }
    }

    /** Nothing goes wrong. */
    public static FaultPlan none() {
        return new FaultPlan(List.of(), List.of(), 0, List.of(), 0, Route.WRITES);
    }

    /** The first requests meet these, one each; later ones pass. */
    public static FaultPlan script(Fault... faults) {
        FaultPlan plan = none();
        return new FaultPlan(Arrays.asList(faults), plan.rules, 0, List.of(), 0, plan.routes);
    }

    /** Every request meets this fault. */
    public static FaultPlan always(Fault fault) {
        return random(1, 0).with(fault, 1);
    }

    /** This share of requests meets a fault; name the faults with {@link Draw#with}. */
    public static Draw random(double rate, long seed) {
        return new Draw(rate, seed);
    }

    /** This share of requests meets a fault of the usual kinds: refused, reset, stalled, spoilt, before and after applying. */
    public static FaultPlan mixed(double rate, long seed) {
        return random(rate, seed)
                .with(Fault.status(429), 2)
                .with(Fault.status(500), 1)
                .with(Fault.status(503), 2)
                .with(Fault.stall(), 1)
                .with(Fault.reset(Fault.Moment.BEFORE_APPLYING), 1)
                .with(Fault.reset(Fault.Moment.AFTER_APPLYING), 1)
                .with(Fault.truncated(), 1);
    }

    /** Requests that match meet this fault. Everything else is as in this plan. */
    public FaultPlan when(BiPredicate<Route, SyncBody> matches, Fault fault) {
        List<FaultRule> more = new ArrayList<>(rules);
        more.add(new FaultRule(matches, fault));
        return new FaultPlan(script, more, rate, weighted, seed, routes);
    }

    /** Requests that change this audience meet this fault. */
    public FaultPlan whenCohort(String cohortId, Fault fault) {
        return when((route, body) -> body.names(cohortId), fault);
    }

    /** Requests that change this context key meet this fault. */
    public FaultPlan whenMember(String userId, Fault fault) {
        return when((route, body) -> body.carries(userId), fault);
    }

    /** Script and rate touch these routes. */
    public FaultPlan on(Route... touched) {
        return new FaultPlan(script, rules, rate, weighted, seed, Set.of(touched));
    }

    /** The script comes first, then this plan. */
    public FaultPlan after(Fault... first) {
        return new FaultPlan(Arrays.asList(first), rules, rate, weighted, seed, routes);
    }

    /**
     * A rate that waits for its first fault.
     *
     * @param rate share of requests that meet a fault
     * @param seed makes the draw repeatable
     */
    public record Draw(double rate, long seed) {
        public FaultPlan with(Fault fault, int weight) {
            FaultPlan plan = none();
            return new FaultPlan(List.of(), List.of(), rate, List.of(new Weighted(fault, weight)), seed, plan.routes);
        }
    }

    /** One more fault for the rate to draw from. */
    public FaultPlan with(Fault fault, int weight) {
        List<Weighted> more = new ArrayList<>(weighted);
        more.add(new Weighted(fault, weight));
        return new FaultPlan(script, rules, rate, more, seed, routes);
    }
}
