package io.github.camelaudience.kill;

import io.github.camelaudience.standin.Fault;
import io.github.camelaudience.standin.FaultPlan;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a run does. Everything random in it comes from the seed, but for what the machine adds.
 *
 * @param events     records to send, tombstones and broken messages among them
 * @param kills      how often a member is killed
 * @param seed       of events, kills and faults
 * @param users      people they are about; the keys of the records
 * @param audiences  audiences these enter and leave
 * @param partitions of the topic
 * @param members    processes in the group
 * @param batch      most records of a batch
 * @param faults     share of LaunchDarkly's answers that are faults
 */
public record KillPlan(
        int events,
        int kills,
        long seed,
        int users,
        int audiences,
        int partitions,
        int members,
        int batch,
        double faults) {

    public KillPlan {
        if (events < 1 || kills < 0 || users < 1 || audiences < 1 || partitions < 1 || members < 1 || batch < 1) {
            throw new IllegalArgumentException(
                    "not a plan: " + events + " events, " + kills + " kills, " + members + " members");
        }
    }

    /** Three members that share six partitions. */
    public static KillPlan of(int events, int kills, long seed) {
        return new KillPlan(events, kills, seed, Math.max(1, events / 200), 10, 6, 3, 100, 0.01);
    }

    /** From {@code -Dkill.…}. */
    static KillPlan fromProperties() {
        KillPlan plan = of(
                Integer.getInteger("kill.events", 200_000),
                Integer.getInteger("kill.kills", 20),
                Long.getLong("kill.seed", 7));
        return new KillPlan(
                plan.events,
                plan.kills,
                plan.seed,
                Integer.getInteger("kill.users", plan.users),
                Integer.getInteger("kill.audiences", plan.audiences),
                Integer.getInteger("kill.partitions", plan.partitions),
                Integer.getInteger("kill.members", plan.members),
                Integer.getInteger("kill.batch", plan.batch),
                Double.parseDouble(System.getProperty("kill.faults", Double.toString(plan.faults))));
    }

    /** Answers that are no answer, or come after the request took effect. No 429: it slows down the whole account. */
    FaultPlan answers() {
        if (faults == 0) {
            return FaultPlan.none();
        }
        return FaultPlan.random(faults, seed)
                .with(Fault.status(500), 2)
                .with(Fault.status(503), 2)
                .with(Fault.status(503).afterApplying(), 2)
                .with(Fault.stall(), 1)
                .with(Fault.stallAfterApplying(), 1)
                .with(Fault.reset(Fault.Moment.BEFORE_APPLYING), 1)
                .with(Fault.reset(Fault.Moment.AFTER_APPLYING), 2)
                .with(Fault.closeAfterApplying(), 1)
                .with(Fault.truncated(), 1);
    }

    /** The folder that has routes/, from wherever in the repository the tests run. */
    static Path repository() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("routes/application.properties"))) {
            folder = folder.getParent();
        }
        return folder;
    }
}
