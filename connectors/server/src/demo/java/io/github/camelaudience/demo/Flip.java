package io.github.camelaudience.demo;

/**
 * A flag that changed for a person.
 *
 * @param person the person
 * @param on     what the flag is now
 * @param nanos  when it was seen, by {@link System#nanoTime}
 */
record Flip(String person, boolean on, long nanos) {}
