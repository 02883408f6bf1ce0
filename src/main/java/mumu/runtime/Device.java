package mumu.runtime;

/**
 * Where graphs run and why.
 *
 * @param name {@code cpu} or {@code cuda:N}
 * @param reason one sentence for status line, Log and provenance
 */
public record Device(String name, String reason) {}
