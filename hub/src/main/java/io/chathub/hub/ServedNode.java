package io.chathub.hub;

import io.chathub.gateway.GatewayConfig;
import io.chathub.hub.config.HubConfig;
import io.chathub.store.redis.UnfitServer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a node as this process, from start to drain and end. Blocking: call from main. */
final class ServedNode {

  private static final Logger LOG = LoggerFactory.getLogger(ServedNode.class);
  private static final Duration DRAIN_LATE_MAX = Duration.ofSeconds(2);
  private static final Duration STOP_MAX = Duration.ofSeconds(30); // all that parts may take
  private static final int DONE = 0;
  private static final int FAILED = 1;

  private final HubConfig config;
  private final Hub hub;

  ServedNode(HubConfig config) {
    this.config = config;
    EpollLibrary.load();
    hub = new Hub(config, Version.current());
  }

  /**
   * @param whenReady what is to be done first once clients can connect
   * @return the exit code
   */
  int run(Function<Hub.Ports, Future<Void>> whenReady) {
    Termination.onSignal(hub.state()::askToDrain);
    FileDescriptors.doubt(config).ifPresent(doubt -> LOG.warn("file descriptors: {}", doubt));
    Optional<Throwable> failure = start(whenReady);
    if (failure.isPresent()) {
      explain(failure.get());
      int unused = stop(Duration.ZERO);
      return FAILED;
    }
    hub.settle();
    hub.state().drainAsked().await();
    Duration period = config.gateway().drainPeriod();
    LOG.info("draining over {} ms", period.toMillis());
    int stopped = stop(period);
    return hub.state().hasFailed() ? FAILED : stopped;
  }

  private Optional<Throwable> start(Function<Hub.Ports, Future<Void>> whenReady) {
    BlockedWarnings held = BlockedWarnings.hold();
    Progress progress = new Progress(s -> LOG.info("still starting, for {} s", s));
    try {
      return awaitUnlessAsked(hub.start().onSuccess(this::tell).compose(whenReady));
    } finally {
      progress.end();
      held.release();
    }
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
    long now = System.currentTimeMillis();
    long ms = now - ManagementFactory.getRuntimeMXBean().getStartTime();
    LOG.info(
        "ready in {} ms: version={} node={} clients={} internal=http://{} store={}{}",
        ms,
        hub.state().version(),
        hub.state().id(),
        clientAddress(ports),
        HostPort.reachable(config.internal().host(), ports.internalPort()),
        config.store().describe(),
        hub.describe());
  }

  /** Waits for the step, or until somebody asks to drain; gives why the step failed. */
  private Optional<Throwable> awaitUnlessAsked(Future<?> step) {
    Promise<Optional<Throwable>> over = Promise.promise();
    step.onComplete(done -> over.tryComplete(Optional.ofNullable(done.cause())));
    hub.state().drainAsked().onSuccess(asked -> over.tryComplete(Optional.empty()));
    return over.future().await();
  }

  private int stop(Duration drainPeriod) {
    try {
      // Also with a period of 0: a client that is not told to come back stays away.
      return Ending.of(hub::drain, drainPeriod.plus(DRAIN_LATE_MAX), hub::stop)
          .onSuccess(stopped -> LOG.info("stopped"))
          .onFailure(failure -> LOG.error("failed to stop", failure))
          .map(DONE)
          .otherwise(FAILED)
          .await(drainPeriod.plus(STOP_MAX).toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.error("did not stop in time; ended");
      return FAILED;
    }
  }

  private static void explain(Throwable failure) {
    if (isExpected(failure)) {
      LOG.error("cannot start: {}", reason(failure));
    } else {
      LOG.error("cannot start", failure);
    }
  }

  /** Whether the message says enough: a port that is taken, a directory in use, an old Redis. */
  private static boolean isExpected(Throwable failure) {
    return failure instanceof IllegalStateException
        || failure instanceof UncheckedIOException
        || failure instanceof UnfitServer;
  }

  private static String reason(Throwable failure) {
    return failure.getCause() == null
        ? failure.getMessage()
        : failure.getMessage() + " (" + failure.getCause().getMessage() + ")";
  }
}
