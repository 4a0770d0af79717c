package io.chathub.hub.fault.machine;

import java.util.List;

/**
 * Where a node runs.
 *
 * @param launcher begins the command that starts it
 * @param host where clients and operators reach it
 * @param clusterHost where other nodes reach it
 * @param redisHost where it reaches Redis
 */
public record Place(List<String> launcher, String host, String clusterHost, String redisHost) {

  private static final String LOOPBACK = "127.0.0.1";

  public static final Place HERE = new Place(List.of(), LOOPBACK, LOOPBACK, LOOPBACK);
}
