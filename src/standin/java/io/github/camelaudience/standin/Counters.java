package io.github.camelaudience.standin;

import java.util.Map;

/**
 * What was counted since the start or the last reset.
 *
 * @param received        requests received, the stand-in's own pages aside
 * @param applied         requests that took effect
 * @param membersApplied  elements that took effect
 * @param allowed         requests the rate limit let pass
 * @param throttled       requests the rate limit answered with 429
 * @param byStatus        requests by the status they were answered with, 0 for no answer
 * @param byFault         requests by the fault they met
 * @param byRoute         requests by route
 * @param goalsWithToken  probes of the client SDK host that carried an {@code Authorization} header; must stay 0
 * @param maxOpenPerLane  the most requests of one lane that were open at once
 * @param overlaps        pairs of requests that were open at once and change one membership; 0 for a careful sender
 */
public record Counters(
        long received,
        long applied,
        long membersApplied,
        long allowed,
        long throttled,
        Map<Integer, Long> byStatus,
        Map<String, Long> byFault,
        Map<Route, Long> byRoute,
        long goalsWithToken,
        int maxOpenPerLane,
        long overlaps) {

    /** Requests that were answered with this status. */
    public long answered(int status) {
        return byStatus.getOrDefault(status, 0L);
    }
}
