package io.chathub.bus;

import io.chathub.model.SessionId;
import io.chathub.model.UserId;
import io.chathub.protocol.CloseCode;
import io.chathub.protocol.EventType;
import io.chathub.protocol.Frame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Batches and broadcasts as they go from node to node. */
final class BatchCodec {

  private static final int DELIVER = 1;
  private static final int CLOSE = 2;
  private static final int CLOSE_EVERYBODY = 3;
  private static final int ABSENT = 0;
  private static final int PRESENT = 1;

  private static final Map<String, EventType> EVENT_TYPES =
      Arrays.stream(EventType.values())
          .collect(Collectors.toUnmodifiableMap(EventType::wireName, type -> type));

  private static final CloseCode[] CLOSE_CODES = CloseCode.values();

  private BatchCodec() {}

  static void write(WireWriter out, Batch batch) {
    out.text(batch.sender().value()).number(batch.link()).number(batch.number());
    out.number(batch.items().size());
    for (LinkItem item : batch.items()) {
      if (item instanceof LinkItem.Deliver deliver) {
        out.oneByte(DELIVER);
        write(out, deliver.parcel());
      } else if (item instanceof LinkItem.Close close) {
        out.oneByte(CLOSE);
        write(out, close.order());
      } else if (item instanceof LinkItem.CloseEverybody close) {
        out.oneByte(CLOSE_EVERYBODY).number(close.code().number());
      }
    }
  }

  /**
   * @throws MalformedWireException where it is no batch
   */
  static Batch readBatch(WireReader in) {
    NodeId sender = new NodeId(in.text());
    int link = in.number();
    long number = in.longNumber();
    int count = in.count(Byte.BYTES);
    List<LinkItem> items = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      items.add(readItem(in));
    }
    in.end();
    return new Batch(sender, link, number, items);
  }

  private static LinkItem readItem(WireReader in) {
    int what = in.oneByte();
    return switch (what) {
      case DELIVER -> new LinkItem.Deliver(readParcel(in));
      case CLOSE -> new LinkItem.Close(readOrder(in), null);
      case CLOSE_EVERYBODY -> new LinkItem.CloseEverybody(readCode(in));
      default -> throw new MalformedWireException("an item of unknown kind");
    };
  }

  private static void write(WireWriter out, Parcel parcel) {
    write(out, parcel.frame());
    out.text(parcel.except() == null ? "" : parcel.except().value());
    out.number(parcel.users().size());
    for (UserId user : parcel.users()) {
      out.text(user.value());
    }
  }

  private static Parcel readParcel(WireReader in) {
    Frame frame = readFrame(in);
    String except = in.text();
    int count = in.count(Short.BYTES);
    List<UserId> users = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      users.add(readUser(in));
    }
    return new Parcel(frame, users, except.isEmpty() ? null : new ConnectionId(except));
  }

  private static void write(WireWriter out, CloseOrder order) {
    out.text(order.user().value()).number(order.code().number());
    write(out, order.session().map(SessionId::hex));
    write(out, order.connection().map(ConnectionId::value));
  }

  private static CloseOrder readOrder(WireReader in) {
    UserId user = readUser(in);
    CloseCode code = readCode(in);
    Optional<SessionId> session = readOptional(in).map(BatchCodec::session);
    Optional<ConnectionId> connection = readOptional(in).map(ConnectionId::new);
    return new CloseOrder(user, session, connection, code);
  }

  static void write(WireWriter out, Broadcast broadcast) {
    write(out, broadcast.frame());
    write(out, broadcast.role());
    write(out, broadcast.except().map(UserId::value));
  }

  /**
   * @throws MalformedWireException where it is no broadcast
   */
  static Broadcast readBroadcast(WireReader in) {
    Frame frame = readFrame(in);
    Optional<String> role = readOptional(in);
    Optional<UserId> except = readOptional(in).map(BatchCodec::user);
    in.end();
    return new Broadcast(frame, role, except);
  }

  private static void write(WireWriter out, Frame frame) {
    out.text(frame.type().wireName()).bytes(frame.utf8());
  }

  private static Frame readFrame(WireReader in) {
    EventType type = EVENT_TYPES.get(in.text());
    if (type == null) {
      throw new MalformedWireException("an event of unknown type");
    }
    return Frame.ofOtherNode(type, in.bytes());
  }

  private static CloseCode readCode(WireReader in) {
    int number = in.number();
    for (CloseCode code : CLOSE_CODES) {
      if (code.number() == number) {
        return code;
      }
    }
    throw new MalformedWireException("an unknown close code");
  }

  private static UserId readUser(WireReader in) {
    return user(in.text());
  }

  private static UserId user(String id) {
    try {
      return new UserId(id);
    } catch (IllegalArgumentException e) {
      throw new MalformedWireException("no user id");
    }
  }

  private static SessionId session(String hex) {
    try {
      return new SessionId(hex);
    } catch (IllegalArgumentException e) {
      throw new MalformedWireException("no session id");
    }
  }

  private static void write(WireWriter out, Optional<String> text) {
    if (text.isPresent()) {
      out.oneByte(PRESENT).text(text.get());
    } else {
      out.oneByte(ABSENT);
    }
  }

  private static Optional<String> readOptional(WireReader in) {
    return switch (in.oneByte()) {
      case ABSENT -> Optional.empty();
      case PRESENT -> Optional.of(in.text());
      default -> throw new MalformedWireException("neither there nor not");
    };
  }
}
