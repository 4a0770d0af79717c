package io.chathub.store.redis;

import io.chathub.model.UserId;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** When users were last connected: each in a set of one, whose score only grows. Thread safe. */
final class LastSeen {

  private static final String AT = "at";

  private final Access access;

  LastSeen(Access access) {
    this.access = access;
  }

  Future<Void> mark(UserId user, long at) {
    String key = access.keys().seen(user);
    Request later = Request.cmd(Command.ZADD).arg(key).arg("GT").arg(at).arg(AT);
    return access.commands().send(key, later, true).mapEmpty();
  }

  Future<Map<UserId, Long>> of(Collection<UserId> users) {
    List<UserId> asked = new ArrayList<>(users);
    return Pipelined.each(asked, Pipelined.WIDTH, this::at)
        .map(
            found -> {
              Map<UserId, Long> seen = new HashMap<>();
              for (int i = 0; i < asked.size(); i++) {
                if (found.get(i) != null) {
                  seen.put(asked.get(i), found.get(i).toDouble().longValue());
                }
              }
              return seen;
            });
  }

  private Future<Response> at(UserId user) {
    String key = access.keys().seen(user);
    return access.commands().send(key, Request.cmd(Command.ZSCORE).arg(key).arg(AT), false);
  }
}
