package dev.ballast.live.http;

/**
 * What stands before the body of an answer.
 *
 * @param status 200 to 599, or 101 where both sides go on in another protocol
 */
public record ResponseHead(int status, Fields fields) {}
