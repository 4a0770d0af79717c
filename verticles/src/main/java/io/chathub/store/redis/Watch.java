package io.chathub.store.redis;

import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every half minute, and after each new connection to a master, at what Redis may lose and
 * whether it has lost something: for the log where it begins and where it is over, for a metric,
 * and, where messages that are acknowledged from now on are not safe, for readiness. One look at a
 * time. Owned by the context that started it; {@link #soon} and {@link #unfit} are thread safe.
 */
final class Watch {

  private static final long EVERY_MS = 30_000;

  /** All loops connect again in one moment: one look is enough. */
  private static final long SOON_MS = 200;

  private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

  private final Vertx vertx;
  private final RedisStoreConfig config;
  private final Supplier<Future<List<DurabilityReport>>> servers;
  private final Map<Unsafe, AtomicInteger> counts = new EnumMap<>(Unsafe.class);
  private Supplier<Future<Optional<String>>> lost = () -> Future.succeededFuture(Optional.empty());
  private Optional<DurabilityReport> atStart = Optional.empty();
  private Set<Unsafe.Finding> before = Set.of();
  private boolean isLooking;
  private boolean isAskedAgain;
  private boolean isPlanned;
  private long timer = -1;
  private volatile Optional<String> unfit = Optional.empty();
  private volatile Context context;
  private volatile boolean isStopped;

  /**
   * @param servers what every master says of itself now
   */
  Watch(
      Vertx vertx,
      RedisStoreConfig config,
      Supplier<Future<List<DurabilityReport>>> servers,
      MeterRegistry registry) {
    this.vertx = vertx;
    this.config = config;
    this.servers = servers;
    for (Unsafe reason : Unsafe.values()) {
      AtomicInteger count = new AtomicInteger();
      counts.put(reason, count);
      Gauge.builder("chathub.redis.unsafe", count, AtomicInteger::get)
          .description("masters that may lose messages, or have")
          .tag("reason", reason.label())
          .register(registry);
    }
  }

  /** Why no message should be entrusted to Redis now. */
  Optional<String> unfit() {
    return unfit;
  }

  /** Fails where it is unfit, else asks the check. */
  Future<Void> check(Supplier<Future<Void>> check) {
    Optional<String> why = unfit;
    return why.isPresent()
        ? Future.failedFuture(Refusal.of(ErrorCode.UNAVAILABLE, why.get()))
        : check.get();
  }

  /**
   * Looks for the first time, and then on and on. What that finds has been said already.
   *
   * @param lostSince what was lost since it was asked the last time
   */
  Future<Void> start(Supplier<Future<Optional<String>>> lostSince) {
    context = vertx.getOrCreateContext();
    lost = lostSince;
    timer = vertx.setPeriodic(EVERY_MS, tick -> look());
    return servers
        .get()
        .map(
            reports -> {
              boolean isSaid = config.mode() != RedisStoreConfig.Mode.CLUSTER; // else of one alone
              take(reports, isSaid);
              return null;
            })
        .otherwiseEmpty()
        .compose(looked -> lost.get())
        .otherwiseEmpty()
        .mapEmpty();
  }

  void stop() {
    isStopped = true;
    var unused = vertx.cancelTimer(timer);
  }

  /** There is a new connection: perhaps to another server, or to one that has begun anew. */
  void soon() {
    Context here = context;
    if (here != null) {
      here.runOnContext(v -> plan());
    }
  }

  private void plan() {
    if (!isPlanned && !isStopped) {
      isPlanned = true;
      var unused =
          vertx.setTimer(
              SOON_MS,
              tick -> {
                isPlanned = false;
                look();
              });
    }
  }

  private void look() {
    if (isStopped) {
      return;
    }
    if (isLooking) {
      isAskedAgain = true;
      return;
    }
    isLooking = true;
    servers
        .get()
        .onSuccess(reports -> take(reports, /* isSaid= */ false))
        .onFailure(failure -> LOG.debug("redis can't be looked at now", failure))
        .otherwiseEmpty()
        .compose(looked -> lost.get())
        .onSuccess(found -> found.ifPresent(this::emptied))
        .onFailure(failure -> LOG.debug("redis can't be asked for its marks now", failure))
        .onComplete(done -> looked());
  }

  private void looked() {
    isLooking = false;
    if (isAskedAgain) {
      isAskedAgain = false;
      plan();
    }
  }

  private void take(List<DurabilityReport> reports, boolean isSaid) {
    atStart = atStart.or(() -> reports.stream().findFirst());
    Set<Unsafe.Finding> now = new HashSet<>();
    List<String> reasons = new ArrayList<>();
    for (DurabilityReport report : reports) {
      for (Unsafe.Finding finding : Unsafe.of(report)) {
        now.add(finding);
        if (isUnfit(finding)) {
          reasons.add(finding.words());
        }
      }
    }
    if (!isSaid) {
      now.stream()
          .filter(finding -> !before.contains(finding))
          .forEach(finding -> LOG.warn("redis: {}", finding.words()));
      before.stream()
          .filter(finding -> !now.contains(finding))
          .forEach(finding -> LOG.warn("redis: over: {}", finding.words()));
    }
    before = now;
    for (Unsafe reason : Unsafe.values()) {
      if (reason != Unsafe.EMPTIED) {
        counts.get(reason).set((int) now.stream().filter(f -> f.reason() == reason).count());
      }
    }
    unfit = reasons.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", reasons));
  }

  /** Eviction always; an append-only file that is gone, where nobody else has the messages. */
  private boolean isUnfit(Unsafe.Finding finding) {
    boolean hadLog = atStart.flatMap(DurabilityReport::appendOnly).orElse(false);
    return finding.reason() == Unsafe.EVICTION
        || (finding.reason() == Unsafe.NO_LOG && hadLog && config.waitReplicas() == 0);
  }

  private void emptied(String what) {
    counts.get(Unsafe.EMPTIED).set(1);
    LOG.error("redis: {}", what);
  }
}
