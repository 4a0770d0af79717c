package io.chathub.store.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;

/**
 * Sends everything twice and gives the second answer: as if the connection had broken after each
 * command and before its answer.
 */
final class RepeatedCommands implements Commands {

  private final Commands commands;

  RepeatedCommands(Commands commands) {
    this.commands = commands;
  }

  @Override
  public Future<Response> run(Script script, List<String> keys, List<?> args) {
    var unused = commands.run(script, keys, args);
    return commands.run(script, keys, args);
  }

  @Override
  public Future<Response> send(String key, Request request, boolean isWrite) {
    var unused = commands.send(key, request, isWrite);
    return commands.send(key, request, isWrite);
  }
}
