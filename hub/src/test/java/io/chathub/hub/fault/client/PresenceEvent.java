package io.chathub.hub.fault.client;

/**
 * An {@code online} or {@code offline} that a client was told.
 *
 * @param at of the JVM's nanosecond clock
 * @param node where the client that was told was connected
 */
public record PresenceEvent(boolean isOnline, String user, long at, String node) {}
