/**
 * Takes records of Kafka Connect, and applies the Segment audience messages in them to LaunchDarkly segments.
 *
 * <p>Flow: {@code LaunchDarklyAudienceSinkConnector} checks the configuration against {@code SinkOptions}, which are those of the
 * component's catalog. Each {@code LaunchDarklyAudienceSinkTask} opens one session of its engine for the records of one {@code
 * put}; {@code RecordsUnderWay} knows which offsets are complete and what has to be read again, and {@code Rejections} what becomes
 * of broken records. Kafka Connect calls it. It needs the component's core only, and knows no Camel.
 */
package io.github.camelaudience.launchdarkly.connect;
