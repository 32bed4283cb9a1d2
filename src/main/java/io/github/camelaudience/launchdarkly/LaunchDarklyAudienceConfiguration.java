package io.github.camelaudience.launchdarkly;

import io.github.camelaudience.launchdarkly.core.launchdarkly.AudiencesPerRequest;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Instance;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentKind;
import io.github.camelaudience.launchdarkly.core.launchdarkly.rest.SegmentKeyRule;
import io.github.camelaudience.launchdarkly.core.ledger.MembershipLedger;
import io.github.camelaudience.launchdarkly.core.mirror.Removals;
import io.github.camelaudience.launchdarkly.core.settings.EngineOptions;
import io.github.camelaudience.launchdarkly.core.verdict.AudienceIdFallback;
import io.github.camelaudience.launchdarkly.core.verdict.MissingMembership;
import io.github.camelaudience.launchdarkly.core.verdict.OnDelete;
import javax.sql.DataSource;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.StateRepository;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;
import org.apache.camel.spi.UriPath;

/**
 * Holds the options of an endpoint. The getters and setters of durations take milliseconds; in a URI and in properties
 * a duration may be written with its unit, such as {@code 30s} or {@code 4m}. Sizes are in bytes.
 */
@UriParams
public class LaunchDarklyAudienceConfiguration implements Cloneable, EngineOptions {

    @UriPath(description = "The client-side ID of the LaunchDarkly environment.")
    @Metadata(required = true)
    private String clientSideId;

    @UriParam(
            label = "security",
            secret = true,
            description =
                    "Required, here or on the component: the LaunchDarkly access token, preferably of a service token with the role "
                            + "actions createSegment and updateIncluded. SDK keys and mobile keys are refused.")
    private String accessToken;

    @UriParam(
            label = "producer",
            defaultValue = "commercial",
            description =
                    "The LaunchDarkly instance: commercial, eu or federal. Whether synced segments are available for "
                            + "Segment in eu and federal is not documented by LaunchDarkly; see backend.")
    private Instance instance = Instance.commercial;

    @UriParam(
            label = "producer",
            defaultValue = "synced",
            description =
                    "The kind of segment that audiences are written to: synced, standard (at most 15,000 targets each) or big.")
    private SegmentKind backend = SegmentKind.synced;

    @UriParam(
            label = "producer",
            description =
                    "The key of the environment's project, for standard and big segments. Given with environmentKey it is "
                            + "checked once; without both they are found by the client-side ID in the list of projects.")
    private String projectKey;

    @UriParam(
            label = "producer",
            description = "The key of the environment, for standard and big segments; given with projectKey.")
    private String environmentKey;

    @UriParam(
            label = "producer",
            defaultValue = "segment-{audienceId}",
            description =
                    "The key of an audience's standard or big segment, with {audienceId} in it once. Characters of an id "
                            + "that a key cannot have are replaced so that no two audiences get one key.")
    private String segmentKey = SegmentKeyRule.DEFAULT;

    @UriParam(
            label = "producer,advanced",
            description =
                    "The base URL of LaunchDarkly's REST API, in place of the instance's, without a path. Must be "
                            + "https, or http to a loopback address.")
    private String baseUrl;

    @UriParam(
            label = "producer,advanced",
            description = "The base URL that is asked about the client-side ID by the verify operation, in "
                    + "place of the instance's; baseUrl if only that is given.")
    private String clientSdkUrl;

    @UriParam(
            label = "producer",
            defaultValue = "sync",
            description = "What to do with a message. sync applies it. verify checks the credentials. "
                    + "explain tells what would be done and why. audit compares people and audiences with LaunchDarkly. why tells "
                    + "what the ledger knows of a membership. mirror makes an audience what a set of keys says. release lets the "
                    + "removals of a held audience pass.")
    private Operation operation = Operation.sync;

    @UriParam(label = "producer", defaultValue = "user", description = "The kind of the contexts.")
    private String contextKind = "user";

