package io.chathub.scene.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free ports below those that the system hands out, so that a server that is killed finds its own
 * free again; the one that Redis Cluster adds to it, 10,000 above, is free too.
 */
final class Ports {

  private static final int FIRST = 15_000;
  private static final int COUNT = 7_000;
  private static final int BUS_OFFSET = 10_000;

  private Ports() {}

  static int free() {
    for (int attempt = 0; attempt < 1_000; attempt++) {
      int port = FIRST + ThreadLocalRandom.current().nextInt(COUNT);
      if (isFree(port) && isFree(port + BUS_OFFSET)) {
        return port;
      }
    }
    throw new AssertionError("no free port");
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
