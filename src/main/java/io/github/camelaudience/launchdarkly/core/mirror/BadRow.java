package io.github.camelaudience.launchdarkly.core.mirror;

/**
 * Tells of a row that names nobody. Quotes nothing of it.
 *
 * @param row    its number, from 1: the line where there are lines
 * @param reason one word of code
 * @param detail what is wrong, to follow the row's number
 */
public record BadRow(long row, String reason, String detail) {}
