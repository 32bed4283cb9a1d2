package io.github.camelaudience.launchdarkly.connect;

import java.util.Map;

/** Shows by JMX what a task stands at. Counts are since its start; nothing names a person. */
public interface SinkTaskMXBean {

    /** Counts the changes that LaunchDarkly accepted, those superseded by newer ones included. */
    long getChanges();

    /** Counts the changes that failed, so that their records are read again. */
    long getFailed();

    /** Counts the skipped messages by reason. */
    Map<String, Long> getSkipped();

    /** Counts the rejected messages by reason. */
    Map<String, Long> getRejected();

    /** Counts the records that went to Kafka Connect's reporter. */
    long getReportedRecords();

    /** Counts the records without a value, which are passed over. */
    long getTombstones();

    /** Counts the requests sent, repeats included. */
    long getRequests();

    /** Counts the requests that repeated a failed one. */
    long getRetries();

    /** Counts the requests that LaunchDarkly answered "too many requests". */
    long getThrottled();

    /** Counts the changes taken and not settled. */
    int getPending();

    /** Counts the requests under way. */
    int getInFlight();

    /** Tells how long the oldest session has been under way, in milliseconds; 0 if there is none. */
    long getOldestWaitingMillis();

    /** Counts the records that are taken and not complete. */
    int getRecordsUnderWay();

    /** Counts the partitions that wait to be read again after a failure. */
    int getPartitionsWaiting();

    /** Tells when LaunchDarkly last accepted a request, as ISO text; or {@code null}. */
    String getLastSuccess();

    /** Tells status, code and request id of the last answer; or {@code null}. */
    String getLastOutcome();

    /** Tells LaunchDarkly's refusal of the access token, while it lasts; or {@code null}. */
    String getUnauthorized();

    /** Tells why changes are held although no message is to blame, while it lasts; or {@code null}. */
    String getHeld();

    /** Tells whether the last attempts failed by a fault of LaunchDarkly or the network, and none was accepted since. */
    boolean isFailing();
}
