package io.chathub.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names in the log what was found damaged, each thing once a minute; of more than {@value #MOST}
 * the one named longest ago sooner. Thread safe.
 */
public final class Damaged {

  private static final int MOST = 1_000;
  private static final Duration SILENT = Duration.ofMinutes(1);

  private static final Logger LOG = LoggerFactory.getLogger(Damaged.class);

  private final String where;
  private final Cache<String, Boolean> named =
      Caffeine.newBuilder()
          .maximumSize(MOST)
          .expireAfterWrite(SILENT)
          .executor(Runnable::run)
          .build();

  public Damaged(String where) {
    this.where = where;
  }

  public void name(String what, String how) {
    if (named.asMap().putIfAbsent(what, Boolean.TRUE) == null) {
      LOG.error("{} is damaged in {}: {}", what, where, how);
    }
  }

  /** How much was named within the last minute. */
  public long count() {
    named.cleanUp();
    return named.estimatedSize();
  }
}