    @UriParam(
            label = "producer",
            defaultValue = "user_id_only",
            enums =
                    "user_id_only,email_only,user_id_then_email,user_id_then_anonymousId,user_id_then_email_then_anonymousId",
            description = "Which identifier becomes the context key.")
    private String contextKey = "user_id_only";

    @UriParam(
            label = "producer",
            description =
                    "Segment's mapping, as JSON or as a resource such as classpath:mapping.json: the fields that replace "
                            + "those of the default mapping of Segment's own destination.")
    private String mapping;

    @UriParam(
            label = "producer,security",
            description =
                    "The Camel languages that expressions in a mapping may use, by name and separated by commas, such as "
                            + "jsonpath,jq. None by default: an expression is code of whoever writes the mapping.")
    private String mappingLanguages;

    @UriParam(
            label = "producer,security",
            defaultValue = "false",
            description =
                    "Whether headers, too, override the environment, the context kind and the audience name of a "
                            + "message, and say what to mirror. Exchange properties always do; headers may come from whoever sends the message.")
    private boolean headerOverrides;

    @UriParam(
            label = "producer",
            defaultValue = "type = \"identify\" or type = \"track\"",
            description = "Segment's trigger in its query language (FQL), as text or as a resource such as "
                    + "classpath:trigger.fql: messages that do not match are skipped.")
    private String trigger = "type = \"identify\" or type = \"track\"";

    @UriParam(
            label = "producer",
            defaultValue = "reject",
            description = "What to do with an audience message without its membership flag, or with null "
                    + "there: reject it, or remove the context as Segment's own destination does.")
    private MissingMembership onMissingMembership = MissingMembership.reject;

    @UriParam(
            label = "producer",
            defaultValue = "none",
            description = "What stands in for a missing computation_id: nothing, so that the message is "
                    + "rejected, or the computation_key.")
    private AudienceIdFallback audienceIdFallback = AudienceIdFallback.none;

    @UriParam(
            label = "producer",
            description =
                    "The audiences that are synced, by id or key, with commas between them; a star stands for any text, as in "
                            + "trial_*. All by default. Messages of other audiences are skipped.")
    private String allowAudiences;

    @UriParam(
            label = "producer",
            description =
                    "The audiences that are not synced, written as in allowAudiences, which they take precedence over. None "
                            + "by default.")
    private String denyAudiences;

    @UriParam(
            label = "producer",
            defaultValue = "ignore",
            description =
                    "What Segment's delete messages do: ignore skips them, as Segment's own destination does; with remove the "
                            + "person leaves all audiences that the ledger knows, and is forgotten.")
    private OnDelete onDelete = OnDelete.ignore;

    @UriParam(
            label = "producer",
            description =
                    "With onDelete=remove, the client-side IDs of further environments that a deleted person leaves, with "
                            + "commas between them. Only that of the message by default.")
    private String deleteEnvironments;

    @UriParam(
            label = "producer",
            description =
                    "With onDelete=remove, the folders in which rejected messages are kept, with commas between them: those of "
                            + "a deleted person are removed from their files.")
    private String rejectedFolders;

    @UriParam(
            label = "producer",
            defaultValue = "0.5",
            description =
                    "The share of an audience that may leave within an hour, from 0 to 1: what is more is held until the "
                            + "audience is released. With 1 nothing is ever held.")
    private double brakeShare = 0.5;

    @UriParam(
            label = "producer",
            defaultValue = "1000",
            description = "How many may leave an audience within an hour in any case, whatever brakeShare says.")
    private int brakeMinimum = 1000;

    @UriParam(
            label = "producer",
            description =
                    "The endpoint that receives a JSON document for each event, such as an audience that is seen for the first "
                            + "time or held. Deliveries never wait for it.")
    private String eventsUri;

