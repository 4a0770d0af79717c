package io.chathub.hub.fault.client;

/**
 * A push or a sign-in that was refused.
 *
 * @param at of the JVM's nanosecond clock
 */
public record Refused(int errcode, boolean isRetryable, String node, long at) {}
