package io.chathub.hub.fault.client;

import java.util.OptionalLong;

/**
 * The end of a connection.
 *
 * @param code 1006 where it broke
 * @param retryAfterMs as the {@code bye} before it said
 * @param at of the JVM's nanosecond clock
 */
public record Close(int code, String node, OptionalLong retryAfterMs, long at) {

  public static final int BROKEN = 1006;
}