    @UriParam(
            label = "producer",
            defaultValue = "fail",
            description = "What rejected messages do to the exchange, after everything else is delivered: "
                    + "fail it, or skip them with a log line. With rejectedUri they are sent there, and "
                    + "the exchange does not fail.")
    private OnRejected onRejected = OnRejected.fail;

    @UriParam(
            label = "producer",
            description = "The endpoint that receives each rejected message, as it arrived and with reason "
                    + "and JSON path in headers, before the exchange completes.")
    private String rejectedUri;

    @UriParam(
            label = "producer",
            defaultValue = "one",
            description = "Whether changes of several audiences may share a request. With one a request is for one "
                    + "audience, as Segment sends it; with many there are as few requests as can be.")
    private AudiencesPerRequest audiencesPerRequest = AudiencesPerRequest.one;

    @UriParam(label = "producer", defaultValue = "1000", description = "The most members of one request.")
    private int maxBatchSize = 1000;

    @UriParam(label = "producer", defaultValue = "1048576", description = "The most bytes of one request's members.")
    private int maxBatchBytes = 1048576;

    @UriParam(
            label = "producer",
            defaultValue = "0ms",
            javaType = "java.time.Duration",
            description = "How long a change waits for others of its audience to share a request. With 0 a lone "
                    + "change goes at once. Under load, requests fill while the one before is under way.")
    private long linger = 0;

    @UriParam(
            label = "producer",
            defaultValue = "64",
            description = "The most requests under way at a time, over all audiences. One membership is never "
                    + "in more than one.")
    private int maxInFlight = 64;

    @UriParam(
            label = "producer",
            defaultValue = "10000",
            description = "The most changes that were taken and are not done. When they are reached, senders wait.")
    private int maxPending = 10000;

    @UriParam(
            label = "producer",
            defaultValue = "4m",
            javaType = "java.time.Duration",
            description = "How long an exchange may take before what is left of it fails. Must stay below "
                    + "what the source allows, such as Kafka's max.poll.interval.ms.")
    private long retryTimeout = 240000;

    @UriParam(
            label = "producer,advanced",
            defaultValue = "500ms",
            javaType = "java.time.Duration",
            description = "What the first retry waits at most; doubled for each further one.")
    private long retryDelay = 500;

    @UriParam(
            label = "producer,advanced",
            defaultValue = "30s",
            javaType = "java.time.Duration",
            description = "What any retry waits at most, whatever LaunchDarkly asks for.")
    private long maxRetryDelay = 30000;

    @UriParam(
            label = "producer,advanced",
            defaultValue = "1m",
            javaType = "java.time.Duration",
            description =
                    "How long nothing is sent after LaunchDarkly refused the access token, or after an answer that no "
                            + "message can be blamed for.")
    private long unauthorizedCoolDown = 60000;

    @UriParam(
            label = "producer",
            description =
                    "The folder of a ledger: what LaunchDarkly accepted last is remembered for every membership, across restarts. One process "
                            + "at a time has it. Needs org.rocksdb:rocksdbjni on the class path. In memory by default.")
    private String ledgerFolder;

    @UriParam(
            label = "producer",
            description =
                    "The DataSource of a ledger in PostgreSQL 12 or newer, which any number of processes share: what LaunchDarkly accepted "
                            + "last is remembered for every membership, and none is written by two of them. Needs org.postgresql:postgresql on "
                            + "the class path.")
    private DataSource ledgerDataSource;

    @UriParam(
            label = "producer,advanced",
            description = "A ledger of your own: it must keep the same contract as ours, and you close it.")
    private MembershipLedger membershipLedger;

    @UriParam(
            label = "producer,advanced",
            defaultValue = "5m",
            javaType = "java.time.Duration",
            description =
                    "After what time a request without an answer has no effect at LaunchDarkly any more: then what it may have undone is "
                            + "sent again. Must be at least 15 seconds longer than responseTimeout.")
    private long settleAfter = 300000;

