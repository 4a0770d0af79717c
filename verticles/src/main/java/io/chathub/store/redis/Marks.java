package io.chathub.store.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * Marks that are put into Redis to be found again: where one is gone or goes back, so may be
 * messages that were acknowledged. Of a cluster so many that each master has some. Thread safe; one
 * look at a time.
 */
final class Marks {

  private static final int WIDTH = 8;

  private final Commands commands;
  private final Script script;
  private final Keys keys;
  private final Operations operations = new Operations();
  private final int parts;
  private final Map<Integer, Mark> known = new ConcurrentHashMap<>();

  Marks(Commands commands, Scripts scripts, Keys keys, boolean isCluster) {
    this.commands = commands;
    this.script = scripts.mark;
    this.keys = keys;
    this.parts = isCluster ? Keys.INDEX_PARTS : 1;
  }

  /** A mark as it was found. */
  private record Mark(String name, long looks) {}

  /** Looks at all; says what is lost since the last time. */
  Future<Optional<String>> look() {
    return Pipelined.each(IntStream.range(0, parts).boxed().toList(), WIDTH, this::lost)
        .map(found -> found.stream().flatMap(Optional::stream).findFirst());
  }

  private Future<Optional<String>> lost(int part) {
    return commands
        .run(script, List.of(keys.mark(part)), List.of(operations.next()))
        .map(answer -> compare(part, answer));
  }

  private Optional<String> compare(int part, Response answer) {
    Mark now = new Mark(answer.get(0).toString(), answer.get(1).toLong());
    Mark before = known.put(part, now);
    if (before == null || (before.name.equals(now.name) && now.looks > before.looks)) {
      return Optional.empty();
    }
    return Optional.of(
        before.name.equals(now.name)
            ? "what it had has gone back to an earlier state: acknowledged messages are lost"
            : "the mark of this hub is gone from it: acknowledged messages are lost, perhaps all"
                + " chats and sessions; restore a backup, or let services make them anew");
  }
}
