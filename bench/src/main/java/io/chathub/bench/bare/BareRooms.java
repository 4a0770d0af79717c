package io.chathub.bench.bare;

import io.vertx.core.http.ServerWebSocket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who is connected. A chat {@code c17} has the users {@code c17-a} and {@code c17-b}; a user whose
 * name begins with {@code doctor-} is announced to everyone. Thread safe. Unbounded: it only ever
 * serves a load generator.
 */
final class BareRooms {

  private static final String DOCTOR = "doctor-";

  private final Map<String, ServerWebSocket> sockets = new ConcurrentHashMap<>();

  static boolean isDoctor(String user) {
    return user.startsWith(DOCTOR);
  }

  void join(String user, ServerWebSocket socket) {
    sockets.put(user, socket);
  }

  void leave(String user, ServerWebSocket socket) {
    if (sockets.remove(user, socket) && isDoctor(user)) {
      broadcast(BareMessage.presence("offline", user), socket);
    }
  }

  /** The other member's socket, or null where nobody is there or the user is no member. */
  ServerWebSocket peerOf(String user, String usif) {
    if (user.length() != usif.length() + 2 || !user.startsWith(usif)) {
      return null;
    }
    return sockets.get(usif + (user.endsWith("a") ? "-b" : "-a"));
  }

  void broadcast(String event, ServerWebSocket but) {
    for (ServerWebSocket socket : sockets.values()) {
      if (socket != but) {
        socket.writeTextMessage(event);
      }
    }
  }
}
