package io.chathub.client;

import java.time.Duration;

/**
 * How long a service waits for the hub.
 *
 * @param deadline for each attempt of a request: what is not answered by then fails with {@code
 *     TIMED_OUT}, and may have been done. At least a millisecond
 * @param retries how often a request is asked again that failed with a retryable code, where asking
 *     twice does and answers what asking once does ({@link HubClient} says which); 0 for never.
 *     With the pauses between them, a request is over after {@code (retries + 1) * deadline} and at
 *     most a second for each retry
 */
public record ClientConfig(Duration deadline, int retries) {

  /** Five seconds, no retries. */
  public static final ClientConfig DEFAULT = new ClientConfig(Duration.ofSeconds(5), 0);

  /**
   * @throws IllegalArgumentException where a value is out of range
   */
  public ClientConfig {
    if (deadline.toMillis() < 1 || retries < 0) {
      throw new IllegalArgumentException("deadline must be at least 1 ms, retries at least 0");
    }
  }

  public ClientConfig withDeadline(Duration newDeadline) {
    return new ClientConfig(newDeadline, retries);
  }

  public ClientConfig withRetries(int newRetries) {
    return new ClientConfig(deadline, newRetries);
  }
}
