package mumu.runtime.cuda;

/**
 * One rung of the ladder of failures.
 *
 * @param what what is wrong, or {@code nothing}; part of a sentence
 * @param next the next step, one sentence
 */
public record Advice(String what, String next) {}