    @Deprecated
    @UriParam(
            label = "producer,advanced",
            description =
                    "Remembers the newest event of each membership across restarts, for one process. Use ledgerFolder, or "
                            + "ledgerDataSource where several processes write.")
    private StateRepository<String, String> stateRepository;

    @UriParam(
            label = "producer,advanced",
            defaultValue = "100000",
            description = "How many memberships the newest event is remembered for in memory.")
    private int maxRememberedMemberships = 100000;

    @UriParam(
            label = "producer,advanced",
            defaultValue = "0.1",
            description =
                    "The most that audits use of each of LaunchDarkly's rate limits, as a share above 0 and at most 1. They "
                            + "yield to deliveries.")
    private double auditShare = 0.1;

    @UriParam(
            label = "producer",
            description =
                    "With operation=mirror: the id of the audience, Segment's computation_id. An exchange property of the "
                            + "route takes precedence, here and for the next three.")
    private String audienceId;

    @UriParam(
            label = "producer",
            description =
                    "With operation=mirror: the key of the audience, Segment's computation_key, of which its name is made. The "
                            + "name that is known by default, else the id.")
    private String audienceKey;

    @UriParam(
            label = "producer",
            description =
                    "With operation=mirror: when the keys of the body were true, such as 2026-01-02T03:04:05Z. There is no "
                            + "default: what is newer wins by it.")
    private String snapshotTime;

    @UriParam(
            label = "producer",
            description = "With operation=mirror: the id of a plan that was held and is to be applied all the same.")
    private String mirrorConfirm;

    @UriParam(
            label = "producer",
            description =
                    "With operation=mirror: the column that holds the context key. Not needed where there is only one.")
    private String keyColumn;

    @UriParam(
            label = "producer",
            defaultValue = ",",
            description = "With operation=mirror: what separates the fields of CSV.")
    private String csvDelimiter = ",";

    @UriParam(
            label = "producer",
            defaultValue = "seeded",
            description =
                    "With operation=mirror: whether members that are not among the keys leave. By default once all members are "
                            + "known, that is, after a mirror of the audience was complete.")
    private Removals mirrorRemovals = Removals.seeded;

    @UriParam(
            label = "producer,advanced",
            defaultValue = "0.2",
            description =
                    "With operation=mirror: a plan by which more than this share of the known members would leave, and more "
                            + "than 100, is held until it is confirmed.")
    private double mirrorBrakeShare = 0.2;

    @UriParam(
            label = "producer,advanced",
            defaultValue = "0.01",
            description = "With operation=mirror: a plan is held when more than this share of the rows names nobody.")
    private double mirrorBadRowShare = 0.01;

    @UriParam(
            label = "producer,advanced",
            description =
                    "With operation=mirror: the folder where keys are staged. The folder mirror in ledgerFolder by default; "
                            + "must be set with another ledger.")
    private String mirrorFolder;

    @UriParam(
            label = "producer,advanced",
            description = "The name of the camel-http component that carries the requests; its proxy, TLS "
                    + "and pool settings apply. The https component (http for a loopback baseUrl) by "
                    + "default.")
    private String httpComponent;

    @UriParam(
            label = "producer,advanced",
            defaultValue = "5s",
            javaType = "java.time.Duration",
            description = "How long connecting to LaunchDarkly may take.")
    private long connectTimeout = 5000;

    @UriParam(
            label = "producer,advanced",
            defaultValue = "30s",
            javaType = "java.time.Duration",
            description = "How long LaunchDarkly may take to answer.")
    private long responseTimeout = 30000;

    @UriParam(
            label = "producer,advanced",
            defaultValue = "16777216",
            description = "The most bytes of one message body, after decompression.")
    private int maxDocumentSize = 16777216;

