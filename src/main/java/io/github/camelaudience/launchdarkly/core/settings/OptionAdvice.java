package io.github.camelaudience.launchdarkly.core.settings;

import io.github.camelaudience.launchdarkly.core.launchdarkly.AudiencesPerRequest;
import io.github.camelaudience.launchdarkly.core.launchdarkly.Instance;
import io.github.camelaudience.launchdarkly.core.launchdarkly.SegmentKind;
import io.github.camelaudience.launchdarkly.core.launchdarkly.rest.SegmentKeyRule;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Says what is worth a warning at start, though it may be meant. Holds no values that could be secrets. */
public final class OptionAdvice {

    /** LaunchDarkly's Terraform provider checks client-side IDs so; the documentation's own examples are shorter. */
    private static final Pattern CLIENT_SIDE_ID = Pattern.compile("[0-9a-fA-F]{24}");

    /** Kafka's default {@code max.poll.interval.ms}. */
    private static final long KAFKA_POLL_INTERVAL = 300_000;

    private OptionAdvice() {}

    /** One sentence per doubt, in no case a reason not to start. */
    public static List<String> of(EngineOptions configuration) {
        List<String> advice = new ArrayList<>();
        if (!CLIENT_SIDE_ID.matcher(configuration.getClientSideId()).matches()) {
            advice.add(
                    "clientSideId is not 24 hexadecimal digits, as the client-side IDs of LaunchDarkly's environments"
                            + " are. Is it an environment's key or name?");
        }
        if (configuration.isDryRun()) {
            advice.add(
                    configuration.getBackend() == SegmentKind.standard
                            ? "dryRun is on: nothing is applied. LaunchDarkly checks the changes of segments that are there, and those"
                                    + " that are not are not made."
                            : "dryRun is on: nothing is sent to LaunchDarkly. Reports and answers say so, and hold the requests that"
                                    + " would be sent.");
        }
        if (configuration.getRetryTimeout() > KAFKA_POLL_INTERVAL) {
            advice.add("retryTimeout is " + configuration.getRetryTimeout() + " ms, more than Kafka's default"
                    + " max.poll.interval.ms of " + KAFKA_POLL_INTERVAL + " ms. A Kafka consumer whose route waits"
                    + " longer is taken for dead, and its records go to another one that sends them, too.");
        }
        boolean synced = configuration.getBackend() == SegmentKind.synced;
        if (synced && configuration.getInstance() != Instance.commercial && configuration.getBaseUrl() == null) {
            advice.add("instance is " + configuration.getInstance()
                    + ". Whether audiences can be synced to that instance is not documented by LaunchDarkly. Standard"
                    + " segments (backend=standard) are in all instances.");
        }
        if (synced && (configuration.getProjectKey() != null || configuration.getEnvironmentKey() != null)) {
            advice.add(
                    "projectKey and environmentKey are not used by backend=synced, which knows the environment by its"
                            + " client-side ID. Is backend=standard or backend=big missing?");
        }
        if (synced
                && configuration.getSegmentKey() != null
                && !SegmentKeyRule.DEFAULT.equals(configuration.getSegmentKey())) {
            advice.add("segmentKey is not used by backend=synced, where LaunchDarkly names the segments.");
        }
        if (!synced && configuration.getAudiencesPerRequest() == AudiencesPerRequest.many) {
            advice.add(
                    "audiencesPerRequest is many, but a request to standard or big segments is for one audience in any case.");
        }
        return List.copyOf(advice);
    }
}
