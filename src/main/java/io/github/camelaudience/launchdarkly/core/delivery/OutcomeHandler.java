package io.github.camelaudience.launchdarkly.core.delivery;

import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Disposition;
import io.github.camelaudience.launchdarkly.core.launchdarkly.RateFacts;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Decides what an answer means for its batch and for all that waits behind it, in the light of the answers before. Not thread-safe:
 * guarded by the lock of {@link BatchSender}.
 */
final class OutcomeHandler {

    private static final int TOKEN_REFUSED = 401;

    private final DeliverySettings settings;
    private final RetryPolicy retryPolicy;
    private final DoubleSupplier random;
    private final Lanes lanes;
    private final Holds holds;

    private final FirstTrial firstTrial = new FirstTrial();

    private RefusalStreak refusalStreak = RefusalStreak.NONE;
    private ApiOutcome lastOutcome;
    private boolean retries = true;

    OutcomeHandler(
            DeliverySettings settings, RetryPolicy retryPolicy, DoubleSupplier random, Lanes lanes, Holds holds) {
        this.settings = settings;
        this.retryPolicy = retryPolicy;
        this.random = random;
        this.lanes = lanes;
        this.holds = holds;
    }

    /** From now on what fails is not tried again. */
    void endRetries() {
        retries = false;
    }

    ApiOutcome lastOutcome() {
        return lastOutcome;
    }

    DeliveryFailure failure(DeliveryFailure.Kind kind) {
        return new DeliveryFailure(kind, lastOutcome);
    }

    Settlement failed(DeliveryFailure.Kind kind) {
        return new Settlement.Failed(failure(kind));
    }

    /** A part broke that these changes needed. */
    static Settlement broken(Throwable cause) {
        return new Settlement.Failed(new DeliveryFailure(DeliveryFailure.Kind.BROKEN, ApiOutcome.broken(cause)));
    }

    /**
     * Decides about a batch that has come back.
     *
     * @param request     its number
     * @param nextRequest the number of the first request that has not been started yet
     */
    void decide(
            Lane lane, Batch batch, long request, long nextRequest, ApiOutcome outcome, long now, Settlements settled) {
        lastOutcome = outcome;
        settleExceptions(batch, outcome, settled);
        if (batch.members().isEmpty()) {
            return; // nothing was sent, and the backend has said of each member why
        }
        boolean answered = batch.wasAsked() || outcome.disposition() == Disposition.ACCEPTED;
        if (answered && (outcome.disposition() != Disposition.REFUSED || firstTrial.isAboutMembers())) {
            holds.answered(lane.target.environment(), outcome, request, now);
            holds.answered(batch.members(), outcome, request);
        }
        switch (outcome.disposition()) {
            case ACCEPTED -> {
                lanes.accepted(batch.members().size());
                refusalStreak = RefusalStreak.NONE;
                settled.add(batch.members(), Settlement.ACCEPTED);
                holds.acquit(batch.members());
                accepted(lane.target.environment(), batch, request, now, settled);
            }
            // How long to stay away is known to the rate limiter; the lane only steps out of line with the others.
            case THROTTLED -> again(lane, batch, now + retryDelay(1, RateFacts.NONE), now, settled);
            case TRANSIENT -> again(lane, batch, now + retryDelay(batch.attempts(), outcome.rateFacts()), now, settled);
            case REFUSED, TOO_LARGE -> refuse(lane, batch, outcome, nextRequest, now, settled);
            case BROKEN ->
                settled.add(
                        batch.members(),
                        new Settlement.Failed(new DeliveryFailure(DeliveryFailure.Kind.BROKEN, outcome)));
            case UNAUTHORIZED -> unauthorized(lane, batch, outcome, nextRequest, now, settled);
            case HELD -> hold(lane, batch, DeliveryFailure.Kind.HELD, outcome, nextRequest, now, settled);
            case AUDIENCE_HELD -> holdAudience(lane, batch, outcome, nextRequest, now, settled);
        }
    }