    @UriParam(
            label = "producer",
            defaultValue = "false",
            description =
                    "Whether to check the credentials at start and to fail if they are wrong. If LaunchDarkly cannot be asked, the start goes "
                            + "on with a warning, and the health check says so until a request is accepted.")
    private boolean verifyOnStart = false;

    @UriParam(
            label = "producer",
            defaultValue = "false",
            description = "Does everything but apply: the sync report holds the requests. Nothing is sent, except that "
                    + "LaunchDarkly checks the changes of standard segments.")
    private boolean dryRun = false;

    /** Makes a copy to change without changing this. */
    public LaunchDarklyAudienceConfiguration copy() {
        try {
            return (LaunchDarklyAudienceConfiguration) clone();
        } catch (CloneNotSupportedException e) {
            throw new RuntimeCamelException(e);
        }
    }

    public String getClientSideId() {
        return clientSideId;
    }

    public void setClientSideId(String clientSideId) {
        this.clientSideId = clientSideId;
    }

    public String getAccessToken() {
        return accessToken;
    }

    public void setAccessToken(String accessToken) {
        this.accessToken = accessToken;
    }

    public Instance getInstance() {
        return instance;
    }

    public void setInstance(Instance instance) {
        this.instance = instance;
    }

    public SegmentKind getBackend() {
        return backend;
    }

    public void setBackend(SegmentKind backend) {
        this.backend = backend;
    }

    public String getProjectKey() {
        return projectKey;
    }

    public void setProjectKey(String projectKey) {
        this.projectKey = projectKey;
    }

    public String getEnvironmentKey() {
        return environmentKey;
    }

    public void setEnvironmentKey(String environmentKey) {
        this.environmentKey = environmentKey;
    }

    public String getSegmentKey() {
        return segmentKey;
    }

    public void setSegmentKey(String segmentKey) {
        this.segmentKey = segmentKey;
    }

    public String getBaseUrl() {
        return baseUrl;
    }

    public void setBaseUrl(String baseUrl) {
        this.baseUrl = baseUrl;
    }

    public String getClientSdkUrl() {
        return clientSdkUrl;
    }

    public void setClientSdkUrl(String clientSdkUrl) {
        this.clientSdkUrl = clientSdkUrl;
    }

    public Operation getOperation() {
        return operation;
    }

    public void setOperation(Operation operation) {
        this.operation = operation;
    }

    public String getContextKind() {
        return contextKind;
    }

    public void setContextKind(String contextKind) {
        this.contextKind = contextKind;
    }

    public String getContextKey() {
        return contextKey;
    }

    public void setContextKey(String contextKey) {
        this.contextKey = contextKey;
    }

    public MissingMembership getOnMissingMembership() {
        return onMissingMembership;
    }

    public void setOnMissingMembership(MissingMembership onMissingMembership) {
        this.onMissingMembership = onMissingMembership;
    }

    public AudienceIdFallback getAudienceIdFallback() {
        return audienceIdFallback;
    }

    public void setAudienceIdFallback(AudienceIdFallback audienceIdFallback) {
        this.audienceIdFallback = audienceIdFallback;
    }

    public String getAllowAudiences() {
        return allowAudiences;
    }

    public void setAllowAudiences(String allowAudiences) {
        this.allowAudiences = allowAudiences;
    }

    public String getDenyAudiences() {
        return denyAudiences;
    }

    public void setDenyAudiences(String denyAudiences) {
        this.denyAudiences = denyAudiences;
    }

    public OnDelete getOnDelete() {
        return onDelete;
    }

    public void setOnDelete(OnDelete onDelete) {
        this.onDelete = onDelete;
    }

    public String getDeleteEnvironments() {
        return deleteEnvironments;
    }

    public void setDeleteEnvironments(String deleteEnvironments) {
        this.deleteEnvironments = deleteEnvironments;
    }

    public String getRejectedFolders() {
        return rejectedFolders;
    }

    public void setRejectedFolders(String rejectedFolders) {
        this.rejectedFolders = rejectedFolders;
    }

