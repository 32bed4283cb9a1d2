/**
 * Takes several messages of a JMS queue in one exchange and one transaction.
 *
 * <p>Flow: {@code JmsBatchContainer} receives as many as there are, {@code JmsBatchIntake} makes a list of their
 * bodies, {@code JmsDeadLetters} keeps what was rejected; {@code Permission} says whether to begin at all. Routes and
 * JMS endpoints name these classes. It knows nothing of what a message means, and of delivery.
 */
package io.github.camelaudience.launchdarkly.sources.jms;
