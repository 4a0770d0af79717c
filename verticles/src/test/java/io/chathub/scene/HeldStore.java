package io.chathub.scene;

import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.chathub.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A store whose look-ups of sessions can be held back after they were made, and released or failed
 * later, and whose answers to appends can be lost. Everything else goes through. Thread safe.
 */
public final class HeldStore {

  private final List<Promise<Void>> held = new CopyOnWriteArrayList<>();
  private final AtomicInteger lookUps = new AtomicInteger();
  private volatile boolean isHolding;
  private volatile Throwable failure;
  private volatile boolean isLosing;

  /** From now on no look-up is answered. */
  public void hold() {
    isHolding = true;
  }

  /** How many look-ups there were. */
  public int lookUps() {
    return lookUps.get();
  }

  /** How many look-ups wait for their answer. */
  public int waiting() {
    return held.size();
  }

  /** Answers what waits with what the store said when it was asked. */
  public void release() {
    isHolding = false;
    held.forEach(Promise::tryComplete);
    held.clear();
  }

  /** From now on look-ups fail. */
  public void fail(Throwable why) {
    failure = why;
  }

  /** Whether messages are stored without anybody hearing of it. */
  public void loseAppends(boolean is) {
    isLosing = is;
  }

  Store over(Store store) {
    return (Store)
        Proxy.newProxyInstance(
            Store.class.getClassLoader(),
            new Class<?>[] {Store.class},
            (proxy, method, arguments) -> {
              if (isLosing && method.getName().equals("append")) {
                return ((Future<?>) call(store, method, arguments))
                    .compose(
                        stored -> Future.failedFuture(Refusal.of(ErrorCode.TIMED_OUT, "lost")));
              }
              if (!method.getName().equals("findSession")) {
                return call(store, method, arguments);
              }
              lookUps.incrementAndGet();
              return failure != null
                  ? Future.failedFuture(failure)
                  : afterwards((Future<?>) call(store, method, arguments));
            });
  }

  private Future<?> afterwards(Future<?> answer) {
    if (!isHolding) {
      return answer;
    }
    Promise<Void> released = Promise.promise();
    answer.onComplete(there -> held.add(released));
    return released.future().compose(go -> answer);
  }

  private static Object call(Store store, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(store, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
