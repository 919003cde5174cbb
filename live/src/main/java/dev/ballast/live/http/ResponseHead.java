package dev.ballast.live.http;

/**
 * What stands before the body of an answer.
 *
 * @param status 200 to 599, or 101 where both sides go on in another protocol, which the field
 *     Upgrade names; 100 to 199 else for what is said ahead of an answer
 */
public record ResponseHead(int status, Fields fields) {}
