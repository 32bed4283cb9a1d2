package io.github.camelaudience.standin;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** Counts exchanges once their outcome is settled, and wakes those who wait for a count. Thread-safe. */
final class Tally {

    private final Map<Integer, Long> byStatus = new TreeMap<>();
    private final Map<String, Long> byFault = new TreeMap<>();
    private final Map<Route, Long> byRoute = new EnumMap<>(Route.class);
    private long received;
    private long applied;
    private long members;
    private long allowed;
    private long throttled;
    private long goalsWithToken;

    synchronized void count(HandledRequest exchange) {
        received++;
        byRoute.merge(exchange.route, 1L, Long::sum);
        byStatus.merge(exchange.status, 1L, Long::sum);
        if (!(exchange.fault instanceof Fault.None)) {
            byFault.merge(exchange.fault.label(), 1L, Long::sum);
        }
        if (exchange.applied) {
            applied++;
            members += exchange.parsed.body().members().size();
        }
        if (exchange.rate != null) {
            allowed += exchange.rate.allowed() ? 1 : 0;
            throttled += exchange.rate.allowed() ? 0 : 1;
        }
        if (exchange.route == Route.GOALS && exchange.head.headers().containsKey("authorization")) {
            goalsWithToken++;
        }
    }

    synchronized long received() {
        return received;
    }

    synchronized Counters counters(int maxOpenPerLane, long overlaps) {
        return new Counters(
                received,
                applied,
                members,
                allowed,
                throttled,
                new TreeMap<>(byStatus),
                new TreeMap<>(byFault),
                new EnumMap<>(byRoute.isEmpty() ? new EnumMap<>(Route.class) : byRoute),
                goalsWithToken,
                maxOpenPerLane,
                overlaps);
    }

    synchronized void clear() {
        byStatus.clear();
        byFault.clear();
        byRoute.clear();
        received = 0;
        applied = 0;
        members = 0;
        allowed = 0;
        throttled = 0;
        goalsWithToken = 0;
    }
}
