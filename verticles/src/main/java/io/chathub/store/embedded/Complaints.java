package io.chathub.store.embedded;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log what cannot be read: of each chat once a minute, however often it is asked for.
 * Thread safe. At most {@value #KNOWN_MAX} chats are remembered; beyond, all are forgotten, and may
 * be named again.
 */
final class Complaints {

  private static final int KNOWN_MAX = 1_000;
  private static final long AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);

  private static final Logger LOG = LoggerFactory.getLogger(Complaints.class);

  private final Map<Object, Long> said = new ConcurrentHashMap<>();

  /**
   * @param about what is not spoken of again for a while
   */
  void unreadable(Object about, Unreadable what) {
    if (isNews(about)) {
      LOG.error("cannot be read, it alone is left out or refused: {}", what.getMessage());
    }
  }

  void failed(DatabaseFailure failure) {
    if (isNews(DatabaseFailure.class)) {
      LOG.error("cannot read the database: {}", failure.getMessage());
    }
  }

  private boolean isNews(Object about) {
    long now = System.nanoTime();
    Long before = said.get(about);
    if (before != null && now - before < AGAIN_NANOS) {
      return false;
    }
    if (said.size() >= KNOWN_MAX) {
      said.clear();
    }
    said.put(about, now);
    return true;
  }
}
