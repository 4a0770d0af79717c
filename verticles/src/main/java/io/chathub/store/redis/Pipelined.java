package io.chathub.store.redis;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Asks for many things, some at a time. */
final class Pipelined {

  /** How many are under way at once where nothing else is said. */
  static final int WIDTH = 32;

  private Pipelined() {}

  /** The answers in the order of the items; fails with the first failure. */
  static <A, B> Future<List<B>> each(List<A> items, int width, Function<A, Future<B>> ask) {
    return next(items, 0, width, ask, new ArrayList<>(items.size()));
  }

  private static <A, B> Future<List<B>> next(
      List<A> items, int from, int width, Function<A, Future<B>> ask, List<B> answers) {
    if (from >= items.size()) {
      return Future.succeededFuture(answers);
    }
    int to = Math.min(items.size(), from + width);
    List<Future<B>> asked = items.subList(from, to).stream().map(ask).toList();
    return Future.all(asked)
        .compose(
            all -> {
              asked.forEach(answer -> answers.add(answer.result()));
              return next(items, to, width, ask, answers);
            });
  }
}
