package io.github.camelaudience.launchdarkly.core.settings;

import io.github.camelaudience.launchdarkly.core.brake.BrakePolicy;
import io.github.camelaudience.launchdarkly.core.delivery.DeliverySettings;
import io.github.camelaudience.launchdarkly.core.delivery.RetryPolicy;
import io.github.camelaudience.launchdarkly.core.launchdarkly.AccessToken;
import io.github.camelaudience.launchdarkly.core.launchdarkly.AudiencesPerRequest;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentBackend;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentKind;
import io.github.camelaudience.launchdarkly.core.launchdarkly.ServiceUrl;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Transport;
import io.github.camelaudience.launchdarkly.core.launchdarkly.UserAgent;
import io.github.camelaudience.launchdarkly.core.launchdarkly.big.BigSegments;
import io.github.camelaudience.launchdarkly.core.launchdarkly.rest.EnvironmentKeys;
import io.github.camelaudience.launchdarkly.core.launchdarkly.rest.Environments;
import io.github.camelaudience.launchdarkly.core.launchdarkly.rest.RestApi;
import io.github.camelaudience.launchdarkly.core.launchdarkly.rest.SegmentKeyRule;
import io.github.camelaudience.launchdarkly.core.launchdarkly.standard.StandardSegments;
import io.github.camelaudience.launchdarkly.core.launchdarkly.synced.SyncedSegments;
import io.github.camelaudience.launchdarkly.core.ledger.LedgerTimes;
import io.github.camelaudience.launchdarkly.core.membership.ContextKeyPriority;
import io.github.camelaudience.launchdarkly.core.segment.ReadLimits;
import io.github.camelaudience.launchdarkly.core.verdict.AudienceLists;
import io.github.camelaudience.launchdarkly.core.verdict.DeletePolicy;
import io.github.camelaudience.launchdarkly.core.verdict.MappingSettings;
import io.github.camelaudience.launchdarkly.core.verdict.OnDelete;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Holds options as an engine takes them: checked, so that a wrong one stops the start with a sentence that names it.
 *
 * @param apiUrl       base URL of the REST API
 * @param clientSdkUrl base URL that knows client-side IDs
 * @param token        the access token
 * @param kind         the kind of segment that audiences are written to
 * @param audiencesPerRequest whether synced segments share requests
 * @param keys         the given keys of the environment, or {@code null}
 * @param segmentKey   makes the keys of segments
 * @param auditShare   the most that audits use of the rate limit, above 0 and at most 1
 * @param mapping      what decides about messages
 * @param brake        how many people may leave an audience within an hour
 * @param rejectedFolders where rejected messages are kept, from which deleted people are removed
 * @param delivery     how changes are gathered and sent
 * @param retryPolicy  how long to wait between attempts
 * @param ledgerTimes  how long claims last, and when what was sent without an answer is looked at
 * @param readLimits   how large a document may be
 */
