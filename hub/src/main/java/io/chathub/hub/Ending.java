package io.chathub.hub;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of a node: its clients are sent away, then it stops. */
final class Ending {

  private static final Logger LOG = LoggerFactory.getLogger(Ending.class);

  private Ending() {}

  /**
   * Drains, then stops. A client that does not go takes none of the time that stopping needs.
   *
   * @param drainMax after which those that are still there are cut off
   * @return what came of stopping
   */
  static Future<Void> of(
      Supplier<Future<Void>> drain, Duration drainMax, Supplier<Future<Void>> stop) {
    return drain
        .get()
        .timeout(drainMax.toMillis(), TimeUnit.MILLISECONDS)
        .onFailure(
            failure -> LOG.warn("not all clients went by themselves: {}", failure.toString()))
        .otherwiseEmpty()
        .compose(drained -> stop.get());
  }
}