    /** What the backend has not sent, and knows the reason of, concerns these members and nobody else. */
    private static void settleExceptions(Batch batch, ApiOutcome outcome, Settlements settled) {
        if (outcome.exceptions().isEmpty()) {
            return;
        }
        for (PendingChange member : batch.remove(outcome.exceptions().keySet())) {
            ApiOutcome own = outcome.exceptions().get(member.change.slot());
            settled.add(
                    member,
                    own.disposition() == Disposition.REFUSED
                            ? new Settlement.Refused(own)
                            : new Settlement.Failed(new DeliveryFailure(DeliveryFailure.Kind.HELD, own)));
        }
    }

    private long retryDelay(int attempt, RateFacts facts) {
        return retryPolicy.delayMillis(attempt, facts.retryAfterMillis(), random.getAsDouble());
    }

    private void again(Lane lane, Batch batch, long at, long now, Settlements settled) {
        List<PendingChange> expired = new ArrayList<>();
        batch.expire(now - settings.retryTimeoutMillis(), expired);
        settled.add(expired, failed(DeliveryFailure.Kind.TIMED_OUT));
        failSilent(batch, now, settled);
        if (!retries) {
            // What waits behind it must not overtake it: it may have been applied.
            List<PendingChange> all = new ArrayList<>(batch.members());
            lane.clear(now, all);
            settled.add(all, failed(DeliveryFailure.Kind.STOPPED));
        } else if (!batch.members().isEmpty()) {
            lane.again(batch, at);
        }
    }

    /** Fails those members of whose environment or audience nothing may be sent meanwhile. */
    private void failSilent(Batch batch, long now, Settlements settled) {
        List<PendingChange> silent = new ArrayList<>();
        batch.clear(member -> silence(member, now) != null, silent);
        silent.forEach(member -> settled.add(member, new Settlement.Failed(silence(member, now))));
    }

    private DeliveryFailure silence(PendingChange member, long now) {
        MembershipSlot slot = member.change.slot();
        return holds.silence(slot.environment(), slot.audienceId(), now);
    }

    /** The batch goes again in parts; if some of it may not go any more, what is left of it goes as it is. */
    private void again(Lane lane, Batch batch, Function<Batch, List<Batch>> inParts, long now, Settlements settled) {
        int size = batch.members().size();
        failSilent(batch, now, settled);
        if (batch.members().size() == size) {
            List<Batch> parts = inParts.apply(batch);
            for (int i = parts.size() - 1; i >= 0; i--) {
                lane.again(parts.get(i), now);
            }
        } else if (!batch.members().isEmpty()) {
            lane.again(batch, now);
        }
    }

    /** Rule D20: halves what may hold one guilty member, and refuses what cannot be halved. */
    private void refuse(Lane lane, Batch batch, ApiOutcome outcome, long nextRequest, long now, Settlements settled) {
        int size = batch.members().size();
        if (outcome.disposition() == Disposition.TOO_LARGE) {
            lanes.tooLarge(size, now);
        }
        if (size == 1) {
            if (outcome.disposition() == Disposition.REFUSED && !firstTrial.isAboutMembers()) {
                tryFirst(lane, batch, outcome, nextRequest, now, settled);
                return;
            }
            settled.add(batch.members(), new Settlement.Refused(outcome));
            refusedAlone(lane, batch, outcome, now, settled);
        } else {
            again(lane, batch, whole -> parts(whole, outcome), now, settled);
        }
    }

    /** What is refused is halved by audiences first: if one of them is refused as a whole, the others are not long with it. */
    private List<Batch> parts(Batch batch, ApiOutcome outcome) {
        if (outcome.disposition() == Disposition.REFUSED && batch.isOfSeveralAudiences()) {
            return batch.audienceHalves();
        }
        boolean hopeless = batch.members().size() > SpotCheck.PROBES && refusalStreak.explains(outcome);
        return hopeless ? batch.spotCheck(outcome) : batch.halves();
    }

