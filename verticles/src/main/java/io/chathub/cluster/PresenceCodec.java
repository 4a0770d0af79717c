package io.chathub.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import io.chathub.bus.ConnectionId;
import io.chathub.bus.NodeId;
import io.chathub.presence.Presence;
import io.chathub.presence.Presence.Leaving;
import io.chathub.presence.Presence.Place;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A user's presence as bytes. */
final class PresenceCodec {

  private PresenceCodec() {}

  static void write(ObjectDataOutput out, Presence presence) throws IOException {
    out.writeString(presence.role());
    writeOptional(out, presence.name());
    out.writeBoolean(presence.isAnnounced());
    out.writeLong(presence.since());
    out.writeInt(presence.places().size());
    for (Place place : presence.places()) {
      writePlace(out, place);
    }
    Leaving leaving = presence.leaving();
    out.writeLong(leaving.departure());
    out.writeLong(leaving.at());
    out.writeLong(leaving.graceUntil());
    writeOptional(out, leaving.owner().map(NodeId::value));
  }

  static Presence read(ObjectDataInput in) throws IOException {
    String role = in.readString();
    Optional<String> name = readOptional(in);
    boolean isAnnounced = in.readBoolean();
    long since = in.readLong();
    int count = in.readInt();
    List<Place> places = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      places.add(readPlace(in));
    }
    return new Presence(
        role,
        name,
        isAnnounced,
        since,
        places,
        new Leaving(
            in.readLong(), in.readLong(), in.readLong(), readOptional(in).map(NodeId::new)));
  }

  static void writePlace(ObjectDataOutput out, Place place) throws IOException {
    out.writeString(place.connection().value());
    out.writeString(place.node().value());
    out.writeInt(place.epoch());
    out.writeLong(place.since());
  }

  static Place readPlace(ObjectDataInput in) throws IOException {
    return new Place(
        new ConnectionId(in.readString()),
        new NodeId(in.readString()),
        in.readInt(),
        in.readLong());
  }

  static void writeNodes(ObjectDataOutput out, Collection<NodeId> nodes) throws IOException {
    out.writeInt(nodes.size());
    for (NodeId node : nodes) {
      out.writeString(node.value());
    }
  }

  static Set<NodeId> readNodes(ObjectDataInput in) throws IOException {
    int count = in.readInt();
    if (count == 1) {
      return Set.of(new NodeId(in.readString()));
    }
    Set<NodeId> nodes = new HashSet<>();
    for (int i = 0; i < count; i++) {
      nodes.add(new NodeId(in.readString()));
    }
    return nodes;
  }

  static void writeOptional(ObjectDataOutput out, Optional<String> text) throws IOException {
    out.writeString(text.orElse(null));
  }

  static Optional<String> readOptional(ObjectDataInput in) throws IOException {
    return Optional.ofNullable(in.readString());
  }
}
