package io.chathub.presence;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

/**
 * Does something for each of many, some at a time, so that others have their turn. Owned by the
 * context that it is made on.
 */
final class Pace<T> {

  /** Under way at a time. */
  private static final int WIDTH = 128;

  private final Iterator<T> items;
  private final Function<T, Future<?>> work;
  private final Promise<Integer> done = Promise.promise();
  private int underWay;
  private int failed;
  private boolean isStarting;

  private Pace(Collection<T> items, Function<T, Future<?>> work) {
    this.items = List.copyOf(items).iterator();
    this.work = work;
  }

  /** Gives for how many it failed. */
  static <T> Future<Integer> forEach(Collection<T> items, Function<T, Future<?>> work) {
    Pace<T> pace = new Pace<>(items, work);
    pace.goOn();
    return pace.done.future();
  }

  private void goOn() {
    if (isStarting) {
      return; // what was done at once is counted by the loop that started it
    }
    isStarting = true;
    while (underWay < WIDTH && items.hasNext()) {
      underWay++;
      work.apply(items.next()).onComplete(outcome -> over(outcome.succeeded()));
    }
    isStarting = false;
    if (underWay == 0 && !items.hasNext()) {
      done.tryComplete(failed);
    }
  }

  private void over(boolean isWell) {
    underWay--;
    failed += isWell ? 0 : 1;
    goOn();
  }
}
