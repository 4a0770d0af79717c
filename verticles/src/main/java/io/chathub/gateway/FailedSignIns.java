package io.chathub.gateway;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How often an address came with a token that is none, in this minute. The first time it is said in
 * the log, of at most 20 addresses; at the minute's end one line counts the others and one names
 * the worst. Of more than 10,000 addresses those seen least are forgotten. Thread safe.
 */
final class FailedSignIns {

  static final int MANY = 60;
  static final int SAID_MAX = 20;

  private static final Logger LOG = LoggerFactory.getLogger(FailedSignIns.class);
  private static final int ADDRESSES_MAX = 10_000;

  private final Cache<IpAddress, AtomicLong> counts =
      Caffeine.newBuilder().maximumSize(ADDRESSES_MAX).executor(Runnable::run).build();
  private final AtomicInteger inThisMinute = new AtomicInteger();

  /**
   * Those with many.
   *
   * @param others how many beside the worst
   */
  record Worst(IpAddress address, long count, int others) {}

  void note(IpAddress client) {
    boolean isFirst = counts.get(client, c -> new AtomicLong()).incrementAndGet() == 1;
    if (isFirst && inThisMinute.incrementAndGet() <= SAID_MAX) {
      LOG.info("sign-in refused address={}: its token is none, or has ended", client);
    }
  }

  /** A minute is over. */
  void endMinute() {
    int more = inThisMinute.getAndSet(0) - SAID_MAX;
    if (more > 0) {
      LOG.info("sign-ins refused of further addresses in the last minute count={}", more);
    }
    worst()
        .ifPresent(
            worst ->
                LOG.warn(
                    "many sign-ins with tokens that are none address={} count={} in the last"
                        + " minute; as many from {} more addresses. Unknown tokens from there are"
                        + " looked up slowly",
                    worst.address,
                    worst.count,
                    worst.others));
    counts.invalidateAll();
  }

  Optional<Worst> worst() {
    IpAddress address = null;
    long most = 0;
    int many = 0;
    for (Map.Entry<IpAddress, AtomicLong> entry : counts.asMap().entrySet()) {
      long count = entry.getValue().get();
      many += count >= MANY ? 1 : 0;
      if (count >= MANY && count > most) {
        most = count;
        address = entry.getKey();
      }
    }
    return many == 0 ? Optional.empty() : Optional.of(new Worst(address, most, many - 1));
  }
}
