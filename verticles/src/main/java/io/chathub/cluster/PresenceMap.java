package io.chathub.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MergePolicyConfig;
import com.hazelcast.config.SerializationConfig;
import com.hazelcast.config.SerializerConfig;
import com.hazelcast.spi.merge.DiscardMergePolicy;
import io.chathub.cluster.ResultCodec.Result;
import io.chathub.presence.Presence;
import io.chathub.presence.PresenceDirectory.Online;
import java.util.List;

/** The map that presence is kept in, as every member of the cluster must know it. */
public final class PresenceMap {

  static final String NAME = "chathub.presence";

  /** A user is kept on three nodes, so that two may die at once. */
  private static final int COPIES = 2;

  /** A registration waits no longer for the copy on a node that hangs. */
  private static final String COPY_TIMEOUT_MS = "1000";

  private PresenceMap() {}

  /**
   * Adds to the configuration of a member what presence needs. Members that own data, not lite
   * ones, need this package's classes.
   */
  public static void configure(Config config) {
    config.addMapConfig(
        new MapConfig(NAME)
            .setBackupCount(COPIES)
            .setInMemoryFormat(InMemoryFormat.OBJECT)
            .setPerEntryStatsEnabled(false)
            .setStatisticsEnabled(false)
            .setMergePolicyConfig(
                new MergePolicyConfig().setPolicy(DiscardMergePolicy.class.getName())));
    config.setProperty("hazelcast.operation.backup.timeout.millis", COPY_TIMEOUT_MS);
    SerializationConfig serialization = config.getSerializationConfig();
    serializers().forEach(serialization::addSerializerConfig);
  }

  private static List<SerializerConfig> serializers() {
    return List.of(
        RecordSerializer.of(Presence.class, 7101, PresenceCodec::write, PresenceCodec::read),
        RecordSerializer.of(
            ChangeProcessor.class,
            7102,
            (out, processor) -> ChangeCodec.write(out, processor.change()),
            in -> new ChangeProcessor(ChangeCodec.read(in))),
        RecordSerializer.of(Result.class, 7103, ResultCodec::write, ResultCodec::read),
        RecordSerializer.of(
            LocateProcessor.class, 7104, (out, processor) -> {}, in -> new LocateProcessor()),
        RecordSerializer.of(
            LocateProcessor.Nodes.class,
            7105,
            (out, found) -> PresenceCodec.writeNodes(out, found.nodes()),
            in -> new LocateProcessor.Nodes(PresenceCodec.readNodes(in))),
        RecordSerializer.of(
            OnlineProcessor.class, 7106, (out, processor) -> {}, in -> new OnlineProcessor()),
        RecordSerializer.of(Online.class, 7107, OnlineProcessor::write, OnlineProcessor::read),
        RecordSerializer.of(Who.class, 7108, Who::write, Who::read),
        RecordSerializer.of(
            NodesNamed.class,
            7109,
            (out, named) -> PresenceCodec.writeNodes(out, named.aggregate()),
            in -> new NodesNamed(PresenceCodec.readNodes(in))));
  }
}
