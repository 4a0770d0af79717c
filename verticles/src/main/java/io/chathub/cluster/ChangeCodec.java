package io.chathub.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.HazelcastSerializationException;
import io.chathub.bus.ConnectionId;
import io.chathub.bus.NodeId;
import io.chathub.presence.Change;
import io.chathub.presence.Change.Arrive;
import io.chathub.presence.Change.EndOverdue;
import io.chathub.presence.Change.Forget;
import io.chathub.presence.Change.GraceOver;
import io.chathub.presence.Change.Leave;
import java.io.IOException;

/** A change of presence as bytes. */
final class ChangeCodec {

  private static final byte ARRIVE = 1;
  private static final byte LEAVE = 2;
  private static final byte GRACE_OVER = 3;
  private static final byte END_OVERDUE = 4;
  private static final byte FORGET = 5;

  private ChangeCodec() {}

  static void write(ObjectDataOutput out, Change<?> change) throws IOException {
    if (change instanceof Arrive arrive) {
      out.writeByte(ARRIVE);
      out.writeString(arrive.role());
      PresenceCodec.writeOptional(out, arrive.name());
      out.writeBoolean(arrive.isAnnounced());
      PresenceCodec.writePlace(out, arrive.place());
      out.writeLong(arrive.now());
      out.writeBoolean(arrive.isAnew());
      out.writeInt(arrive.placesMax());
    } else if (change instanceof Leave leave) {
      out.writeByte(LEAVE);
      out.writeString(leave.connection().value());
      out.writeString(leave.node().value());
      out.writeLong(leave.departure());
      out.writeLong(leave.now());
      out.writeLong(leave.graceUntil());
    } else if (change instanceof GraceOver over) {
      out.writeByte(GRACE_OVER);
      out.writeLong(over.departure());
    } else if (change instanceof EndOverdue overdue) {
      out.writeByte(END_OVERDUE);
      out.writeLong(overdue.before());
    } else if (change instanceof Forget forget) {
      out.writeByte(FORGET);
      PresenceCodec.writeNodes(out, forget.nodes());
      out.writeInt(forget.beforeEpoch());
      out.writeString(forget.node().value());
      out.writeLong(forget.departure());
      out.writeLong(forget.now());
      out.writeLong(forget.graceUntil());
    } else {
      throw new HazelcastSerializationException("no change of presence: " + change);
    }
  }

  static Change<?> read(ObjectDataInput in) throws IOException {
    byte kind = in.readByte();
    return switch (kind) {
      case ARRIVE ->
          new Arrive(
              in.readString(),
              PresenceCodec.readOptional(in),
              in.readBoolean(),
              PresenceCodec.readPlace(in),
              in.readLong(),
              in.readBoolean(),
              in.readInt());
      case LEAVE ->
          new Leave(
              new ConnectionId(in.readString()),
              new NodeId(in.readString()),
              in.readLong(),
              in.readLong(),
              in.readLong());
      case GRACE_OVER -> new GraceOver(in.readLong());
      case END_OVERDUE -> new EndOverdue(in.readLong());
      case FORGET ->
          new Forget(
              PresenceCodec.readNodes(in),
              in.readInt(),
              new NodeId(in.readString()),
              in.readLong(),
              in.readLong(),
              in.readLong());
      default -> throw new HazelcastSerializationException("change of presence of kind " + kind);
    };
  }
}