    public double getBrakeShare() {
        return brakeShare;
    }

    public void setBrakeShare(double brakeShare) {
        this.brakeShare = brakeShare;
    }

    public int getBrakeMinimum() {
        return brakeMinimum;
    }

    public void setBrakeMinimum(int brakeMinimum) {
        this.brakeMinimum = brakeMinimum;
    }

    public String getEventsUri() {
        return eventsUri;
    }

    public void setEventsUri(String eventsUri) {
        this.eventsUri = eventsUri;
    }

    public OnRejected getOnRejected() {
        return onRejected;
    }

    public void setOnRejected(OnRejected onRejected) {
        this.onRejected = onRejected;
    }

    public String getRejectedUri() {
        return rejectedUri;
    }

    public void setRejectedUri(String rejectedUri) {
        this.rejectedUri = rejectedUri;
    }

    public AudiencesPerRequest getAudiencesPerRequest() {
        return audiencesPerRequest;
    }

    public void setAudiencesPerRequest(AudiencesPerRequest audiencesPerRequest) {
        this.audiencesPerRequest = audiencesPerRequest;
    }

    public int getMaxBatchSize() {
        return maxBatchSize;
    }

    public void setMaxBatchSize(int maxBatchSize) {
        this.maxBatchSize = maxBatchSize;
    }

    public int getMaxBatchBytes() {
        return maxBatchBytes;
    }

    public void setMaxBatchBytes(int maxBatchBytes) {
        this.maxBatchBytes = maxBatchBytes;
    }

    public long getLinger() {
        return linger;
    }

    public void setLinger(long linger) {
        this.linger = linger;
    }

    public int getMaxInFlight() {
        return maxInFlight;
    }

    public void setMaxInFlight(int maxInFlight) {
        this.maxInFlight = maxInFlight;
    }

    public int getMaxPending() {
        return maxPending;
    }

    public void setMaxPending(int maxPending) {
        this.maxPending = maxPending;
    }

    public long getRetryTimeout() {
        return retryTimeout;
    }

    public void setRetryTimeout(long retryTimeout) {
        this.retryTimeout = retryTimeout;
    }

    public long getRetryDelay() {
        return retryDelay;
    }

    public void setRetryDelay(long retryDelay) {
        this.retryDelay = retryDelay;
    }

    public long getMaxRetryDelay() {
        return maxRetryDelay;
    }

    public void setMaxRetryDelay(long maxRetryDelay) {
        this.maxRetryDelay = maxRetryDelay;
    }

    public double getAuditShare() {
        return auditShare;
    }

    public void setAuditShare(double auditShare) {
        this.auditShare = auditShare;
    }

    public long getUnauthorizedCoolDown() {
        return unauthorizedCoolDown;
    }

    public void setUnauthorizedCoolDown(long unauthorizedCoolDown) {
        this.unauthorizedCoolDown = unauthorizedCoolDown;
    }

    public String getLedgerFolder() {
        return ledgerFolder;
    }

    public void setLedgerFolder(String ledgerFolder) {
        this.ledgerFolder = ledgerFolder;
    }

    public DataSource getLedgerDataSource() {
        return ledgerDataSource;
    }

    public void setLedgerDataSource(DataSource ledgerDataSource) {
        this.ledgerDataSource = ledgerDataSource;
    }

    public MembershipLedger getMembershipLedger() {
        return membershipLedger;
    }

    public void setMembershipLedger(MembershipLedger membershipLedger) {
        this.membershipLedger = membershipLedger;
    }

    @Override
    public long getSettleAfter() {
        return settleAfter;
    }

    public void setSettleAfter(long settleAfter) {
        this.settleAfter = settleAfter;
    }

    @Deprecated
    public StateRepository<String, String> getStateRepository() {
        return stateRepository;
    }

    @Deprecated
    public void setStateRepository(StateRepository<String, String> stateRepository) {
        this.stateRepository = stateRepository;
    }

