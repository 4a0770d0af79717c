package io.chathub.hub;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/**
 * Vert.x's warnings that an event loop is blocked, which nobody gets until they are released. While
 * a node starts and loads its classes a loop is blocked for longer than it ever is later, and
 * nobody waits for it then.
 */
final class BlockedWarnings {

  private static final String NAME = "io.vertx.core.impl.BlockedThreadChecker";

  private final org.slf4j.Logger logger = LoggerFactory.getLogger(NAME);
  private final Level before; // null where the logger has none of its own

  private BlockedWarnings() {
    before = logger instanceof Logger ours ? ours.getLevel() : null;
  }

  static BlockedWarnings hold() {
    BlockedWarnings held = new BlockedWarnings();
    held.set(Level.ERROR);
    return held;
  }

  private void set(Level level) {
    if (logger instanceof Logger ours) {
      ours.setLevel(level);
    }
  }

  void release() {
    set(before);
  }
}
