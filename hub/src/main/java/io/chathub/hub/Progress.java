package io.chathub.hub;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** Says again and again that something is not done yet, once that takes longer than one expects. */
final class Progress {

  private static final long FIRST_S = 2;
  private static final long NEXT_S = 5;

  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "chathub-progress");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * From now on until its end.
   *
   * @param tell is given how many seconds it has taken; called on a thread of its own
   */
  Progress(LongConsumer tell) {
    long began = System.nanoTime();
    var unused =
        clock.scheduleAtFixedRate(
            () -> tell.accept(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began)),
            FIRST_S,
            NEXT_S,
            TimeUnit.SECONDS);
  }

  void end() {
    clock.shutdownNow();
  }
}
