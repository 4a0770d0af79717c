package io.chathub.store.redis;

import io.chathub.store.SoundClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Redis what time it is, once a second: all nodes have that clock beside their own. Thread
 * safe. An answer may be late by the deadline of a command, which is much less than clocks may
 * differ by.
 */
final class ClockWatch {

  private static final Logger LOG = LoggerFactory.getLogger(ClockWatch.class);
  private static final String NAME = "Redis";
  private static final String AT = "at";
  private static final String AHEAD = "ahead";
  private static final long NOTED_AGAIN_MS = 60_000;
  private static final long EVERY_MS = 1_000;
  private static final int NOTED_EVERY = 60; // looks

  private final Vertx vertx;
  private final Commands commands;
  private final String key;
  private final SoundClock clock;
  private long looks; // of the one timer
  private long aheadNoted;
  private volatile long timer;

  ClockWatch(Vertx vertx, Commands commands, Keys keys, SoundClock clock) {
    this.vertx = vertx;
    this.commands = commands;
    this.key = keys.clock();
    this.clock = clock;
  }

  /** Looks now, and from then on; succeeds after the first look, whether it saw anything or not. */
  Future<Void> start() {
    return first()
        .otherwiseEmpty()
        .onComplete(seen -> timer = vertx.setPeriodic(EVERY_MS, each -> again()));
  }

  void stop() {
    var unused = vertx.cancelTimer(timer);
  }

  private Future<Void> first() {
    return noted(AHEAD)
        .onSuccess(clock::witnessWasAhead)
        .compose(ahead -> noted(AT))
        .compose(this::look);
  }

  private Future<Long> noted(String what) {
    return commands
        .send(key, Request.cmd(Command.ZSCORE).arg(key).arg(what), false)
        .map(at -> at == null ? 0 : at.toDouble().longValue());
  }

  private void again() {
    looks++;
    look(0)
        .compose(seen -> noteAhead())
        .compose(seen -> looks % NOTED_EVERY == 1 ? note() : Future.succeededFuture())
        .onFailure(failure -> LOG.debug("the time of Redis is not known: {}", failure.toString()));
  }

  private Future<Void> look(long noted) {
    return commands
        .send(key, Request.cmd(Command.TIME), false)
        .onSuccess(time -> clock.witness(NAME, ms(time), noted))
        .mapEmpty();
  }

  /** Only what is beyond doubt, so that it can be relied on at the next start. */
  private Future<Void> note() {
    if (clock.doubt().isPresent()) {
      return Future.succeededFuture();
    }
    return note(AT, clock.sure());
  }

  /** For nodes that were not there: a day long they do not rely on what Redis lets expire. */
  private Future<Void> noteAhead() {
    long ahead = clock.witnessAheadAt();
    if (ahead - aheadNoted < NOTED_AGAIN_MS) {
      return Future.succeededFuture();
    }
    aheadNoted = ahead;
    return note(AHEAD, ahead);
  }

  private Future<Void> note(String what, long at) {
    Request later = Request.cmd(Command.ZADD).arg(key).arg("GT").arg(at).arg(what);
    return commands.send(key, later, true).mapEmpty();
  }

  private static long ms(Response time) {
    return time.get(0).toLong() * 1_000 + time.get(1).toLong() / 1_000;
  }
}
