package io.chathub.bus;

import io.chathub.model.ChatId;
import io.chathub.model.MessageId;
import io.chathub.model.Position;
import io.chathub.model.RawJson;
import io.chathub.model.UserId;
import io.chathub.protocol.Action;
import io.chathub.protocol.Frame;
import java.util.Optional;

/**
 * What the message verticles are asked. All requests of a chat go to the same shard, so they take
 * effect, and reach each connection, in the order in which they came.
 */
public final class MessageApi {

  private static final Address<Request> ADDRESS = new Address<>("message", Request.class);

  private MessageApi() {}

  /** The addresses of as many shards; {@link #shardOf} gives the chat's place among them. */
  public static Address<Request>[] shards(int count) {
    @SuppressWarnings({"unchecked", "rawtypes"}) // Java has no arrays of generic types.
    Address<Request>[] shards = new Address[count];
    for (int i = 0; i < count; i++) {
      shards[i] = ADDRESS.shard(i);
    }
    return shards;
  }

  public static int shardOf(ChatId chat, int shards) {
    return Math.floorMod((chat.hashCode() * 0x9E3779B9) >>> 8, shards);
  }

  /** One of the records below. */
  public sealed interface Request {
    ChatId chat();

    void accept(Handler handler);
  }

  /**
   * Send a message. Succeeds with the {@code pushback} when it is durable.
   *
   * @param from the connection that it came by
   * @param acceptedNanos {@code System.nanoTime()} when its frame came
   */
  public record Push(
      UserId user, ConnectionId from, Action.Push action, long acceptedNanos, Reply<Frame> reply)
      implements Request {
    @Override
    public ChatId chat() {
      return action.chat();
    }

    @Override
    public void accept(Handler handler) {
      handler.push(this);
    }
  }

  /** Everything up to there was read. Succeeds when that is durable. */
  public record Read(UserId user, ConnectionId from, ChatId chat, Position upTo, Reply<Void> reply)
      implements Request {
    @Override
    public void accept(Handler handler) {
      handler.read(this);
    }
  }

  /** Take a message back. Succeeds with the {@code recall} for the asker. */
  public record Recall(UserId user, ConnectionId from, Action.Recall action, Reply<Frame> reply)
      implements Request {
    @Override
    public ChatId chat() {
      return action.chat();
    }

    @Override
    public void accept(Handler handler) {
      handler.recall(this);
    }
  }

  /** The user is typing. */
  public record Typing(UserId user, ConnectionId from, ChatId chat, Reply<Void> reply)
      implements Request {
    @Override
    public void accept(Handler handler) {
      handler.typing(this);
    }
  }

  /** A message from the system into a chat that is there. */
  public record Publish(
      ChatId chat, RawJson content, String type, Optional<String> cid, Reply<Published> reply)
      implements Request {
    @Override
    public void accept(Handler handler) {
      handler.publish(this);
    }
  }

  /**
   * @param reached members that were connected when it was stored
   */
  public record Published(MessageId id, int reached) {}

  /** One method for each request. */
  public interface Handler {
    void push(Push push);

    void read(Read read);

    void recall(Recall recall);

    void typing(Typing typing);

    void publish(Publish publish);
  }
}
