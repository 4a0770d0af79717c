package io.chathub.store.redis;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The masters of a cluster, one line to each. All that is unanswered of a slot is with one line, so
 * that its order is kept: a slot changes lines when its master says that it has moved, or when the
 * line is down, and then with all that it has. Owned by its event loop.
 */
final class ClusterMasters implements Routes, Elsewhere {

  private static final Logger LOG = LoggerFactory.getLogger(ClusterMasters.class);

  private final Dialer dialer;
  private final List<RedisUrl> seeds;
  private final Backoff backoff;
  private final BiFunction<RedisUrl, Elsewhere, Line> open;
  private final Line[] bySlot = new Line[HashSlot.COUNT];
  private final Map<RedisUrl, Line> lines = new LinkedHashMap<>();
  private final ArrayDeque<Asked> unplaced = new ArrayDeque<>();
  private Throwable whyUnknown;
  private boolean isWhole;
  private boolean isLooking;
  private boolean isOutdated = true;
  private long lookAtNanos = System.nanoTime();
  private int nextSeed;

  ClusterMasters(
      RedisStoreConfig config,
      Dialer dialer,
      Backoff backoff,
      BiFunction<RedisUrl, Elsewhere, Line> open) {
    this.dialer = dialer;
    this.seeds = config.urls();
    this.backoff = backoff;
    this.open = open;
  }

  @Override
  public void ask(Asked asked) {
    Line line = bySlot[asked.slot()];
    if (line == null) {
      unplaced.add(asked);
    } else {
      line.ask(asked);
    }
  }

  @Override
  public void tick(long now) {
    for (Line line : List.copyOf(lines.values())) {
      line.tick(now);
      isOutdated |= line.whyDown().isPresent();
    }
    Asked.expire(unplaced, now);
    unplaced.removeIf(Asked::isEnded);
    if (isOutdated && !isLooking && now - lookAtNanos >= 0) {
      look();
    }
  }

  @Override
  public void close() {
    lines.values().forEach(Line::close);
    unplaced.forEach(Asked::giveUp);
    unplaced.clear();
  }

  @Override
  public Optional<Throwable> whyDown() {
    if (!isWhole && whyUnknown != null) {
      return Optional.of(whyUnknown);
    }
    return lines.values().stream().flatMap(line -> line.whyDown().stream()).findFirst();
  }

  @Override
  public Collection<Line> lines() {
    return lines.values();
  }

  @Override
  public void moved(int slot, String address, RedisUrl saidBy, List<Asked> commands) {
    Line line = line(SlotTable.server(address, saidBy));
    bySlot[slot] = line;
    commands.forEach(line::ask);
    isOutdated = true;
  }

  @Override
  public Future<List<Response>> ask(String address, RedisUrl saidBy, Flight alone) {
    RedisUrl url = SlotTable.server(address, saidBy);
    Wire wire = line(url).wire();
    return wire == null
        ? Future.failedFuture("no connection to " + url + " yet")
        : wire.send(alone.requests());
  }

  private Line line(RedisUrl url) {
    return lines.computeIfAbsent(url, to -> open.apply(to, this));
  }

  /** Asks one of the servers which master has what. */
  private void look() {
    isLooking = true;
    isOutdated = false;
    lookAtNanos = System.nanoTime() + backoff.next();
    Optional<Wire> connected =
        lines.values().stream().filter(Line::isConnected).map(Line::wire).findAny();
    Future<SlotTable> answer =
        connected
            .map(this::slots)
            .orElseGet(
                () ->
                    dialer
                        .any(nextSeed())
                        .compose(wire -> slots(wire).onComplete(result -> wire.close())));
    dialer.inTime(answer).onComplete(this::looked);
  }

  private Future<SlotTable> slots(Wire wire) {
    return wire.send(List.of(Request.cmd(Command.CLUSTER, "SLOTS")))
        .map(replies -> SlotTable.of(replies.get(0), wire.url()));
  }

  private RedisUrl nextSeed() {
    List<RedisUrl> candidates = new ArrayList<>(seeds);
    lines.keySet().stream().filter(url -> !seeds.contains(url)).forEach(candidates::add);
    nextSeed = (nextSeed + 1) % candidates.size();
    return candidates.get(nextSeed);
  }

  private void looked(AsyncResult<SlotTable> result) {
    isLooking = false;
    if (result.failed()) {
      if (whyUnknown == null) {
        LOG.warn("the slots of the cluster are not known: {}", result.cause().getMessage());
      }
      whyUnknown = result.cause();
      isOutdated = true;
    } else {
      whyUnknown = null;
      apply(result.result());
    }
  }

  private void apply(SlotTable table) {
    Set<Line> masters = new HashSet<>();
    table.ranges().forEach(range -> masters.add(line(range.master())));
    for (Line line : lines.values()) {
      if (!masters.contains(line)) {
        line.drop("it is no master any more");
      }
    }
    for (SlotTable.Range range : table.ranges()) {
      Line line = line(range.master());
      for (int slot = range.first(); slot <= range.last(); slot++) {
        if (bySlot[slot] == null || bySlot[slot].mayGiveAway()) {
          bySlot[slot] = line;
        }
      }
    }
    replace(masters);
    isWhole = true;
    for (Line line : bySlot) {
      isWhole &= line != null;
    }
    if (isWhole && !isOutdated && lines.values().stream().allMatch(Line::isConnected)) {
      backoff.reset();
    }
    isOutdated |= !isWhole;
    whyUnknown = isWhole ? null : new UnfitServer("not all slots of the cluster have a master");
  }

  /** What waits for a line that is down goes to whoever has its slots now, in order. */
  private void replace(Set<Line> masters) {
    List<Asked> all = new ArrayList<>(unplaced);
    unplaced.clear();
    for (Line line : lines.values()) {
      if (!line.isConnected()) {
        all.addAll(line.takeAll());
      }
    }
    lines
        .values()
        .removeIf(
            line -> {
              boolean isGone = !masters.contains(line);
              if (isGone) {
                for (int slot = 0; slot < bySlot.length; slot++) {
                  bySlot[slot] = bySlot[slot] == line ? null : bySlot[slot];
                }
                line.close();
              }
              return isGone;
            });
    all.forEach(this::ask);
  }
}
