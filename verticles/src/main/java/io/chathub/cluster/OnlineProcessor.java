package io.chathub.cluster;

import com.hazelcast.core.ReadOnly;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import io.chathub.presence.Presence;
import io.chathub.presence.PresenceDirectory.Online;
import java.io.IOException;
import java.util.Map;

/** Looks up since when a user is online; null for who is not. Takes no lock, makes no copy. */
final class OnlineProcessor implements EntryProcessor<String, Presence, Online>, ReadOnly {

  private static final long serialVersionUID = 1L;

  @Override
  public Online process(Map.Entry<String, Presence> entry) {
    Presence presence = entry.getValue();
    return presence == null ? null : Online.of(presence);
  }

  static void write(ObjectDataOutput out, Online online) throws IOException {
    out.writeString(online.role());
    PresenceCodec.writeOptional(out, online.name());
    out.writeBoolean(online.isAnnounced());
    out.writeLong(online.since());
  }

  static Online read(ObjectDataInput in) throws IOException {
    return new Online(
        in.readString(), PresenceCodec.readOptional(in), in.readBoolean(), in.readLong());
  }
}
