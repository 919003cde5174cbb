package dev.ballast.spec.learn;

/**
 * One file to learn from. What it is follows from its content.
 *
 * @param name as the user named it; used in messages and for the system's name
 * @param bytes the whole file
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
public record Input(String name, byte[] bytes) {}
