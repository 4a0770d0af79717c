package io.chathub.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.HazelcastSerializationException;
import com.hazelcast.query.Predicate;
import io.chathub.bus.NodeId;
import io.chathub.presence.Change;
import io.chathub.presence.Presence;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Whom a look at all users is for. It is evaluated beside the threads that serve look-ups and
 * changes, not on them.
 */
final class Who implements Predicate<String, Presence> {

  private static final long serialVersionUID = 1L;

  private final Kind kind;
  private final transient Set<NodeId> nodes;
  private final transient Set<String> roles;
  private final long bound;

  private enum Kind {
    CONNECTED(1),
    CONCERNED(2),
    OVERDUE(3),
    CONNECTED_TO(4);

    private final byte code;

    Kind(int code) {
      this.code = (byte) code;
    }

    private static Kind byCode(byte code) {
      for (Kind kind : values()) {
        if (kind.code == code) {
          return kind;
        }
      }
      throw new HazelcastSerializationException("who of kind " + code);
    }
  }

  private Who(Kind kind, Set<NodeId> nodes, Set<String> roles, long bound) {
    this.kind = kind;
    this.nodes = nodes;
    this.roles = roles;
    this.bound = bound;
  }

  /**
   * @param roles any, where empty
   */
  static Who isConnected(Set<String> roles) {
    return new Who(Kind.CONNECTED, Set.of(), roles, 0);
  }

  static Who isConcernedBy(Set<NodeId> nodes, int beforeEpoch) {
    return new Who(Kind.CONCERNED, nodes, Set.of(), beforeEpoch);
  }

  static Who isOverdue(long before) {
    return new Who(Kind.OVERDUE, Set.of(), Set.of(), before);
  }

  static Who isConnectedTo(Set<NodeId> nodes, Set<String> roles) {
    return new Who(Kind.CONNECTED_TO, nodes, roles, 0);
  }

  @Override
  public boolean apply(Map.Entry<String, Presence> entry) {
    Presence presence = entry.getValue();
    return switch (kind) {
      case CONNECTED ->
          presence.isConnected() && (roles.isEmpty() || roles.contains(presence.role()));
      case CONCERNED -> presence.concerns(nodes, (int) bound);
      case OVERDUE -> presence.isOverdue(bound);
      case CONNECTED_TO ->
          roles.contains(presence.role()) && presence.isOn(nodes, Change.Forget.ALL_EPOCHS);
    };
  }

  static void write(ObjectDataOutput out, Who who) throws IOException {
    out.writeByte(who.kind.code);
    PresenceCodec.writeNodes(out, who.nodes);
    out.writeInt(who.roles.size());
    for (String role : who.roles) {
      out.writeString(role);
    }
    out.writeLong(who.bound);
  }

  static Who read(ObjectDataInput in) throws IOException {
    Kind kind = Kind.byCode(in.readByte());
    Set<NodeId> nodes = PresenceCodec.readNodes(in);
    Set<String> roles = new HashSet<>();
    for (int left = in.readInt(); left > 0; left--) {
      roles.add(in.readString());
    }
    return new Who(kind, nodes, roles, in.readLong());
  }
}
