package io.github.camelaudience.launchdarkly.soak;

import io.github.camelaudience.launchdarkly.core.launchdarkly.AudiencesPerRequest;

/**
 * What a soak does. Everything random in it comes from the seed.
 *
 * @param events     messages to send
 * @param slots      memberships they are about
 * @param audiences  audiences these belong to
 * @param senders    threads that send
 * @param faults     share of requests that meet a fault
 * @param throttled  whether 429 is among the faults: it slows down the whole account, as it should
 * @param seed       of events, sizes and faults
 * @param shared     whether any sender may get any event; else each slot has one sender
 * @param batchSize  most members of a request
 * @param maxPending most messages under way: the fewer, the less of them is left out as superseded
 * @param perRequest {@code one} audience in a request, or {@code many}
 */
record SoakPlan(
        int events,
        int slots,
        int audiences,
        int senders,
        double faults,
        boolean throttled,
        long seed,
        boolean shared,
        int batchSize,
        int maxPending,
        AudiencesPerRequest perRequest) {

    SoakPlan {
        if (events < 1 || slots < 1 || audiences < 1 || audiences > slots || senders < 1 || faults < 0 || faults > 1) {
            throw new IllegalArgumentException("not a soak: " + events + " events, " + slots + " slots, " + audiences
                    + " audiences, " + senders + " senders, faults " + faults);
        }
    }

    /** From {@code -Dsoak.…}, with a run of a minute or so by default. */
    static SoakPlan fromProperties() {
        int slots = Integer.getInteger("soak.slots", 10_000);
        return new SoakPlan(
                Integer.getInteger("soak.events", 200_000),
                slots,
                Integer.getInteger("soak.audiences", Math.max(1, Math.min(20, slots / 10))),
                Integer.getInteger("soak.senders", 8),
                Double.parseDouble(System.getProperty("soak.faults", "0.01")),
                !"false".equals(System.getProperty("soak.throttled")),
                Long.getLong("soak.seed", 7),
                Boolean.getBoolean("soak.shared"),
                Integer.getInteger("soak.batchSize", 100),
                Integer.getInteger("soak.maxPending", 10_000),
                AudiencesPerRequest.valueOf(System.getProperty("soak.audiencesPerRequest", "one")));
    }
}
