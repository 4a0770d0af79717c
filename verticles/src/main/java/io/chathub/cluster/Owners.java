package io.chathub.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.partition.PartitionService;
import java.util.Optional;
import java.util.Set;

/**
 * Which members keep the users. Thread safe.
 *
 * <p>While a node merges back nobody keeps anything, and Hazelcast has whoever asks it for several
 * keys sleep until there are owners again: on an event loop, only keys that have one are asked for.
 */
final class Owners {

  private final PartitionService partitions;

  Owners(PartitionService partitions) {
    this.partitions = partitions;
  }

  /** Does not wait. Empty where nobody keeps the user now. */
  Optional<Member> of(String user) {
    try {
      return Optional.ofNullable(partitions.getPartition(user).getOwner());
    } catch (HazelcastInstanceNotActiveException e) {
      return Optional.empty();
    }
  }

  boolean areKnown(Set<String> users) {
    return users.stream().allMatch(user -> of(user).isPresent());
  }
}
