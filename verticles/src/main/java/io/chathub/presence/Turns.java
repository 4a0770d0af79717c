package io.chathub.presence;

import io.chathub.model.UserId;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Has what concerns one user done in the order in which it was asked for, each when the one before
 * is over, well or not. Owned by the presence verticle's context. Bounded by the node's
 * connections: each asks for coming, going, and being looked after.
 */
final class Turns {

  private final Map<UserId, Future<?>> last = new HashMap<>();

  /** Begins at once where nothing of the user is under way. */
  <T> Future<T> next(UserId user, Supplier<Future<T>> work) {
    Future<?> before = last.get(user);
    Future<T> done = before == null ? work.get() : before.transform(over -> work.get());
    if (!done.isComplete()) {
      last.put(user, done);
      done.onComplete(over -> last.remove(user, done));
    }
    return done;
  }

  /** When all that is under way now is over, well or not. */
  Future<Void> settled() {
    return Future.join(List.copyOf(last.values())).otherwiseEmpty().mapEmpty();
  }
}
