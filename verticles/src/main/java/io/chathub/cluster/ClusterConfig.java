package io.chathub.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The cluster that a process joins.
 *
 * @param name processes of another name stay apart
 * @param host address of this machine that the others reach; it is bound, too
 * @param port of Hazelcast, not 0
 * @param members where some of the others are, as host:port; empty for none but those that find us
 * @param kubernetes how the others are found instead, on Kubernetes
 * @param failureTimeout a node that is silent for so long is taken for dead
 */
public record ClusterConfig(
    String name,
    String host,
    int port,
    List<String> members,
    Optional<Kubernetes> kubernetes,
    Duration failureTimeout) {

  /** Below this, a pause for garbage collection would look like a death. */
  private static final Duration FAILURE_TIMEOUT_MIN = Duration.ofSeconds(4);

  public static final ClusterConfig DEFAULT =
      new ClusterConfig(
          "chathub", "127.0.0.1", 5701, List.of(), Optional.empty(), Duration.ofSeconds(15));

  public ClusterConfig {
    members = List.copyOf(members);
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("cluster.port: must be 1..65535");
    }
    if (host.equals("0.0.0.0") || host.equals("::")) {
      throw new IllegalArgumentException(
          "cluster.host: must be an address that other nodes reach, not every network");
    }
    if (!members.isEmpty() && kubernetes.isPresent()) {
      throw new IllegalArgumentException(
          "cluster.members: must be empty where Kubernetes finds the others");
    }
    if (failureTimeout.compareTo(FAILURE_TIMEOUT_MIN) < 0) {
      throw new IllegalArgumentException("cluster.failure-timeout: must be at least 4s");
    }
  }

  /** Whether this process waits for others to find it. */
  public boolean isFoundByOthers() {
    return members.isEmpty() && kubernetes.isEmpty();
  }

  /** Where Kubernetes is asked for the others. */
  public sealed interface Kubernetes {

    /** The addresses behind a headless service's name. */
    record Dns(String serviceName) implements Kubernetes {}

    /**
     * A service's endpoints, by the API.
     *
     * @param namespace empty for our own
     */
    record Api(Optional<String> namespace, String serviceName) implements Kubernetes {}
  }
}
