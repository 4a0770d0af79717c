package io.chathub.store.redis;

import io.chathub.model.UserId;
import io.chathub.store.Store.LastSeen;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * When users were last connected: each in a set, as a score that only grows. A second member says
 * that everybody may know. Thread safe.
 */
final class SeenTimes {

  private static final String AT = "at";
  private static final String ANNOUNCED = "announced";

  private final Access access;

  SeenTimes(Access access) {
    this.access = access;
  }

  Future<Void> mark(UserId user, long at) {
    String key = access.keys().seen(user);
    Request later = Request.cmd(Command.ZADD).arg(key).arg("GT").arg(at).arg(AT);
    return access.commands().send(key, later, true).mapEmpty();
  }

  Future<Void> announce(UserId user, boolean isAnnounced) {
    String key = access.keys().seen(user);
    Request note =
        isAnnounced
            ? Request.cmd(Command.ZADD).arg(key).arg(1L).arg(ANNOUNCED)
            : Request.cmd(Command.ZREM).arg(key).arg(ANNOUNCED);
    return access.commands().send(key, note, true).mapEmpty();
  }

  Future<Map<UserId, LastSeen>> of(Collection<UserId> users) {
    List<UserId> asked = new ArrayList<>(users);
    return Pipelined.each(asked, Pipelined.WIDTH, this::scores)
        .map(
            found -> {
              Map<UserId, LastSeen> seen = new HashMap<>();
              for (int i = 0; i < asked.size(); i++) {
                Response at = found.get(i).get(0);
                boolean isAnnounced = found.get(i).get(1) != null;
                if (at != null) {
                  seen.put(asked.get(i), new LastSeen(at.toDouble().longValue(), isAnnounced));
                }
              }
              return seen;
            });
  }

  private Future<Response> scores(UserId user) {
    String key = access.keys().seen(user);
    Request scores = Request.cmd(Command.ZMSCORE).arg(key).arg(AT).arg(ANNOUNCED);
    return access.commands().send(key, scores, false);
  }
}
