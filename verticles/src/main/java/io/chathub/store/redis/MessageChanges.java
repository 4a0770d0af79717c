package io.chathub.store.redis;

import io.chathub.model.Chat;
import io.chathub.model.ChatId;
import io.chathub.model.MessageId;
import io.chathub.model.Position;
import io.chathub.model.UserId;
import io.chathub.store.SoundClock;
import io.chathub.store.Store;
import io.chathub.store.Store.ReadMark;
import io.chathub.store.Store.Recalled;
import io.chathub.store.redis.KnownChats.Known;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.util.List;

/** What happens to messages after they were stored: read, recalled. Thread safe. */
final class MessageChanges {

  private static final int READ_VERSION = 3;
  private static final int RECALL_VERSION = 4;

  private final Access access;
  private final SoundClock clock;

  MessageChanges(Access access, SoundClock clock) {
    this.access = access;
    this.clock = clock;
  }

  Future<ReadMark> markRead(ChatId id, UserId reader, Position upTo) {
    Known known = access.chats().get(id);
    Place place = Place.of(upTo, id);
    long now = clock.getAsLong();
    return access
        .commands()
        .run(
            access.scripts().read,
            access.keys().chat(id).counting(),
            List.of(
                reader.value(),
                place.seq(),
                place.at(),
                access.operations().next(),
                KnownChats.version(known)))
        .map(answer -> access.damage().read(id, answer, given -> readMark(id, known, given, now)));
  }

  Future<Recalled> recall(ChatId id, UserId by, Position message) {
    Known known = access.chats().get(id);
    Keys.OfChat keys = access.keys().chat(id);
    Place place = Place.of(message, id);
    return access
        .commands()
        .run(
            access.scripts().recall,
            keys.counting(keys.changes()),
            List.of(
                by.value(),
                place.seq(),
                place.at(),
                access.operations().next(),
                KnownChats.version(known),
                clock.getAsLong(),
                Store.RECALL_WINDOW_MS,
                Store.AHEAD_MAX_MS))
        .map(answer -> access.damage().read(id, answer, given -> recalled(id, known, given)));
  }

  private ReadMark readMark(ChatId id, Known known, Response answer, long now) {
    Chat chat = access.chats().of(id, known, answer, READ_VERSION);
    MessageId read = new MessageId(id, answer.get(1).toLong(), answer.get(2).toLong());
    return new ReadMark(chat, read, now, answer.get(0).toInteger() == 1);
  }

  private Recalled recalled(ChatId id, Known known, Response answer) {
    Chat chat = access.chats().of(id, known, answer, RECALL_VERSION);
    MessageId recalled = new MessageId(id, answer.get(0).toLong(), answer.get(1).toLong());
    return new Recalled(chat, recalled, answer.get(2).toLong(), answer.get(3).toInteger() == 1);
  }
}