public record EngineSettings(
        String apiUrl,
        String clientSdkUrl,
        AccessToken token,
        SegmentKind kind,
        AudiencesPerRequest audiencesPerRequest,
        EnvironmentKeys keys,
        SegmentKeyRule segmentKey,
        double auditShare,
        MappingSettings mapping,
        BrakePolicy brake,
        List<Path> rejectedFolders,
        DeliverySettings delivery,
        RetryPolicy retryPolicy,
        LedgerTimes ledgerTimes,
        ReadLimits readLimits) {

    /**
     * Checks the options.
     *
     * @throws IllegalArgumentException when one is wrong; the message begins with its name, and holds no secret
     */
    public static EngineSettings check(EngineOptions c) {
        String id = c.getClientSideId();
        if (id == null || id.isBlank()) {
            throw new IllegalArgumentException(
                    "clientSideId is required: launchdarkly-audience:clientSideId, the client-side ID of the environment");
        }
        if (id.startsWith("sdk-") || id.startsWith("mob-") || id.startsWith("api-")) {
            throw new IllegalArgumentException("clientSideId is a key or token, not the environment's client-side ID");
        }
        if (id.equals(c.getAccessToken())) {
            throw new IllegalArgumentException("accessToken is a client-side ID: it is the same as clientSideId");
        }
        requireDuration("connectTimeout", c.getConnectTimeout());
        requireDuration("responseTimeout", c.getResponseTimeout());
        requirePositive("maxDocumentSize", c.getMaxDocumentSize());
        requireDuration("retryDelay", c.getRetryDelay());
        requireDuration("maxRetryDelay", c.getMaxRetryDelay());
        if (c.getMaxRetryDelay() < c.getRetryDelay()) {
            throw new IllegalArgumentException("maxRetryDelay must not be less than retryDelay (" + c.getRetryDelay()
                    + " ms) but was: " + c.getMaxRetryDelay() + " ms");
        }
        if (!(c.getAuditShare() > 0 && c.getAuditShare() <= 1)) {
            throw new IllegalArgumentException(
                    "auditShare must be above 0 and at most 1, such as 0.1 for a tenth, but was: " + c.getAuditShare());
        }
        if (c.getMaxRememberedMemberships() < 0) {
            throw new IllegalArgumentException(
                    "maxRememberedMemberships must not be negative but was: " + c.getMaxRememberedMemberships());
        }
        String apiUrl = c.getBaseUrl() == null ? c.getInstance().apiUrl() : ServiceUrl.check("baseUrl", c.getBaseUrl());
        return new EngineSettings(
                apiUrl,
                clientSdkUrl(c, apiUrl),
                new AccessToken(c.getAccessToken()),
                c.getBackend(),
                c.getAudiencesPerRequest(),
                EnvironmentKeys.ofOptions(c.getProjectKey(), c.getEnvironmentKey()),
                SegmentKeyRule.of(c.getSegmentKey()),
                c.getAuditShare(),
                new MappingSettings(
                        id,
                        c.getContextKind(),
                        ContextKeyPriority.of(c.getContextKey()),
                        c.getOnMissingMembership(),
                        c.getAudienceIdFallback(),
                        AudienceLists.of(c.getAllowAudiences(), c.getDenyAudiences()),
                        DeletePolicy.of(c.getOnDelete(), c.getDeleteEnvironments())),
                new BrakePolicy(c.getBrakeShare(), c.getBrakeMinimum()),
                folders(c),
                deliverySettings(c),
                new RetryPolicy(Duration.ofMillis(c.getRetryDelay()), Duration.ofMillis(c.getMaxRetryDelay())),
                ledgerTimes(c),
                ReadLimits.DEFAULT.withMaxDocumentLength(c.getMaxDocumentSize()));
    }

    /** Names the environments in which people are deleted; none if nobody is (rule D36). */
    public Set<String> deleteEnvironments() {
        DeletePolicy deletes = mapping.deletes();
        if (deletes.action() == OnDelete.ignore) {
            return Set.of();
        }
        Set<String> environments = new HashSet<>(deletes.environments());
        environments.add(mapping.environment());
        return environments;
    }

    /**
     * Gives what writes to LaunchDarkly.
     *
     * @param transport carries its requests
     * @param warnings  takes a sentence for each doubt that comes up later
     */
    public SegmentBackend backend(Transport transport, Consumer<String> warnings) {
        if (kind == SegmentKind.synced) {
            return new SyncedSegments(transport, apiUrl, clientSdkUrl, token, UserAgent.VALUE, audiencesPerRequest);
        }
        RestApi api = new RestApi(transport, apiUrl, token, UserAgent.VALUE);
        Environments environments = new Environments(api, mapping.environment(), keys);
        return kind == SegmentKind.standard
                ? new StandardSegments(api, environments, segmentKey, warnings)
                : new BigSegments(api, environments, segmentKey);
    }

    private static List<Path> folders(EngineOptions c) {
        if (c.getRejectedFolders() == null) {
            return List.of();
        }
        if (c.getOnDelete() == OnDelete.ignore) {
            throw new IllegalArgumentException(
                    "rejectedFolders is given, but onDelete=ignore removes nobody from them: give"
                            + " onDelete=remove, too");
        }
        List<Path> folders = new ArrayList<>();
        for (String folder : c.getRejectedFolders().split(",", -1)) {
            if (folder.isBlank()) {
                throw new IllegalArgumentException(
                        "rejectedFolders must be folders with commas between them, but has one" + " that is blank: "
                                + c.getRejectedFolders());
            }
            try {
                folders.add(Path.of(folder.strip()).toAbsolutePath());
            } catch (InvalidPathException e) {
                throw new IllegalArgumentException("rejectedFolders has one that is no path: " + folder.strip(), e);
            }
        }
        return List.copyOf(folders);
    }

    private static String clientSdkUrl(EngineOptions c, String apiUrl) {
        if (c.getClientSdkUrl() != null) {
            return ServiceUrl.check("clientSdkUrl", c.getClientSdkUrl());
        }
        return c.getBaseUrl() == null ? c.getInstance().clientSdkUrl() : apiUrl;
    }

    private static DeliverySettings deliverySettings(EngineOptions c) {
        DeliverySettings settings = new DeliverySettings(
                c.getMaxBatchSize(),
                c.getMaxBatchBytes(),
                c.getLinger(),
                c.getMaxInFlight(),
                c.getMaxPending(),
                c.getRetryTimeout(),
                c.getUnauthorizedCoolDown());
        if (c.getLinger() > 0 && c.getLinger() >= c.getRetryTimeout()) {
            throw new IllegalArgumentException("linger must be less than retryTimeout (" + c.getRetryTimeout()
                    + " ms), or a change that is alone fails before it is sent, but was: " + c.getLinger() + " ms");
        }
        return settings;
    }

    private static LedgerTimes ledgerTimes(EngineOptions c) {
        requireDuration("settleAfter", c.getSettleAfter());
        Duration responseTimeout = Duration.ofMillis(c.getResponseTimeout());
        if (c.getSettleAfter() <= LedgerTimes.holdFor(responseTimeout).toMillis()) {
            throw new IllegalArgumentException("settleAfter must be more than 15 seconds longer than responseTimeout ("
                    + c.getResponseTimeout() + " ms) but was: " + c.getSettleAfter() + " ms");
        }
        LedgerTimes times = LedgerTimes.of(responseTimeout, Duration.ofMillis(c.getSettleAfter()));
        long longest = c.getConnectTimeout() + c.getResponseTimeout();
        if (c.getSettleAfter() <= longest + times.sendWithin().toMillis()) {
            throw new IllegalArgumentException("settleAfter must be more than 10 seconds longer than connectTimeout and"
                    + " responseTimeout together (" + longest + " ms) but was: " + c.getSettleAfter() + " ms");
        }
        return times;
    }

    private static void requireDuration(String option, long millis) {
        requirePositive(option, millis);
        if (millis > DeliverySettings.LONGEST_MILLIS) {
            throw new IllegalArgumentException(option + " must be at most " + DeliverySettings.LONGEST_MILLIS
                    + " ms (24 days) but was: " + millis);
        }
    }

    private static void requirePositive(String option, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(option + " must be positive but was: " + value);
        }
    }
}
