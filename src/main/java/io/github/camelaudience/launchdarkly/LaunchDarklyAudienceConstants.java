package io.github.camelaudience.launchdarkly;

import io.github.camelaudience.launchdarkly.core.sync.SyncReport;
import org.apache.camel.spi.Metadata;

/** Names the headers and exchange properties that the component reads and writes. */
public final class LaunchDarklyAudienceConstants {

    /** Exchange property; a header of this name counts only with {@code headerOverrides=true}. */
    @Metadata(
            label = "producer",
            description =
                    "Only with headerOverrides=true, else as exchange property: the client-side ID of the LaunchDarkly environment, in place of the endpoint's.",
            javaType = "String")
    public static final String ENVIRONMENT = "CamelLaunchDarklyAudienceEnvironment";

    /** Names an exchange property that overrides; a header of this name counts only with {@code headerOverrides=true}. */
    @Metadata(
            label = "producer",
            description =
                    "Only with headerOverrides=true, else as exchange property: the context kind, in place of the contextKind option and of a mapped one.",
            javaType = "String")
    public static final String CONTEXT_KIND = "CamelLaunchDarklyAudienceContextKind";

    /** Names an exchange property that overrides; a header of this name counts only with {@code headerOverrides=true}. */
    @Metadata(
            label = "producer",
            description =
                    "Only with headerOverrides=true, else as exchange property: the name that LaunchDarkly shows for the audience, in place of the one made from its key.",
            javaType = "String")
    public static final String AUDIENCE_NAME = "CamelLaunchDarklyAudienceName";

    /**
     * Names the header by which a route asks that an exchange which fails is forgotten, because another process may get
     * its messages next.
     */
    @Metadata(
            label = "producer",
            description =
                    "Whether to forget the newest events that this exchange brought if it fails, in this step or in a later one. Right where another process may be given the same messages next, as with Kafka: what it applies is not known here.",
            javaType = "Boolean")
    public static final String FORGET_ON_FAILURE = "CamelLaunchDarklyAudienceForgetOnFailure";

    /** Names the header that counts the changes LaunchDarkly accepted, those superseded by newer ones included. */
    @Metadata(
            label = "producer",
            description = "How many changes LaunchDarkly accepted, those superseded by newer ones included.",
            javaType = "Integer")
    public static final String CHANGES = "CamelLaunchDarklyAudienceChanges";

    /** Names the header that counts skipped messages. */
    @Metadata(label = "producer", description = "How many messages were skipped.", javaType = "Integer")
    public static final String SKIPPED = "CamelLaunchDarklyAudienceSkipped";

    /** Names the header that counts rejected messages. */
    @Metadata(label = "producer", description = "How many messages were rejected.", javaType = "Integer")
    public static final String REJECTED = "CamelLaunchDarklyAudienceRejected";

    /** Names the header that counts the requests that carried changes of the exchange, repeats included. */
    @Metadata(
            label = "producer",
            description = "How many requests carried changes of this exchange, repeats included.",
            javaType = "Integer")
    public static final String REQUESTS = "CamelLaunchDarklyAudienceRequests";

    /** Names the header with the id of LaunchDarkly's last error answer. */
    @Metadata(
            label = "producer",
            description = "The id that LaunchDarkly gave in its last error answer, if there was one.",
            javaType = "String")
    public static final String REQUEST_ID = "CamelLaunchDarklyAudienceRequestId";

    /** Names the header with the reason, on a message that goes to {@code rejectedUri}. */
    @Metadata(label = "producer", description = "On a rejected message: why.", javaType = "String")
    public static final String REJECT_REASON = "CamelLaunchDarklyAudienceRejectReason";

    /** Names the header with the JSON path in the body, on a message that goes to {@code rejectedUri}. */
    @Metadata(label = "producer", description = "On a rejected message: where, as a JSON path.", javaType = "String")
    public static final String REJECT_PATH = "CamelLaunchDarklyAudienceRejectPath";

    /**
     * Names the header that says what was expected and what was found, on a message that goes to {@code rejectedUri}.
     */
    @Metadata(
            label = "producer",
            description = "On a rejected message: what was expected and what was found.",
            javaType = "String")
    public static final String REJECT_DETAIL = "CamelLaunchDarklyAudienceRejectDetail";

    /** Names the header that counts what an audit found to differ from what is believed. */
    @Metadata(
            label = "producer",
            description = "After an audit: how many memberships and numbers of members differ from what is believed.",
            javaType = "Integer")
    public static final String DRIFT = "CamelLaunchDarklyAudienceDrift";

    /** Names the header that counts what an audit could not compare. */
    @Metadata(
            label = "producer",
            description = "After an audit: how many memberships and numbers of members could not be compared.",
            javaType = "Integer")
    public static final String UNKNOWN = "CamelLaunchDarklyAudienceUnknown";

    /** Names the header with the context key that the operation {@code why} is asked about, in place of a body. */
    @Metadata(
            label = "producer",
            description = "For the operation why, in place of a body: the key of the context that is asked about.",
            javaType = "String")
    public static final String USER = "CamelLaunchDarklyAudienceUser";

    /** Names the header with the audience that the operation {@code why} is asked about. */
    @Metadata(
            label = "producer",
            description =
                    "For the operation why, beside the user: the id or the name of the audience. Without it all that is known of the user is told.",
            javaType = "String")
    public static final String AUDIENCE = "CamelLaunchDarklyAudienceAudience";

    /** Names the header with the type of an event, on a message that goes to {@code eventsUri}. */
    @Metadata(
            label = "producer",
            description = "On an event: its type, such as audience-renamed or removals-held.",
            javaType = "String")
    public static final String EVENT = "CamelLaunchDarklyAudienceEvent";

    /** Names an exchange property that says the id of the audience that is mirrored; a header of this name counts only with {@code headerOverrides=true}. */
    @Metadata(
            label = "producer",
            description =
                    "Only with headerOverrides=true, else as exchange property: the id of the audience that is mirrored, in place of the option audienceId.",
            javaType = "String")
    public static final String AUDIENCE_ID = "CamelLaunchDarklyAudienceId";

    /** Names an exchange property that says the key of the audience that is mirrored; a header of this name counts only with {@code headerOverrides=true}. */
    @Metadata(
            label = "producer",
            description =
                    "Only with headerOverrides=true, else as exchange property: the key of the audience that is mirrored, in place of the option audienceKey.",
            javaType = "String")
    public static final String AUDIENCE_KEY = "CamelLaunchDarklyAudienceKey";

    /** Names an exchange property that says when the keys that are mirrored were true; a header of this name counts only with {@code headerOverrides=true}. */
    @Metadata(
            label = "producer",
            description =
                    "Only with headerOverrides=true, else as exchange property: when the keys that are mirrored were true, in place of the option snapshotTime: text, milliseconds, or a date of Java.",
            javaType = "Object")
    public static final String SNAPSHOT_TIME = "CamelLaunchDarklyAudienceSnapshotTime";

    /** Names an exchange property that says the plan that is to be applied; a header of this name counts only with {@code headerOverrides=true}. */
    @Metadata(
            label = "producer",
            description =
                    "Only with headerOverrides=true, else as exchange property: the id of a held plan that is to be applied, in place of the option mirrorConfirm.",
            javaType = "String")
    public static final String MIRROR_CONFIRM = "CamelLaunchDarklyAudienceMirrorConfirm";

    /** Names the exchange property that holds the {@link SyncReport}. */
    public static final String SYNC_REPORT = "CamelLaunchDarklyAudienceSyncReport";

    private LaunchDarklyAudienceConstants() {}
}
