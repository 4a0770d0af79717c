package io.chathub.hub;

import io.chathub.gateway.GatewayConfig;
import io.chathub.hub.config.HubConfig;
import io.vertx.core.Future;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a node as this process, from start to drain and end. Blocking: call from main. */
final class ServedNode {

  private static final Logger LOG = LoggerFactory.getLogger(ServedNode.class);
  private static final Duration STOP_MAX = Duration.ofSeconds(15);
  private static final int DONE = 0;
  private static final int FAILED = 1;

  private final HubConfig config;
  private final Hub hub;

  ServedNode(HubConfig config) {
    this.config = config;
    hub = new Hub(config, Version.current());
  }

  /**
   * @param whenReady what is to be done first once clients can connect
   * @return the exit code
   */
  int run(Function<Hub.Ports, Future<Void>> whenReady) {
    Termination.onSignal(hub.state()::askToDrain);
    Future<Hub.Ports> started = hub.start();
    Future<Void> ready = started.onSuccess(this::tell).compose(whenReady);
    try {
      Future.any(ready, hub.state().drainAsked()).await();
    } catch (RuntimeException e) {
      LOG.error("cannot start: {}", reason(e), isExpected(e) ? null : e);
      int unused = stop(Duration.ZERO);
      return FAILED;
    }
    hub.settle();
    hub.state().drainAsked().await();
    LOG.info("draining over {}", config.gateway().drainPeriod());
    return stop(config.gateway().drainPeriod());
  }

  Hub hub() {
    return hub;
  }

  /** Where clients connect, as they write it. */
  String clientAddress(Hub.Ports ports) {
    GatewayConfig gateway = config.gateway();
    return (gateway.tls().isPresent() ? "https://" : "http://")
        + HostPort.reachable(gateway.host(), ports.clientPort());
  }

  private void tell(Hub.Ports ports) {
    long ms =
        ProcessHandle.current()
            .info()
            .startInstant()
            .map(start -> Duration.between(start, Instant.now()).toMillis())
            .orElse(hub.state().uptimeMs());
    LOG.info(
        "ready in {} ms: version={} node={} clients={} internal=http://{} store={}",
        ms,
        hub.state().version(),
        hub.state().id(),
        clientAddress(ports),
        HostPort.reachable(config.internal().host(), ports.internalPort()),
        config.store().embedded().path().toAbsolutePath());
  }

  private int stop(Duration drainPeriod) {
    Future<Void> drained = drainPeriod.isZero() ? Future.succeededFuture() : hub.drain();
    try {
      drained
          .eventually(hub::stop)
          .await(drainPeriod.plus(STOP_MAX).toMillis(), TimeUnit.MILLISECONDS);
      LOG.info("stopped");
      return DONE;
    } catch (TimeoutException e) {
      LOG.error("did not stop in time; ended");
    } catch (RuntimeException e) {
      LOG.error("failed to stop", e);
    }
    return FAILED;
  }

  /** Whether the message says enough: a port that is taken, a directory in use. */
  private static boolean isExpected(Throwable failure) {
    return failure instanceof IllegalStateException || failure instanceof UncheckedIOException;
  }

  private static String reason(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    return failure.getCause() == null || !isExpected(failure)
        ? message
        : message + " (" + failure.getCause().getMessage() + ")";
  }
}
