package io.chathub.gateway;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log which origins were refused, each once, so that whoever forgot one finds it. At
 * most 100 in a minute, then how many more requests there were; of more than 5,000 those seen least
 * are forgotten, and said again. Thread safe.
 */
final class RefusedOrigins {

  static final int MAX = 100;

  private static final Logger LOG = LoggerFactory.getLogger(RefusedOrigins.class);
  private static final int ORIGINS_MAX = 5_000;
  private static final int LENGTH_MAX = 200;

  private final Cache<String, Boolean> said =
      Caffeine.newBuilder().maximumSize(ORIGINS_MAX).executor(Runnable::run).build();
  private final AtomicInteger inThisMinute = new AtomicInteger();

  /**
   * @param host that it asked; null where it named none
   */
  void note(String origin, String host) {
    String shown = shown(origin);
    if (said.getIfPresent(shown) != null) {
      return;
    }
    if (inThisMinute.incrementAndGet() <= MAX) {
      said.put(shown, true);
      LOG.warn(
          "origin refused origin={} host={}: if it is a page of yours, add it to http.origins",
          shown,
          host == null ? "none" : shown(host));
    }
  }

  /** A minute is over. */
  void endMinute() {
    int more = inThisMinute.getAndSet(0) - MAX;
    if (more > 0) {
      LOG.warn("further requests of refused origins in the last minute count={}", more);
    }
  }

  /** Cut, and with nothing in it that a terminal or a reader of logs would take for its own. */
  private static String shown(String text) {
    String cut = text.length() > LENGTH_MAX ? text.substring(0, LENGTH_MAX) + "…" : text;
    return cut.isEmpty() ? "(empty)" : cut.replaceAll("[^\\x21-\\x7e…]", "?");
  }
}
