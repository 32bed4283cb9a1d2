package io.github.camelaudience.launchdarkly.core.launchdarkly.standard;

import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiError;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.BatchLimits;
import io.github.camelaudience.launchdarkly.core.launchdarkly.CredentialsReport;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Disposition;
import io.github.camelaudience.launchdarkly.core.launchdarkly.RateFacts;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentBackend;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentKind;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentUpdate;
import io.github.camelaudience.launchdarkly.core.launchdarkly.UpdateTarget;
import io.github.camelaudience.launchdarkly.core.launchdarkly.rest.AudienceSegment;
import io.github.camelaudience.launchdarkly.core.launchdarkly.rest.AudienceSegments;
import io.github.camelaudience.launchdarkly.core.launchdarkly.rest.EnvironmentKeys;
import io.github.camelaudience.launchdarkly.core.launchdarkly.rest.Environments;
import io.github.camelaudience.launchdarkly.core.launchdarkly.rest.RestAnswer;
import io.github.camelaudience.launchdarkly.core.launchdarkly.rest.RestApi;
import io.github.camelaudience.launchdarkly.core.launchdarkly.rest.SegmentDocument;
import io.github.camelaudience.launchdarkly.core.launchdarkly.rest.SegmentKeyRule;
import io.github.camelaudience.launchdarkly.core.membership.MembershipChange;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Writes standard segments: one semantic patch, {@code PATCH /api/v2/segments/{project}/{environment}/{key}}, carries the changes of
 * one audience, those who enter and those who leave and contexts of all kinds together. The segment is looked at with the audience's first
 * change, and made if it is not there.
 *
 * <p>A segment takes 15,000 individual targets. Its number is known from LaunchDarkly's answers. Where an update could exceed it, the
 * segment is read once more: who leaves, who is in it already and who finds room is written; the others, and nobody else, are
 * {@code AUDIENCE_HELD} with a sentence, and their source brings them again. Included and excluded targets are counted together.
 */
public final class StandardSegments implements SegmentBackend {

    /** The most operations on targets in a patch. Whether LaunchDarkly counts by patch or by instruction is not documented. */
    static final int MOST_OPERATIONS = 1_500;

    private final RestApi api;
    private final Environments environments;
    private final AudienceSegments segments;
    private final TargetCounts counts;
    private final boolean dryRun;

    /**
     * Makes the backend of one instance and account.
     *
     * @param api          carries the requests
     * @param environments finds the keys of environments
     * @param keyRule      makes the keys of segments
     * @param warnings     is told, once per segment and environment, that a limit comes near
     */
    public StandardSegments(RestApi api, Environments environments, SegmentKeyRule keyRule, Consumer<String> warnings) {
        this(
                api,
                environments,
                new AudienceSegments(api, environments, keyRule, SegmentKind.standard),
                new TargetCounts(warnings),
                false);
    }

    private StandardSegments(
            RestApi api, Environments environments, AudienceSegments segments, TargetCounts counts, boolean dryRun) {
        this.api = api;
        this.environments = environments;
        this.segments = segments;
        this.counts = counts;
        this.dryRun = dryRun;
    }

    /** Has LaunchDarkly check each patch without applying it. A segment that is not there is not made, and nothing of it is checked. */
    @Override
    public SegmentBackend dryRun() {
        return new StandardSegments(api, environments, segments, counts, true);
    }

    @Override
    public UpdateTarget targetOf(MembershipSlot slot) {
        return UpdateTarget.ofAllKinds(slot);
    }

    /** Requests for one segment that meet are answered with a conflict. */
    @Override
    public BatchLimits limits() {
        return BatchLimits.oneAtATime(MOST_OPERATIONS);
    }

    @Override
    public int sharedBytes(UpdateTarget target, String audienceName) {
        return 0;
    }

    @Override
    public int ownBytes(MembershipSlot slot) {
        return SemanticPatch.bytes(slot);
    }

    @Override
    public ApiOutcome send(SegmentUpdate update) {
        return dryRun
                ? segments.tryOut(
                        update,
                        segment -> patch(segment, update.members()),
                        ApiOutcome.answered(200, ApiError.NONE, RateFacts.NONE))
                : segments.write(update, segment -> patch(segment, update.members()));
    }

    private ApiOutcome patch(AudienceSegment segment, List<MembershipChange> members) {
        int entering = (int) members.stream().filter(MembershipChange::included).count();
        if (entering == 0 || segment.targets() + entering <= TargetCounts.MOST) {
            return patch(segment, members, entering);
        }
        RestAnswer answer = segments.look(segment);
        if (!answer.isAccepted()) {
            return lookFailed(answer.outcome(), segment);
        }
        SegmentDocument document = answer.read(SegmentDocument.class);
        if (document == null) {
            return lookFailed(answer.outcome().as(Disposition.AUDIENCE_HELD), segment);
        }
        counts.counted(segment, document.targets());
        Room room = Room.in(document, members, TargetCounts.MOST);
        if (room.excessive().isEmpty()) {
            return patch(segment, members, entering);
        }
        Map<MembershipSlot, ApiOutcome> exceptions = new HashMap<>();
        ApiOutcome full = ApiOutcome.unsent(
                Disposition.AUDIENCE_HELD,
                segment.describe() + " is full: it has " + document.targets()
                        + " individual targets, and a standard segment takes "
                        + TargetCounts.MOST
                        + ". Who leaves is still written. Use a big segment (backend=big with another"
                        + " segmentKey), or make room");
        room.excessive().forEach(member -> exceptions.put(member.slot(), full));
        if (room.fitting().isEmpty()) {
            return answer.outcome()
                    .as(Disposition.AUDIENCE_HELD)
                    .because(full.why())
                    .except(exceptions);
        }
        int fitting =
                (int) room.fitting().stream().filter(MembershipChange::included).count();
        ApiOutcome outcome = patch(segment, room.fitting(), fitting);
        return outcome.disposition() == Disposition.ACCEPTED ? outcome.except(exceptions) : outcome;
    }

    private static ApiOutcome lookFailed(ApiOutcome outcome, AudienceSegment segment) {
        boolean refused =
                outcome.disposition() == Disposition.REFUSED || outcome.disposition() == Disposition.TOO_LARGE;
        return (refused ? outcome.as(Disposition.AUDIENCE_HELD) : outcome)
                .because(segment.describe() + " could not be looked at to see whether it has room");
    }

    private ApiOutcome patch(AudienceSegment segment, List<MembershipChange> members, int entering) {
        byte[] body = SemanticPatch.write(segment.environment().environmentKey(), members);
        RestAnswer answer = api.patch(segment.path() + (dryRun ? "?dryRun=true" : ""), body);
        if (answer.isAccepted() && !dryRun) {
            SegmentDocument document = answer.read(SegmentDocument.class);
            if (document == null || document.key() == null) {
                segment.targets(segment.targets() + entering); // at most; it is read again before that matters
            } else {
                counts.counted(segment, document.targets());
            }
        }
        return answer.outcome();
    }

    /** Where the key of the environment is not known yet, its client-side ID stands in its place. */
    @Override
    public String render(SegmentUpdate update) {
        String clientSideId = update.target().environment();
        EnvironmentKeys keys = environments.known(clientSideId);
        return new String(
                SemanticPatch.write(keys == null ? clientSideId : keys.environmentKey(), update.members()),
                StandardCharsets.UTF_8);
    }

    /** Makes two requests if the keys of the environment are given, and else as many as finding them takes. */
    @Override
    public CredentialsReport verify(String clientSideId) {
        return segments.verify(clientSideId);
    }
}
