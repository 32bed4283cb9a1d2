package io.github.camelaudience.launchdarkly.core.launchdarkly.big;

import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.BatchLimits;
import io.github.camelaudience.launchdarkly.core.launchdarkly.CredentialsReport;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Disposition;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentBackend;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentKind;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentUpdate;
import io.github.camelaudience.launchdarkly.core.launchdarkly.UpdateTarget;
import io.github.camelaudience.launchdarkly.core.launchdarkly.rest.AudienceSegment;
import io.github.camelaudience.launchdarkly.core.launchdarkly.rest.AudienceSegments;
import io.github.camelaudience.launchdarkly.core.launchdarkly.rest.Environments;
import io.github.camelaudience.launchdarkly.core.launchdarkly.rest.RestApi;
import io.github.camelaudience.launchdarkly.core.launchdarkly.rest.SegmentKeyRule;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes big segments: {@code POST /api/v2/segments/{project}/{environment}/{key}/contexts} carries the changes of one audience. The
 * segment is looked at with the audience's first change, and made if it is not there. How many members or bytes a request may have is not
 * documented.
 *
 * <p>A big segment has contexts of one kind: that of the first member when it is made here. A member of another kind is {@code REFUSED}
 * with a sentence that names both; it is to blame, for no later request could write it, and the others are written.
 */
public final class BigSegments implements SegmentBackend {

    private final RestApi api;
    private final AudienceSegments segments;

    /**
     * Makes the backend of one instance and account.
     *
     * @param api          carries the requests
     * @param environments finds the keys of environments
     * @param keyRule      makes the keys of segments
     */
    public BigSegments(RestApi api, Environments environments, SegmentKeyRule keyRule) {
        this.api = api;
        this.segments = new AudienceSegments(api, environments, keyRule, SegmentKind.big);
    }

    /** Says that all kinds share a segment, so that it has one request at a time. */
    @Override
    public UpdateTarget targetOf(MembershipSlot slot) {
        return UpdateTarget.ofAllKinds(slot);
    }

    @Override
    public BatchLimits limits() {
        return BatchLimits.oneAtATime(Integer.MAX_VALUE);
    }

    @Override
    public int sharedBytes(UpdateTarget target, String audienceName) {
        return 0;
    }

    @Override
    public int ownBytes(MembershipSlot slot) {
        return BigSegmentJson.bytes(slot);
    }

    @Override
    public ApiOutcome send(SegmentUpdate update) {
        return segments.write(update, segment -> write(segment, update.members()));
    }

    private ApiOutcome write(AudienceSegment segment, List<MembershipChange> members) {
        Map<MembershipSlot, ApiOutcome> exceptions = new HashMap<>();
        for (MembershipChange member : members) {
            String kind = member.slot().contextKind();
            if (!kind.equals(segment.contextKind())) {
                exceptions.put(member.slot(), ofAnotherKind(segment, kind));
            }
        }
        List<MembershipChange> fitting = exceptions.isEmpty()
                ? members
                : members.stream()
                        .filter(member -> !exceptions.containsKey(member.slot()))
                        .toList();
        if (fitting.isEmpty()) {
            ApiOutcome first = exceptions.get(members.get(0).slot());
            return first.except(exceptions);
        }
        ApiOutcome outcome = api.post(segment.path() + "/contexts", BigSegmentJson.write(fitting))
                .outcome();
        return outcome.disposition() == Disposition.ACCEPTED ? outcome.except(exceptions) : outcome;
    }

    private static ApiOutcome ofAnotherKind(AudienceSegment segment, String kind) {
        return ApiOutcome.unsent(
                Disposition.REFUSED,
                segment.describe() + " is for contexts of kind " + segment.contextKind()
                        + ", and a big segment has one kind: a"
                        + " context of kind " + kind + " cannot be in it. Send it with contextKind="
                        + segment.contextKind()
                        + ", or by an endpoint with another segmentKey");
    }

    /** Writes the body as it would be if all members were of the segment's kind. */
    @Override
    public String render(SegmentUpdate update) {
        return new String(BigSegmentJson.write(update.members()), StandardCharsets.UTF_8);
    }

    /** Makes two requests if the keys of the environment are given, and else as many as finding them takes. */
    @Override
    public CredentialsReport verify(String clientSideId) {
        return segments.verify(clientSideId);
    }
}
