package io.github.camelaudience.launchdarkly.core.launchdarkly.synced;

import io.github.camelaudience.launchdarkly.core.launchdarkly.AccessToken;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiHeaders;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ApiOutcome;
import io.github.camelaudience.launchdarkly.core.launchdarkly.AudiencesPerRequest;
import io.github.camelaudience.launchdarkly.core.launchdarkly.BatchLimits;
import io.github.camelaudience.launchdarkly.core.launchdarkly.CredentialsReport;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Disposition;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentBackend;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentUpdate;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Transport;
import io.github.camelaudience.launchdarkly.core.launchdarkly.UpdateTarget;
import io.github.camelaudience.launchdarkly.core.membership.MembershipSlot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

/**
 * Writes synced segments: {@code POST /api/v2/segment-targets/segment-audiences}
 * (<a href="https://launchdarkly.com/docs/guides/integrations/build-synced-segments">LaunchDarkly's partner guide</a>). A request
 * is for one context kind, and for one audience or for many: each of its members names its own. No limit of its members or bytes is
 * documented.
 */
public final class SyncedSegments implements SegmentBackend {

    static final String PATH = "/api/v2/segment-targets/segment-audiences";

    /** Where all share requests, one goes beside another only when it is full. */
    private static final BatchLimits SHARED = new BatchLimits(Integer.MAX_VALUE, BatchLimits.Concurrency.WHEN_FULL);

    private static final int CONFLICT = 409;

    /** The code of a conflict in which what is asked for is there already (rule D21). */
    private static final String KEY_EXISTS = "key_exists";

    private final Transport transport;
    private final String url;
    private final Map<String, String> headers;
    private final CredentialsCheck credentialsCheck;
    private final AudiencesPerRequest audiences;

    /** Makes the backend of one instance and account, with {@link AudiencesPerRequest#one} audience in a request. */
    public SyncedSegments(
            Transport transport, String apiUrl, String clientSdkUrl, AccessToken accessToken, String userAgent) {
        this(transport, apiUrl, clientSdkUrl, accessToken, userAgent, AudiencesPerRequest.one);
    }

    /**
     * Makes the backend of one instance and account.
     *
     * @param transport    carries the requests
     * @param apiUrl       base URL of the REST API, for example {@code https://app.launchdarkly.com}, without a slash at the end
     * @param clientSdkUrl base URL that knows client-side IDs, for {@link #verify}; likewise without a slash
     * @param accessToken  sent to {@code apiUrl} only
     * @param userAgent    the {@code User-Agent} of all requests (rule D25)
     * @param audiences    whether the changes of several audiences may share a request
     */
    public SyncedSegments(
            Transport transport,
            String apiUrl,
            String clientSdkUrl,
            AccessToken accessToken,
            String userAgent,
            AudiencesPerRequest audiences) {
        this.audiences = Objects.requireNonNull(audiences, "audiences");
        this.transport = Objects.requireNonNull(transport, "transport");
        this.url = Objects.requireNonNull(apiUrl, "apiUrl") + PATH;
        this.headers = ApiHeaders.of(accessToken, userAgent, "application/json");
        this.credentialsCheck = new CredentialsCheck(transport, apiUrl, clientSdkUrl, accessToken, userAgent);
    }

    @Override
    public UpdateTarget targetOf(MembershipSlot slot) {
        return audiences == AudiencesPerRequest.many ? UpdateTarget.ofAllAudiences(slot) : UpdateTarget.ofKind(slot);
    }

    @Override
    public BatchLimits limits() {
        return audiences == AudiencesPerRequest.many ? SHARED : BatchLimits.NONE_KNOWN;
    }

    @Override
    public int sharedBytes(UpdateTarget target, String audienceName) {
        return SyncedSegmentsJson.sharedBytes(audienceName, target.audienceId());
    }

    @Override
    public int ownBytes(MembershipSlot slot) {
        return SyncedSegmentsJson.ownBytes(slot.contextKey());
    }

    @Override
    public ApiOutcome send(SegmentUpdate update) {
        byte[] body = SyncedSegmentsJson.write(update);
        try {
            return classify(ApiOutcome.answered(transport.exchange(new Transport.Call("POST", url, headers, body))));
        } catch (IOException e) {
            return ApiOutcome.unanswered(e);
        }
    }

    /** What this endpoint's answers mean beyond the table of {@link ApiOutcome}. */
    private static ApiOutcome classify(ApiOutcome outcome) {
        return outcome.status() == CONFLICT && KEY_EXISTS.equals(outcome.error().code())
                ? outcome.as(Disposition.ACCEPTED)
                : outcome;
    }

    @Override
    public String render(SegmentUpdate update) {
        return new String(SyncedSegmentsJson.write(update), StandardCharsets.UTF_8);
    }

    /** Makes two requests; whether the token may write to this environment cannot be asked. */
    @Override
    public CredentialsReport verify(String clientSideId) {
        return credentialsCheck.check(clientSideId);
    }
}
