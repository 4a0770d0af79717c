package io.chathub.store.embedded;

import io.chathub.model.ChatId;
import io.chathub.model.SessionId;
import io.chathub.model.UserId;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/** The keys of the {@link Column}s; they sort as they are read. */
final class Keys {

  static final byte[] META_FORMAT = ascii("format");
  static final byte[] META_NEXT_CHAT = ascii("next_chat");
  static final byte[] META_TIME = ascii("time");
  static final byte[] META_PROBE = ascii("probe");
  static final byte[] META_IDENTITY = ascii("identity");

  private static final int IN_CHAT_BYTES = 16;
  private static final long DAY_MS = 86_400_000;

  private Keys() {}

  static byte[] chat(ChatId chat) {
    return ascii(chat.value());
  }

  /** Of a message by its seq, and of a change by its rev. */
  static byte[] inChat(long chatNo, long number) {
    byte[] key = new byte[IN_CHAT_BYTES];
    for (int i = 7, shift = 0; i >= 0; i--, shift += 8) {
      key[i] = (byte) (chatNo >>> shift);
      key[i + 8] = (byte) (number >>> shift);
    }
    return key;
  }

  /** Of a key made by {@link #inChat}; -1 where it is none. */
  static long chatNo(byte[] key) {
    return key.length == IN_CHAT_BYTES ? new RecordReader(key).u64() : -1;
  }

  /** The seq or rev of a key made by {@link #inChat}; -1 where it is none. */
  static long number(byte[] key) {
    if (key.length != IN_CHAT_BYTES) {
      return -1;
    }
    RecordReader reader = new RecordReader(key);
    long chatNo = reader.u64();
    assert chatNo >= 0;
    return reader.u64();
  }

  /** What all keys of {@link #inChat} of that chat begin with. */
  static byte[] ofChat(long chatNo) {
    RecordWriter out = new RecordWriter();
    out.u64(chatNo);
    return out.toBytes();
  }

  static int day(long at) {
    return (int) Math.floorDiv(at, DAY_MS);
  }

  static void duplicate(RecordWriter out, int day, long chatNo, UserId sender, String cid) {
    out.clear();
    out.u32(day);
    out.u64(chatNo);
    out.text(sender.value());
    out.text(cid);
  }

  /** Before the first key of that day. */
  static byte[] duplicatesOf(int day) {
    RecordWriter out = new RecordWriter();
    out.u32(day);
    return out.toBytes();
  }

  static byte[] session(SessionId id) {
    return HexFormat.of().parseHex(id.hex());
  }

  /** Of a key made by {@link #session}; empty where it is none. */
  static Optional<SessionId> sessionId(byte[] session) {
    try {
      return Optional.of(new SessionId(HexFormat.of().formatHex(session)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  static byte[] user(UserId user) {
    return ascii(user.value());
  }

  /** What all keys of {@link #userChat} and {@link #userSession} of that user begin with. */
  static byte[] ofUser(UserId user) {
    return ofUser(user, new byte[0]);
  }

  static byte[] userChat(UserId user, ChatId chat) {
    return ofUser(user, chat(chat));
  }

  static byte[] userSession(UserId user, SessionId id) {
    return ofUser(user, session(id));
  }

  /** Of a key made by {@link #userChat}; empty where it is none. */
  static Optional<ChatId> chatOf(byte[] userChat) {
    try {
      return Optional.of(new ChatId(afterUser(userChat).restAsText()));
    } catch (Unreadable | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Of a key made by {@link #userSession}; empty where it is none. */
  static Optional<SessionId> sessionOf(byte[] userSession) {
    try {
      return Optional.of(new SessionId(HexFormat.of().formatHex(afterUser(userSession).rest())));
    } catch (Unreadable | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  static boolean startsWith(byte[] key, byte[] prefix) {
    if (key.length < prefix.length) {
      return false;
    }
    for (int i = 0; i < prefix.length; i++) {
      if (key[i] != prefix[i]) {
        return false;
      }
    }
    return true;
  }

  private static byte[] ofUser(UserId user, byte[] rest) {
    RecordWriter out = new RecordWriter();
    out.text(user.value());
    out.raw(rest, rest.length);
    return out.toBytes();
  }

  private static RecordReader afterUser(byte[] key) {
    RecordReader reader = new RecordReader(key);
    String user = reader.text();
    assert !user.isEmpty();
    return reader;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
