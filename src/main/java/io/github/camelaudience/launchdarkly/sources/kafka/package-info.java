/**
 * Does for a batching Kafka consumer what a route cannot say in YAML.
 *
 * <p>Flow: {@code KafkaBatchIntake} finds the records that are ours before the component, {@code KafkaDeadLetters}
 * keeps what was rejected, {@code KafkaBatchCommit} commits after. Routes name these classes. It knows nothing of
 * delivery and JSON.
 */
package io.github.camelaudience.launchdarkly.sources.kafka;
