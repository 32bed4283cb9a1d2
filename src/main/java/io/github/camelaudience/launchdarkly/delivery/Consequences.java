package io.github.camelaudience.launchdarkly.delivery;

import io.github.camelaudience.launchdarkly.api.ApiOutcome;
import io.github.camelaudience.launchdarkly.api.Disposition;
import io.github.camelaudience.launchdarkly.api.RateFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * What an answer means for its batch and for all that waits behind it, in the light of the answers before. Not thread-safe:
 * guarded by the lock of {@link BatchSender}.
 */
final class Consequences {

    private final DeliverySettings settings;
    private final RetryPolicy retryPolicy;
    private final DoubleSupplier random;
    private final Lanes lanes;
    private final TokenTrust token;

    private LearnedSize learnedSize = LearnedSize.UNLIMITED;
    private RefusalStreak refusalStreak = RefusalStreak.NONE;
    private ApiOutcome lastOutcome;
    private boolean retries = true;

    Consequences(
            DeliverySettings settings, RetryPolicy retryPolicy, DoubleSupplier random, Lanes lanes, TokenTrust token) {
        this.settings = settings;
        this.retryPolicy = retryPolicy;
        this.random = random;
        this.lanes = lanes;
        this.token = token;
    }

    /** From now on what fails is not tried again. */
    void endRetries() {
        retries = false;
    }

    /** How many members the next request may have. */
    int maxMembers(long now) {
        return Math.min(settings.maxBatchSize(), learnedSize.at(now));
    }

    ApiOutcome lastOutcome() {
        return lastOutcome;
    }

    DeliveryFailure failure(DeliveryFailure.Kind kind) {
        return new DeliveryFailure(kind, kind == DeliveryFailure.Kind.UNAUTHORIZED ? token.refusal() : lastOutcome);
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
     * @param nextRequest the number of the first request that has not left yet
     */
    void decide(
            Lane lane, Batch batch, long request, long nextRequest, ApiOutcome outcome, long now, Settlements settled) {
        lastOutcome = outcome;
        token.answered(outcome, request);
        switch (outcome.disposition()) {
            case ACCEPTED -> {
                learnedSize = learnedSize.accepted(batch.members().size());
                refusalStreak = RefusalStreak.NONE;
                settled.add(batch.members(), Settlement.ACCEPTED);
            }
            // How long to stay away is known to the rate gate; the lane only steps out of line with the others.
            case THROTTLED -> again(lane, batch, now + retryDelay(1, RateFacts.NONE), now, settled);
            case TRANSIENT -> again(lane, batch, now + retryDelay(batch.attempts(), outcome.rateFacts()), now, settled);
            case REFUSED, TOO_LARGE -> refuse(lane, batch, outcome, now, settled);
            case BROKEN ->
                settled.add(
                        batch.members(),
                        new Settlement.Failed(new DeliveryFailure(DeliveryFailure.Kind.BROKEN, outcome)));
            case UNAUTHORIZED -> {
                token.refused(outcome, nextRequest, now);
                settled.add(batch.members(), failed(DeliveryFailure.Kind.UNAUTHORIZED));
                settled.add(lanes.clear(), failed(DeliveryFailure.Kind.UNAUTHORIZED));
            }
        }
    }

    private long retryDelay(int attempt, RateFacts facts) {
        return retryPolicy.delayMillis(attempt, facts.retryAfterMillis(), random.getAsDouble());
    }

    private void again(Lane lane, Batch batch, long at, long now, Settlements settled) {
        List<PendingChange> expired = new ArrayList<>();
        batch.expire(now - settings.retryTimeoutMillis(), expired);
        settled.add(expired, failed(DeliveryFailure.Kind.TIMED_OUT));
        if (token.isSilent(now)) {
            settled.add(batch.members(), failed(DeliveryFailure.Kind.UNAUTHORIZED));
        } else if (!retries) {
            // What waits behind it must not overtake it: it may have been applied.
            List<PendingChange> all = new ArrayList<>(batch.members());
            lane.clear(all);
            settled.add(all, failed(DeliveryFailure.Kind.STOPPED));
        } else if (!batch.members().isEmpty()) {
            lane.again(batch, at);
        }
    }

    /** Rule D20: halves what may hold one guilty member, and refuses what cannot be halved. */
    private void refuse(Lane lane, Batch batch, ApiOutcome outcome, long now, Settlements settled) {
        int size = batch.members().size();
        if (outcome.disposition() == Disposition.TOO_LARGE) {
            learnedSize = learnedSize.refused(size, now);
        }
        if (size == 1 || !outcome.mayBlameOneMember()) {
            settled.add(batch.members(), new Settlement.Refused(outcome));
            refusedAlone(lane, batch, outcome, settled);
        } else if (token.isSilent(now)) {
            settled.add(batch.members(), failed(DeliveryFailure.Kind.UNAUTHORIZED));
        } else {
            boolean hopeless = size > SpotCheck.PROBES && refusalStreak.explains(outcome);
            List<Batch> parts = hopeless ? batch.spotCheck(outcome) : batch.halves();
            for (int i = parts.size() - 1; i >= 0; i--) {
                lane.again(parts.get(i), now);
            }
        }
    }

    private void refusedAlone(Lane lane, Batch batch, ApiOutcome outcome, Settlements settled) {
        if (batch.members().size() == 1) {
            refusalStreak = refusalStreak.and(outcome);
            batch.refusedAlone(outcome);
        }
        Batch guilty = lane.pollGuilty();
        if (guilty != null) {
            settled.add(guilty.members(), new Settlement.Refused(outcome));
        }
    }
}