    public int getMaxRememberedMemberships() {
        return maxRememberedMemberships;
    }

    public void setMaxRememberedMemberships(int maxRememberedMemberships) {
        this.maxRememberedMemberships = maxRememberedMemberships;
    }

    public String getHttpComponent() {
        return httpComponent;
    }

    public void setHttpComponent(String httpComponent) {
        this.httpComponent = httpComponent;
    }

    public long getConnectTimeout() {
        return connectTimeout;
    }

    public void setConnectTimeout(long connectTimeout) {
        this.connectTimeout = connectTimeout;
    }

    public long getResponseTimeout() {
        return responseTimeout;
    }

    public void setResponseTimeout(long responseTimeout) {
        this.responseTimeout = responseTimeout;
    }

    public int getMaxDocumentSize() {
        return maxDocumentSize;
    }

    public void setMaxDocumentSize(int maxDocumentSize) {
        this.maxDocumentSize = maxDocumentSize;
    }

    public boolean isVerifyOnStart() {
        return verifyOnStart;
    }

    public void setVerifyOnStart(boolean verifyOnStart) {
        this.verifyOnStart = verifyOnStart;
    }

    public boolean isDryRun() {
        return dryRun;
    }

    public void setDryRun(boolean dryRun) {
        this.dryRun = dryRun;
    }

    public String getMapping() {
        return mapping;
    }

    public void setMapping(String mapping) {
        this.mapping = mapping;
    }

    public String getMappingLanguages() {
        return mappingLanguages;
    }

    public void setMappingLanguages(String mappingLanguages) {
        this.mappingLanguages = mappingLanguages;
    }

    public String getAudienceId() {
        return audienceId;
    }

    public void setAudienceId(String audienceId) {
        this.audienceId = audienceId;
    }

    public String getAudienceKey() {
        return audienceKey;
    }

    public void setAudienceKey(String audienceKey) {
        this.audienceKey = audienceKey;
    }

    public String getSnapshotTime() {
        return snapshotTime;
    }

    public void setSnapshotTime(String snapshotTime) {
        this.snapshotTime = snapshotTime;
    }

    public String getMirrorConfirm() {
        return mirrorConfirm;
    }

    public void setMirrorConfirm(String mirrorConfirm) {
        this.mirrorConfirm = mirrorConfirm;
    }

    public String getKeyColumn() {
        return keyColumn;
    }

    public void setKeyColumn(String keyColumn) {
        this.keyColumn = keyColumn;
    }

    public String getCsvDelimiter() {
        return csvDelimiter;
    }

    public void setCsvDelimiter(String csvDelimiter) {
        this.csvDelimiter = csvDelimiter;
    }

    public Removals getMirrorRemovals() {
        return mirrorRemovals;
    }

    public void setMirrorRemovals(Removals mirrorRemovals) {
        this.mirrorRemovals = mirrorRemovals;
    }

    public double getMirrorBrakeShare() {
        return mirrorBrakeShare;
    }

    public void setMirrorBrakeShare(double mirrorBrakeShare) {
        this.mirrorBrakeShare = mirrorBrakeShare;
    }

    public double getMirrorBadRowShare() {
        return mirrorBadRowShare;
    }

    public void setMirrorBadRowShare(double mirrorBadRowShare) {
        this.mirrorBadRowShare = mirrorBadRowShare;
    }

    public String getMirrorFolder() {
        return mirrorFolder;
    }

    public void setMirrorFolder(String mirrorFolder) {
        this.mirrorFolder = mirrorFolder;
    }

    public boolean isHeaderOverrides() {
        return headerOverrides;
    }

    public void setHeaderOverrides(boolean headerOverrides) {
        this.headerOverrides = headerOverrides;
    }

    public String getTrigger() {
        return trigger;
    }

    public void setTrigger(String trigger) {
        this.trigger = trigger;
    }
}
