package io.chathub.store.redis;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts commands by kind, and holds answers of one kind back, after Redis gave them, until they
 * are released. Thread safe.
 */
final class HeldCommands implements Commands {

  private final Commands commands;
  private final Map<Command, AtomicInteger> sent = new ConcurrentHashMap<>();
  private final List<Promise<Void>> held = new CopyOnWriteArrayList<>();
  private volatile Command holding;

  HeldCommands(Commands commands) {
    this.commands = commands;
  }

  /** From now on no answer to this comes through. */
  void hold(Command command) {
    holding = command;
  }

  /** How many answers are there and held back. */
  int held() {
    return held.size();
  }

  /** Passes on what was held back. */
  void release() {
    holding = null;
    held.forEach(Promise::tryComplete);
    held.clear();
  }

  int sent(Command command) {
    AtomicInteger count = sent.get(command);
    return count == null ? 0 : count.get();
  }

  @Override
  public Future<Response> run(Script script, List<String> keys, List<?> args) {
    return commands.run(script, keys, args);
  }

  @Override
  public Future<Response> send(String key, Request request, boolean isWrite) {
    var unused =
        sent.computeIfAbsent(request.command(), c -> new AtomicInteger()).incrementAndGet();
    Future<Response> answer = commands.send(key, request, isWrite);
    if (request.command() != holding) {
      return answer;
    }
    Promise<Void> released = Promise.promise();
    return answer
        .onComplete(there -> held.add(released))
        .compose(there -> released.future().map(there));
  }
}
