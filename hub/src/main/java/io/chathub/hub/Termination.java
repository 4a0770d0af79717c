package io.chathub.hub;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGTERM, SIGINT, and SIGHUP, which the end of a terminal's session sends. A shutdown hook would
 * not do: the process could not end with 0 after it, and a second signal would not be seen. The
 * JDK's signal class is not part of the API that the compiler knows, hence the reflection.
 */
final class Termination {

  private static final Logger LOG = LoggerFactory.getLogger(Termination.class);
  private static final int FAILED = 1;
  private static final boolean IS_WINDOWS = System.getProperty("os.name", "").startsWith("Windows");

  private Termination() {}

  /** Runs the action at the first signal; the second ends the process at once. */
  static void onSignal(Runnable action) {
    onSignal(action, () -> {});
  }

  /**
   * Runs the action at the first signal; the second ends the process at once.
   *
   * @param last what is still done then; quick
   */
  static void onSignal(Runnable action, Runnable last) {
    AtomicBoolean isAsked = new AtomicBoolean();
    Runnable handler =
        () -> {
          if (isAsked.getAndSet(true)) {
            LOG.warn("ended by a second signal");
            last.run();
            Runtime.getRuntime().halt(FAILED);
          }
          action.run();
        };
    handle("TERM", handler, false);
    handle("INT", handler, false);
    if (!IS_WINDOWS) {
      // A terminal that goes sends more than one: nobody insists.
      handle(
          "HUP",
          () -> {
            if (!isAsked.getAndSet(true)) {
              action.run();
            }
          },
          true);
    }
  }

  /**
   * @param mayBeIgnored whether it stays ignored where the process was started so, as by {@code
   *     nohup}
   */
  private static void handle(String signal, Runnable handler, boolean mayBeIgnored) {
    try {
      Class<?> signalType = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      InvocationHandler invocations =
          (proxy, method, arguments) ->
              switch (method.getName()) {
                case "handle" -> {
                  handler.run();
                  yield null;
                }
                case "equals" -> proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> "termination";
              };
      Object proxy =
          Proxy.newProxyInstance(
              handlerType.getClassLoader(), new Class<?>[] {handlerType}, invocations);
      Object ours = signalType.getConstructor(String.class).newInstance(signal);
      Method handle = signalType.getMethod("handle", signalType, handlerType);
      Object before = handle.invoke(null, ours, proxy);
      Object ignored = handlerType.getField("SIG_IGN").get(null);
      if (mayBeIgnored && before.equals(ignored)) {
        handle.invoke(null, ours, ignored);
      }
    } catch (ReflectiveOperationException e) {
      LOG.warn("cannot handle signal={}: it ends the process without a drain", signal, e);
    }
  }
}