    private void refusedAlone(Lane lane, Batch batch, ApiOutcome outcome, long now, Settlements settled) {
        refusalStreak = refusalStreak.and(outcome);
        batch.refusedAlone(outcome);
        Batch guilty = lane.pollGuilty(now);
        if (guilty != null) {
            settled.add(guilty.members(), new Settlement.Refused(outcome));
        }
    }

    /** Rule D28: as long as nothing was ever accepted, a refusal says little about the member that was refused alone. */
    private void tryFirst(Lane lane, Batch batch, ApiOutcome outcome, long nextRequest, long now, Settlements settled) {
        failSilent(batch, now, settled);
        if (batch.members().isEmpty()) {
            return;
        }
        lanes.putAside(lane, batch, outcome, nextRequest);
        firstTrial.refusedAlone(outcome);
        if (firstTrial.isAboutMembers()) {
            refuseSuspects(suspect -> suspect.refusal().disposition() == Disposition.REFUSED, settled);
        } else if (firstTrial.isAboutAll()) {
            holdAll(new DeliveryFailure(DeliveryFailure.Kind.HELD, outcome), nextRequest, now, settled);
        }
    }

    /**
     * Rules D22 and D28: 401 is about the token, 403 about the environment, unless a firewall refuses the content of one member. That
     * is looked for once, and only where something was accepted a moment ago.
     */
    private void unauthorized(
            Lane lane, Batch batch, ApiOutcome outcome, long nextRequest, long now, Settlements settled) {
        DeliveryFailure.Kind kind = DeliveryFailure.Kind.UNAUTHORIZED;
        if (outcome.status() == TOKEN_REFUSED) {
            settled.add(batch.members(), new Settlement.Failed(new DeliveryFailure(kind, outcome)));
            holdAll(new DeliveryFailure(kind, outcome), nextRequest, now, settled);
            return;
        }
        if (outcome.isForeign403() && isOneMembersFault(lane, batch, outcome, nextRequest, now, settled)) {
            return;
        }
        hold(lane, batch, kind, outcome, nextRequest, now, settled);
    }

    /** Whether the answer may be about one member; then it is decided what is done with the batch. */
    private boolean isOneMembersFault(
            Lane lane, Batch batch, ApiOutcome outcome, long nextRequest, long now, Settlements settled) {
        String environment = lane.target.environment();
        boolean looking = batch.isSuspect() || holds.acceptedRecently(environment, now);
        if (batch.members().size() > 1) {
            if (looking && holds.silence(environment, now) == null) {
                again(lane, batch, whole -> whole.suspectHalves(nextRequest), now, settled);
                return true;
            }
            return false;
        }
        PendingChange member = batch.members().get(0);
        if (holds.isGuilty(member, now)) {
            settled.add(member, new Settlement.Refused(outcome));
            return true;
        }
        holds.accuse(member, nextRequest);
        if (!batch.isSuspect() || holds.silence(environment, now) != null) {
            return false;
        }
        lanes.putAside(lane, batch, outcome, nextRequest);
        return lanes.countSuspects(each -> isAccused(each, environment)) < FirstTrial.MEMBERS;
    }

    private static boolean isAccused(Batch suspect, String environment) {
        return suspect.refusal().isForeign403()
                && suspect.members().get(0).change.slot().environment().equals(environment);
    }

    /** What was put aside is to blame if others are accepted, or LaunchDarkly has changed its mind about all. */
    private void accepted(String environment, Batch batch, long request, long now, Settlements settled) {
        firstTrial.accepted();
        if (!lanes.anySuspects()) {
            return;
        }
        tryAgain(batch, now, settled);
        refuseSuspects(suspect -> isAccused(suspect, environment) && suspect.nextRequest() <= request, settled);
    }

    /** Who was refused while nothing was ever accepted is tried once more: from now on a refusal is about the member. */
    private void tryAgain(Batch accepted, long now, Settlements settled) {
        Map<MembershipSlot, PendingChange> bySlot = new HashMap<>();
        accepted.members().forEach(member -> bySlot.put(member.change.slot(), member));
        lanes.pollSuspects(suspect -> isOlder(suspect, bySlot))
                .forEach(suspect -> settled.add(suspect.members(), Settlement.SUPERSEDED));
        tryAgain(now);
    }

