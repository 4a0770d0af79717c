package io.chathub.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.HazelcastSerializationException;
import io.chathub.bus.ConnectionId;
import io.chathub.presence.Change.Arrival;
import io.chathub.presence.Change.Gone;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a change of presence tells, as bytes. */
final class ResultCodec {

  private static final byte NOTHING = 0;
  private static final byte ARRIVAL = 1;
  private static final byte GRACE_UNTIL = 2;
  private static final byte GONE = 3;

  private ResultCodec() {}

  /** A result on its way back. */
  record Result(Object value) {}

  static void write(ObjectDataOutput out, Result result) throws IOException {
    Object value =
        result.value instanceof Optional<?> optional ? optional.orElse(null) : result.value;
    if (value == null) {
      out.writeByte(NOTHING);
    } else if (value instanceof Arrival arrival) {
      out.writeByte(ARRIVAL);
      out.writeBoolean(arrival.cameOnline());
      out.writeInt(arrival.replaced().size());
      for (ConnectionId replaced : arrival.replaced()) {
        out.writeString(replaced.value());
      }
    } else if (value instanceof Long graceUntil) {
      out.writeByte(GRACE_UNTIL);
      out.writeLong(graceUntil);
    } else if (value instanceof Gone gone) {
      out.writeByte(GONE);
      out.writeString(gone.role());
      out.writeBoolean(gone.isAnnounced());
      out.writeLong(gone.at());
    } else {
      throw new HazelcastSerializationException("no result of a change of presence: " + value);
    }
  }

  static Result read(ObjectDataInput in) throws IOException {
    byte kind = in.readByte();
    return new Result(
        switch (kind) {
          case NOTHING -> Optional.empty();
          case ARRIVAL -> new Arrival(in.readBoolean(), readConnections(in));
          case GRACE_UNTIL -> Optional.of(in.readLong());
          case GONE -> Optional.of(new Gone(in.readString(), in.readBoolean(), in.readLong()));
          default -> throw new HazelcastSerializationException("result of kind " + kind);
        });
  }

  private static List<ConnectionId> readConnections(ObjectDataInput in) throws IOException {
    int count = in.readInt();
    List<ConnectionId> connections = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      connections.add(new ConnectionId(in.readString()));
    }
    return connections;
  }
}
