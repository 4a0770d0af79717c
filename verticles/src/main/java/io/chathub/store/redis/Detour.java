package io.chathub.store.redis;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The commands of one hash slot that go one by one, each after the one before was answered, until
 * none is left: while something is the matter with the slot. Owned by the event loop of its lane.
 */
final class Detour {

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** What a detour is part of. */
  record Surroundings(
      Line line, Durability durability, Elsewhere elsewhere, Consumer<Detour> ended) {}

  private final int slot;
  private final ArrayDeque<Asked> queue;
  private final Surroundings around;
  private Flight flight;
  private long notBeforeNanos = System.nanoTime();
  private String askAt = "";

  Detour(int slot, List<Asked> commands, Surroundings around) {
    this.slot = slot;
    this.queue = new ArrayDeque<>(commands);
    this.around = around;
  }

  int slot() {
    return slot;
  }

  void add(Asked asked) {
    queue.add(asked);
  }

  /** Goes on where it paused. */
  void tick(long now) {
    Asked.expire(queue, now);
    if (flight != null) {
      around.line().dropIfSilentSince(flight.writtenNanos(), now);
    } else if (now - notBeforeNanos >= 0) {
      next(now);
    }
  }

  /** All that is unanswered, in order; the detour is over. */
  List<Asked> takeAll() {
    if (flight != null) {
      flight.abandon();
      flight.asked().forEach(Asked::unanswered);
      flight = null;
    }
    List<Asked> all = new ArrayList<>(queue);
    queue.clear();
    return all;
  }

  private void next(long now) {
    while (!queue.isEmpty() && queue.peek().isEnded()) {
      var unused = queue.poll();
    }
    Wire wire = around.line().wire();
    if (queue.isEmpty()) {
      around.ended().accept(this);
    } else if (wire != null) {
      send(wire, now);
    }
  }

  private void send(Wire wire, long now) {
    boolean asks = !askAt.isEmpty();
    Flight sent = Flight.alone(queue.peek(), asks, around.durability(), now);
    flight = sent;
    Future<List<Response>> replies =
        asks ? around.elsewhere().ask(askAt, wire.url(), sent) : wire.send(sent.requests());
    askAt = "";
    replies.onComplete(result -> arrived(sent, result));
  }

  private void arrived(Flight sent, AsyncResult<List<Response>> result) {
    if (sent.isAbandoned()) {
      return;
    }
    sent.settle(result);
    if (sent.isDone()) {
      flight = null;
      var unused = queue.poll();
      sent.answer(around.durability());
      next(System.nanoTime());
    } else {
      around.line().context().runOnContext(v -> judge(sent));
    }
  }

  /** In a turn of its own: by then a connection that is gone has said so. */
  private void judge(Flight sent) {
    if (sent.isAbandoned()) {
      return;
    }
    Asked asked = sent.asked().get(0);
    BatchErrors errors = sent.errors();
    ErrorType error = errors.at(sent.place(0));
    flight = null;
    if (errors.has(Cure.CONNECT_AGAIN)) {
      around.line().drop("the server is no master that works");
    } else if (error == null) {
      asked.unanswered();
      pause();
    } else {
      asked.notDone();
      cure(asked, error);
    }
  }

  private void cure(Asked asked, ErrorType error) {
    switch (Cure.of(error)) {
      case LOAD_SCRIPTS -> {
        pause();
        around.line().loadScripts(() -> {});
      }
      case MOVE -> {
        RedisUrl saidBy = around.line().wire().url();
        List<Asked> all = takeAll();
        around.ended().accept(this);
        around.elsewhere().moved(slot, Cure.address(error), saidBy, all);
      }
      case ASK -> {
        askAt = Cure.address(error);
        next(System.nanoTime());
      }
      case PAUSE, CONNECT_AGAIN -> pause();
      case REFUSE, FAIL -> {
        var unused = queue.poll();
        Mending.refuse(asked, error);
        next(System.nanoTime());
      }
    }
  }

  private void pause() {
    notBeforeNanos = System.nanoTime() + PAUSE_NANOS;
  }
}
