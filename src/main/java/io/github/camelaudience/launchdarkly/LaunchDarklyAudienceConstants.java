package io.github.camelaudience.launchdarkly;

import io.github.camelaudience.launchdarkly.core.sync.SyncReport;
import org.apache.camel.spi.Metadata;

/** Names the headers and exchange properties that the component reads and writes. */
public final class LaunchDarklyAudienceConstants {

    /** Ignored, as header and as property: only the endpoint's option says what is done, never who sends a message. */
    public static final String OPERATION = "CamelLaunchDarklyAudienceOperation";

    /** Exchange property; a header of this name counts only with {@code headerOverrides=true}. */
    @Metadata(
            label = "producer",
            description =
                    "Only with headerOverrides=true, else as exchange property: the client-side ID of the LaunchDarkly environment, in place of the endpoint's.",
            javaType = "String")
    public static final String ENVIRONMENT = "CamelLaunchDarklyAudienceEnvironment";

    /** Exchange property; a header of this name counts only with {@code headerOverrides=true}. */
    @Metadata(
            label = "producer",
            description =
                    "Only with headerOverrides=true, else as exchange property: the context kind, in place of the contextKind option and of a mapped one.",
            javaType = "String")
    public static final String CONTEXT_KIND = "CamelLaunchDarklyAudienceContextKind";

    /** Exchange property; a header of this name counts only with {@code headerOverrides=true}. */
    @Metadata(
            label = "producer",
            description =
                    "Only with headerOverrides=true, else as exchange property: the name that LaunchDarkly shows for the audience, in place of the one made from its key.",
            javaType = "String")
    public static final String AUDIENCE_NAME = "CamelLaunchDarklyAudienceName";

    @Metadata(
            label = "producer",
            description =
                    "Whether to forget the newest events that this exchange brought if it fails, in this step or in a later one. Right where another process may be given the same messages next, as with Kafka: what it applies is not known here.",
            javaType = "Boolean")
    public static final String FORGET_ON_FAILURE = "CamelLaunchDarklyAudienceForgetOnFailure";

    @Metadata(
            label = "producer",
            description = "How many changes LaunchDarkly accepted, those superseded by newer ones included.",
            javaType = "Integer")
    public static final String CHANGES = "CamelLaunchDarklyAudienceChanges";

    @Metadata(label = "producer", description = "How many messages were skipped.", javaType = "Integer")
    public static final String SKIPPED = "CamelLaunchDarklyAudienceSkipped";

    @Metadata(label = "producer", description = "How many messages were rejected.", javaType = "Integer")
    public static final String REJECTED = "CamelLaunchDarklyAudienceRejected";

    @Metadata(
            label = "producer",
            description = "How many requests carried changes of this exchange, repeats included.",
            javaType = "Integer")
    public static final String REQUESTS = "CamelLaunchDarklyAudienceRequests";

    @Metadata(
            label = "producer",
            description = "The id that LaunchDarkly gave in its last error answer, if there was one.",
            javaType = "String")
    public static final String REQUEST_ID = "CamelLaunchDarklyAudienceRequestId";

    @Metadata(label = "producer", description = "On a rejected message: why.", javaType = "String")
    public static final String REJECT_REASON = "CamelLaunchDarklyAudienceRejectReason";

    @Metadata(label = "producer", description = "On a rejected message: where, as a JSON path.", javaType = "String")
    public static final String REJECT_PATH = "CamelLaunchDarklyAudienceRejectPath";

    @Metadata(
            label = "producer",
            description = "On a rejected message: what was expected and what was found.",
            javaType = "String")
    public static final String REJECT_DETAIL = "CamelLaunchDarklyAudienceRejectDetail";

    /** Exchange property that holds the {@link SyncReport}. */
    public static final String SYNC_REPORT = "CamelLaunchDarklyAudienceSyncReport";

    private LaunchDarklyAudienceConstants() {}
}
