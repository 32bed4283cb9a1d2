package io.github.camelaudience.launchdarkly.core.launchdarkly;

import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.util.Objects;

/**
 * Sends no update, and answers each as if LaunchDarkly had accepted it; for the rest it is as the backend that it wraps.
 *
 * @param backend what would send
 */
public record DryRun(SegmentBackend backend) implements SegmentBackend {

    /** What LaunchDarkly answers when it accepts an update: 204. */
    private static final int ACCEPTED = 204;

    /** Checks that there is a backend. */
    public DryRun {
        Objects.requireNonNull(backend, "backend");
    }

    @Override
    public UpdateTarget targetOf(MembershipSlot slot) {
        return backend.targetOf(slot);
    }

    @Override
    public String route() {
        return backend.route();
    }

    @Override
    public BatchLimits limits() {
        return backend.limits();
    }

    @Override
    public int sharedBytes(UpdateTarget target, String audienceName) {
        return backend.sharedBytes(target, audienceName);
    }

    @Override
    public int ownBytes(MembershipSlot slot) {
        return backend.ownBytes(slot);
    }

    /** Accepts it without a word to anyone. */
    @Override
    public ApiOutcome send(SegmentUpdate update) {
        return ApiOutcome.answered(ACCEPTED, ApiError.NONE, RateFacts.NONE);
    }

    @Override
    public String render(SegmentUpdate update) {
        return backend.render(update);
    }

    /** Asks LaunchDarkly indeed: that changes nothing. */
    @Override
    public CredentialsReport verify(String clientSideId) {
        return backend.verify(clientSideId);
    }
}
