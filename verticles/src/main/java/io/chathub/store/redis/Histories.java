package io.chathub.store.redis;

import io.chathub.model.ChatId;
import io.chathub.model.ErrorCode;
import io.chathub.model.Message;
import io.chathub.model.Refusal;
import io.chathub.model.UserId;
import io.chathub.store.Store.HistoryPage;
import io.chathub.store.Store.HistoryQuery;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Gives pages of logs. Thread safe. */
final class Histories {

  private final Access access;

  Histories(Access access) {
    this.access = access;
  }

  Future<HistoryPage> page(UserId user, ChatId chat, HistoryQuery query) {
    Keys.OfChat keys = access.keys().chat(chat);
    Place from = Place.of(query.from(), chat);
    return access
        .commands()
        .run(
            access.scripts().history,
            keys.counting(),
            List.of(
                user.value(),
                query.direction().name().toLowerCase(Locale.ROOT),
                from.seq(),
                from.at(),
                (long) query.limit(),
                (long) query.bytesMax()))
        .map(answer -> read(chat, query, answer));
  }

  private HistoryPage read(ChatId chat, HistoryQuery query, Response answer) {
    try {
      return access.damage().read(chat, answer, given -> page(chat, query, given));
    } catch (Refusal refusal) {
      throw refusal.code() == ErrorCode.NO_SUCH_MESSAGE
          ? Refusal.malformed("id", "names no message of this chat")
          : refusal;
    }
  }

  private HistoryPage page(ChatId chat, HistoryQuery query, Response answer) {
    var frame =
        new MessageRecord.Frame(
            chat, MessageRecord.booking(answer.get(0)), Lowest.read(answer.get(1)));
    long seq = answer.get(3).toLong();
    List<Message> messages = new ArrayList<>();
    long about = 0;
    for (Response record : answer.get(4)) {
      Message message = MessageRecord.read(frame, seq++, record, about, access.damage());
      about = message.createdAt();
      messages.add(message);
    }
    boolean isMore = answer.get(2).toInteger() == 1;
    return fitting(messages, isMore, query);
  }

  /** As the message will be written it takes more than its record, which the script counts. */
  private static HistoryPage fitting(List<Message> messages, boolean isMore, HistoryQuery query) {
    boolean isForward = query.direction() == HistoryQuery.Direction.AFTER;
    int size = messages.size();
    int count = 0;
    long bytes = 0;
    while (count < size) {
      Message next = messages.get(isForward ? count : size - 1 - count);
      bytes += query.sizeOf().applyAsInt(next);
      if (count > 0 && bytes > query.bytesMax()) {
        break;
      }
      count++;
    }
    List<Message> page =
        isForward ? messages.subList(0, count) : messages.subList(size - count, size);
    return new HistoryPage(List.copyOf(page), isMore || count < size);
  }
}
