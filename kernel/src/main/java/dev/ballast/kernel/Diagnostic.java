package dev.ballast.kernel;

/**
 * One problem in what a user wrote.
 *
 * @param code stable, such as {@code SPEC014}
 * @param problem one sentence without a full stop
 * @param expected what would have been right, or empty
 * @param fix one thing to do about it, or empty
 */
public record Diagnostic(
    String code, Severity severity, Position at, String problem, String expected, String fix) {}
