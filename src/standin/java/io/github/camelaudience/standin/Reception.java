package io.github.camelaudience.standin;

import java.util.Map;

/**
 * Takes requests in: decides what happens to each (rate limit first, then faults, then the API itself) and records the
 * outcome. Does not know the wire.
 */
final class Reception {

    private final LaunchDarklyApi api;
    private final RateLimiter limiter;
    private final Records records;
    private volatile FaultSequence faults;
    private long lastNumber;

    Reception(LaunchDarklyApi api, RateLimiter limiter, Records records, FaultPlan plan) {
        this.api = api;
        this.limiter = limiter;
        this.records = records;
        this.faults = new FaultSequence(plan);
    }

    void faults(FaultPlan plan) {
        faults = new FaultSequence(plan);
    }

    FaultPlan faults() {
        return faults.plan();
    }

    /** The headers are in. Called by the event loop only. */
    HandledRequest begin(Route route, RequestHead head, long startNanos) {
        RateVerdict rate = api.counts(route, head) ? limiter.admit(route, head.header("authorization")) : null;
        boolean throttled = rate != null && !rate.allowed();
        FaultSequence sequence = faults;
        FaultSequence.Decision decision = throttled ? FaultSequence.Decision.PASS : sequence.atHead(route);
        return new HandledRequest(++lastNumber, head, route, startNanos, rate, sequence, decision);
    }

    /** The connection is to be reset before the body is read. */
    void refuseUnread(HandledRequest exchange) {
        exchange.fault = exchange.decision.fault();
        records.received(exchange);
    }

    /** The body is in: returns the answer, which the exchange's fault may still spoil or hold back. */
    Answer handle(HandledRequest exchange, byte[] body) {
        exchange.bodyRead(body, api.read(exchange.route, exchange.head, body));
        Answer right = answer(exchange).with(Map.of("X-Standin-Request", Long.toString(exchange.number)));
        Answer answer = cuts(exchange.fault) ? right.withSomeBody() : right;
        exchange.status = silent(exchange.fault) ? 0 : answer.status();
        records.received(exchange);
        return answer;
    }

    private Answer answer(HandledRequest exchange) {
        if (exchange.throttled()) {
            return Answer.rateLimited().with(exchange.rate.headers());
        }
        Answer right = exchange.fault.applies() ? api.answer(exchange) : Answer.empty(204);
        if (exchange.fault instanceof Fault.Status wrong) {
            return wrong(wrong, exchange);
        }
        return exchange.rate == null ? right : right.with(exchange.rate.headers());
    }

    private static Answer wrong(Fault.Status fault, HandledRequest exchange) {
        int status = fault.status();
        Answer answer;
        if (fault.body() != null) {
            answer = Answer.of(status, "text/plain; charset=utf-8", fault.body());
        } else if (status == 429) {
            answer = Answer.rateLimited();
        } else if (status >= 400) {
            answer = Answer.error(status, "Answered by the fault plan", LaunchDarklyApi.id(exchange));
        } else {
            answer = Answer.empty(status);
        }
        return answer.with(fault.headers());
    }

    private static boolean cuts(Fault fault) {
        return fault instanceof Fault.Truncated
                || fault instanceof Fault.StalledBody
                || (fault instanceof Fault.Reset reset && reset.moment() == Fault.Moment.DURING_ANSWER);
    }

    private static boolean silent(Fault fault) {
        return fault instanceof Fault.Stall
                || fault instanceof Fault.Close
                || (fault instanceof Fault.Reset reset && reset.moment() != Fault.Moment.DURING_ANSWER);
    }
}