    private void tryAgain(long now) {
        if (retries) {
            lanes.retrySuspects(suspect -> !suspect.refusal().isForeign403(), now);
        }
    }

    /** Whether something was accepted that counts instead of what was put aside: by event time, then by arrival (rule D16). */
    private static boolean isOlder(Batch suspect, Map<MembershipSlot, PendingChange> accepted) {
        PendingChange member = suspect.members().get(0);
        PendingChange newer = accepted.get(member.change.slot());
        return !suspect.refusal().isForeign403()
                && newer != null
                && newer.arrival() > member.arrival()
                && !newer.change.isOlderThan(member.change);
    }

    private void refuseSuspects(Predicate<Batch> chosen, Settlements settled) {
        lanes.pollSuspects(chosen)
                .forEach(suspect -> settled.add(suspect.members(), new Settlement.Refused(suspect.refusal())));
    }

    /**
     * Decides about what was put aside when nothing is under way that could tell more: what was refused by a 403 although
     * another part of its batch was accepted is to blame, and for the rest the source brings it again.
     */
    void conclude(int inFlight, long nextRequest, long now, Settlements settled) {
        if (!lanes.anySuspects() || inFlight > 0 || !lanes.isIdle()) {
            return;
        }
        if (firstTrial.isAboutMembers()) {
            tryAgain(now);
            if (!lanes.isIdle()) {
                return;
            }
        }
        refuseSuspects(
                suspect -> suspect.refusal().isForeign403()
                        && holds.acceptedSince(environmentOf(suspect), suspect.suspectSince()),
                settled);
        for (Batch suspect : lanes.pollSuspects(each -> true)) {
            if (suspect.refusal().isForeign403()) {
                DeliveryFailure cause = new DeliveryFailure(DeliveryFailure.Kind.UNAUTHORIZED, suspect.refusal());
                holds.begin(environmentOf(suspect), cause, nextRequest, now);
                settled.add(suspect.members(), new Settlement.Failed(cause));
            } else {
                DeliveryFailure cause = new DeliveryFailure(DeliveryFailure.Kind.HELD, suspect.refusal());
                holds.suspect(cause, nextRequest, now);
                settled.add(suspect.members(), new Settlement.Failed(cause));
            }
        }
    }

    private static String environmentOf(Batch suspect) {
        return suspect.members().get(0).change.slot().environment();
    }

    private void hold(
            Lane lane,
            Batch batch,
            DeliveryFailure.Kind kind,
            ApiOutcome outcome,
            long nextRequest,
            long now,
            Settlements settled) {
        DeliveryFailure cause = new DeliveryFailure(kind, outcome);
        String environment = lane.target.environment();
        holds.begin(environment, cause, nextRequest, now);
        if (batch.refusal() == null) { // else it is put aside, and taken out with all others
            settled.add(batch.members(), new Settlement.Failed(cause));
        }
        settled.add(lanes.clear(environment, now), new Settlement.Failed(cause));
    }

    /** The others go on. A batch of several audiences is halved until it is known whose answer this is. */
    private void holdAudience(
            Lane lane, Batch batch, ApiOutcome outcome, long nextRequest, long now, Settlements settled) {
        if (batch.isOfSeveralAudiences()) {
            again(lane, batch, Batch::audienceHalves, now, settled);
            return;
        }
        MembershipSlot slot = batch.members().get(0).change.slot();
        DeliveryFailure cause = new DeliveryFailure(DeliveryFailure.Kind.HELD, outcome, slot.audienceId());
        holds.beginAudience(slot, cause, nextRequest, now);
        settled.add(batch.members(), new Settlement.Failed(cause));
        settled.add(lanes.clear(slot.environment(), slot.audienceId(), now), new Settlement.Failed(cause));
    }

    private void holdAll(DeliveryFailure cause, long nextRequest, long now, Settlements settled) {
        holds.begin(cause, nextRequest, now);
        settled.add(lanes.clear(now), new Settlement.Failed(cause));
    }
}
