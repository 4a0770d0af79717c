package io.chathub.store.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a server says of how it keeps data; empty where it does not let us know.
 *
 * @param server where it is
 * @param appendOnly whether it has an append-only file
 * @param appendFsync when it syncs that file
 * @param evictionPolicy what it does when its memory is full
 * @param isWritten whether it could write to its disk the last time that it tried
 */
record DurabilityReport(
    String server,
    Optional<Boolean> appendOnly,
    Optional<String> appendFsync,
    Optional<String> evictionPolicy,
    boolean isWritten) {

  private static final String REMEDY = "; set appendonly yes and appendfsync always on Redis";

  /** What may be lost, one sentence each. */
  List<String> warnings(RedisStoreConfig config) {
    List<String> warnings = new ArrayList<>();
    int replicas = config.waitReplicas();
    String orWait = replicas > 0 ? "" : ", or store.redis.wait-replicas";
    String lost =
        replicas > 0
            ? " loses acknowledged messages where " + replicas + " replicas go with it"
            : " loses acknowledged messages";
    if (appendOnly.isEmpty()) {
      warnings.add("Redis does not let us know how it keeps data: what a crash loses is unknown");
    } else if (!appendOnly.get()) {
      warnings.add("Redis keeps no append-only file: its restart" + lost + REMEDY + orWait);
    } else if (appendFsync.isEmpty()) {
      warnings.add("Redis does not let us know when it syncs: what a crash loses is unknown");
    } else if (appendFsync.get().equals("everysec")) {
      warnings.add(
          "Redis syncs once a second: a crash of its machine in that second"
              + lost
              + "; set appendfsync always on Redis"
              + orWait);
    } else if (!appendFsync.get().equals("always")) {
      warnings.add(
          "Redis never syncs by itself: a crash of its machine"
              + lost
              + "; set appendfsync always on Redis"
              + orWait);
    }
    if (config.mode() != RedisStoreConfig.Mode.STANDALONE && replicas == 0) {
      warnings.add(
          "a failover of Redis loses what the replica did not have yet;"
              + " set store.redis.wait-replicas");
    }
    evictionPolicy
        .filter(policy -> !policy.equals("noeviction"))
        .ifPresent(
            policy ->
                warnings.add(
                    "Redis deletes data when its memory is full (maxmemory-policy "
                        + policy
                        + "); set noeviction"));
    return warnings;
  }
}
