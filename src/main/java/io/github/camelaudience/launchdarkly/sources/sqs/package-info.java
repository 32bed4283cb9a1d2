/**
 * Makes dead letters that SQS takes, whatever a message holds.
 *
 * <p>Flow: {@code SqsDeadLetters} cuts and escapes a rejected message and its reason before the route sends them.
 * Routes name it. It knows nothing of delivery and JSON.
 */
package io.github.camelaudience.launchdarkly.sources.sqs;
