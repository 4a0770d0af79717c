package io.chathub.store.redis;

import io.vertx.core.AsyncResult;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** A batch of commands on its way, and what came back. Owned by the event loop of its lane. */
final class Flight {

  static final int MAX_COMMANDS = 128;
  private static final int MAX_BYTES = 256 * 1024;

  private final List<Asked> asked;
  private final List<Request> requests;
  private final boolean isAwaitingReplicas;
  private final long writtenNanos;
  private List<Response> replies;
  private Throwable failure;
  private boolean isAbandoned;

  private Flight(
      List<Asked> asked, List<Request> requests, boolean isAwaitingReplicas, long writtenNanos) {
    this.asked = asked;
    this.requests = requests;
    this.isAwaitingReplicas = isAwaitingReplicas;
    this.writtenNanos = writtenNanos;
  }

  /** Takes the oldest off the queue, as many as a batch may hold; those that ended are dropped. */
  static Flight of(ArrayDeque<Asked> waiting, Durability durability, long nowNanos) {
    int most = Math.min(waiting.size(), MAX_COMMANDS);
    List<Asked> asked = new ArrayList<>(most);
    List<Request> requests = new ArrayList<>(most + 1);
    int bytes = 0;
    boolean hasWrites = false;
    while (asked.size() < MAX_COMMANDS && !waiting.isEmpty()) {
      Asked next = waiting.peek();
      if (next.isEnded()) {
        var unused = waiting.poll();
        continue;
      }
      if (!asked.isEmpty() && bytes + next.bytes() > MAX_BYTES) {
        break;
      }
      bytes += next.bytes();
      hasWrites |= next.isWrite();
      next.written();
      asked.add(waiting.poll());
      requests.add(next.request());
    }
    boolean awaits = hasWrites && durability.waitReplicas() > 0;
    if (awaits) {
      requests.add(durability.request());
    }
    return new Flight(asked, requests, awaits, nowNanos);
  }

  /** One command alone; {@code asking} where it is for a slot that is not the server's yet. */
  static Flight alone(Asked asked, boolean asking, Durability durability, long nowNanos) {
    List<Request> requests = new ArrayList<>(3);
    if (asking) {
      requests.add(Request.cmd(Command.ASKING));
    }
    requests.add(asked.request());
    boolean awaits = asked.isWrite() && durability.waitReplicas() > 0;
    if (awaits) {
      requests.add(durability.request());
    }
    asked.written();
    return new Flight(List.of(asked), requests, awaits, nowNanos);
  }

  List<Asked> asked() {
    return asked;
  }

  List<Request> requests() {
    return requests;
  }

  long writtenNanos() {
    return writtenNanos;
  }

  void settle(AsyncResult<List<Response>> result) {
    replies = result.result();
    failure = result.cause();
  }

  boolean isSettled() {
    return replies != null || failure != null;
  }

  boolean isDone() {
    return replies != null;
  }

  /** What failed in it, where anything did. */
  BatchErrors errors() {
    return failure == null ? BatchErrors.NONE : BatchErrors.of(failure);
  }

  /** Its connection is gone: what it brings is not to be looked at. */
  void abandon() {
    isAbandoned = true;
  }

  boolean isAbandoned() {
    return isAbandoned;
  }

  /** Answers all of them. */
  void answer(Durability durability) {
    for (int i = 0; i < asked.size(); i++) {
      answer(i, durability);
    }
  }

  /** Answers one; a write that too few replicas have, that its outcome is unknown. */
  void answer(int index, Durability durability) {
    Asked one = asked.get(index);
    if (one.isWrite()
        && isAwaitingReplicas
        && !durability.isEnough(replies.get(replies.size() - 1))) {
      one.fail(durability.refusal());
    } else {
      one.succeed(replies.get(place(index)));
    }
  }

  /** Where the command is among all that was sent. */
  int place(int index) {
    return requests.size() - asked.size() - (isAwaitingReplicas ? 1 : 0) + index;
  }
}
