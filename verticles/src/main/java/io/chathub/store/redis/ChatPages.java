package io.chathub.store.redis;

import io.chathub.model.Chat;
import io.chathub.model.ChatId;
import io.chathub.model.ChatState;
import io.chathub.model.ErrorCode;
import io.chathub.model.Message;
import io.chathub.model.MessageId;
import io.chathub.model.Refusal;
import io.chathub.model.UserId;
import io.chathub.store.Store.ChatLimits;
import io.chathub.store.Store.ChatPage;
import io.chathub.store.Store.ChatSummary;
import io.chathub.store.redis.KnownChats.Known;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Gives pages of a user's chats, latest first.
 *
 * <p>A list of up to {@value #EXACT_MAX} chats is put in order by asking each chat when it was last
 * active, so it is exact. A longer one is read in the order in which it is written, which is a
 * second late, and later after the loss of a node; what is found behind is written anew. Thread
 * safe.
 */
final class ChatPages {

  static final int EXACT_MAX = 200;

  /** Read beyond what a page needs, since some may be none of the user's any more. */
  private static final int SPARE = 16;

  private static final int RECORD = 4;
  private static final int VERSION = 6;

  private final Access access;
  private final ChatLists lists;

  ChatPages(Access access, ChatLists lists) {
    this.access = access;
    this.lists = lists;
  }

  /** A chat as its list has it. */
  private record Listed(ChatMark mark) {

    ChatId chat() {
      return new ChatId(mark.chat());
    }
  }

  /** A chat of the user's, and where the list that is paged has it. */
  private record Entry(ChatSummary summary, ChatMark listed) {}

  Future<ChatPage> page(UserId user, ChatLimits limits, Optional<String> cursor) {
    Optional<ChatMark> after = cursor.map(ChatMark::parse);
    String key = access.keys().chatsOf(user);
    return access
        .commands()
        .send(key, Request.cmd(Command.ZCARD).arg(key), false)
        .compose(
            size ->
                size.toLong() <= EXACT_MAX
                    ? listed(user, Optional.empty(), 0, EXACT_MAX)
                        .compose(listed -> exact(user, limits, after, listed))
                    : asListed(user, limits, after, new ArrayList<>(), 0));
  }

  /** Everybody in the chats of a user, without the user. */
  Future<Set<UserId>> contacts(UserId user, Chats chats) {
    return listed(user, Optional.empty(), 0, -1)
        .compose(
            listed ->
                Pipelined.each(
                    chats(listed),
                    Pipelined.WIDTH,
                    chat -> chats.get(chat.chat()).map(Optional::of).recover(ChatPages::none)))
        .map(
            found -> {
              Set<UserId> contacts = new LinkedHashSet<>();
              for (Optional<Chat> chat : found) {
                if (chat.isPresent() && chat.get().member(user).isPresent()) {
                  contacts.addAll(chat.get().users());
                }
              }
              contacts.remove(user);
              return contacts;
            });
  }

  /** The list may lead to a chat that was never made, or can't be read. */
  private static Future<Optional<Chat>> none(Throwable failure) {
    boolean isNone = failure instanceof Refusal refusal && refusal.code() == ErrorCode.NO_SUCH_CHAT;
    return isNone || Damage.isOf(failure)
        ? Future.succeededFuture(Optional.empty())
        : Future.failedFuture(failure);
  }

  private Future<ChatPage> exact(
      UserId user, ChatLimits limits, Optional<ChatMark> after, List<Listed> listed) {
    return Pipelined.each(chats(listed), EXACT_MAX, chat -> timed(user, chat))
        .compose(
            timed -> {
              List<Listed> rest = new ArrayList<>(timed);
              rest.removeIf(chat -> after.isPresent() && !after.get().isBefore(chat.mark));
              rest.sort(
                  Comparator.comparingLong((Listed chat) -> -chat.mark.at())
                      .thenComparing(chat -> chat.mark.chat()));
              return fill(user, limits, rest, new ArrayList<>());
            });
  }

  /** The chat with the time of its last message, where the chat itself can say it. */
  private Future<Listed> timed(UserId user, Listed listed) {
    String head = access.keys().chat(listed.chat()).head();
    return access
        .commands()
        .send(head, Request.cmd(Command.HGET).arg(head).arg("la"), false)
        .map(
            at -> {
              long time = at == null ? -1 : MessageId.digits(at.toString());
              if (time > listed.mark.at()) {
                lists.repair(user, listed.chat(), time);
              }
              return time < 0 ? listed : new Listed(new ChatMark(time, listed.mark.chat()));
            })
        .recover(
            failure ->
                failure instanceof ErrorType
                    ? Future.succeededFuture(listed)
                    : Future.failedFuture(failure));
  }

  /** Asks for as many chats as the page still lacks; some of them may be none of the user's. */
  private Future<ChatPage> fill(
      UserId user, ChatLimits limits, List<Listed> rest, List<Entry> page) {
    int lacking = Math.min(rest.size(), limits.chats() + 1 - page.size());
    if (lacking == 0) {
      return Future.succeededFuture(page(page, limits));
    }
    return entries(user, rest.subList(0, lacking))
        .compose(
            entries -> {
              page.addAll(entries);
              return fill(user, limits, rest.subList(lacking, rest.size()), page);
            });
  }

  /** Reads on in the list until the page is full; what lies before the mark is passed over. */
  private Future<ChatPage> asListed(
      UserId user, ChatLimits limits, Optional<ChatMark> after, List<Entry> page, int from) {
    int asked = Math.min(EXACT_MAX, limits.chats() + 1 - page.size() + SPARE);
    return listed(user, after, from, asked)
        .compose(
            listed -> {
              List<Listed> next = new ArrayList<>(listed);
              next.removeIf(l -> after.isPresent() && !after.get().isBefore(l.mark));
              List<Listed> some =
                  next.subList(0, Math.min(next.size(), limits.chats() + 1 - page.size()));
              return entries(user, some)
                  .compose(
                      entries -> {
                        page.addAll(entries);
                        boolean isFull = page.size() > limits.chats();
                        if (isFull || (listed.size() < asked && some.size() == next.size())) {
                          return Future.succeededFuture(page(page, limits));
                        }
                        // Some of them were none of the user's any more.
                        int passed = listed.size() - (next.size() - some.size());
                        return asListed(user, limits, after, page, from + passed);
                      });
            });
  }

  /** Without what is no chat, and put there by others. */
  private static List<Listed> chats(List<Listed> listed) {
    return listed.stream().filter(chat -> ChatId.isValid(chat.mark.chat())).toList();
  }

  /** The first of the entries; where there are more, the page ends at the place of the last. */
  private static ChatPage page(List<Entry> entries, ChatLimits limits) {
    List<ChatSummary> summaries = entries.stream().map(Entry::summary).toList();
    int count = limits.fitting(summaries);
    Optional<String> cursor =
        entries.size() > count && count > 0
            ? Optional.of(entries.get(count - 1).listed.token())
            : Optional.empty();
    return new ChatPage(List.copyOf(summaries.subList(0, count)), cursor);
  }

  private Future<List<Entry>> entries(UserId user, List<Listed> listed) {
    return Pipelined.each(chats(listed), Pipelined.WIDTH, chat -> entry(user, chat))
        .map(found -> found.stream().flatMap(Optional::stream).toList());
  }

  private Future<Optional<Entry>> entry(UserId user, Listed listed) {
    ChatId id = listed.chat();
    Known known = access.chats().get(id);
    return access
        .commands()
        .run(
            access.scripts().summary,
            access.keys().chat(id).counting(),
            List.of(user.value(), KnownChats.version(known)))
        .map(answer -> entryOrNone(user, listed, known, answer));
  }

  private Optional<Entry> entryOrNone(UserId user, Listed listed, Known known, Response answer) {
    try {
      return Optional.of(
          access.damage().read(listed.chat(), answer, given -> entry(user, listed, known, given)));
    } catch (Refusal refusal) {
      return Damage.isOf(refusal) ? damaged(user, listed, known, refusal) : Optional.empty();
    }
  }

  /** As far as it is known, where the user was a member when it was last seen. */
  private static Optional<Entry> damaged(UserId user, Listed listed, Known known, Refusal refusal) {
    Chat chat =
        known == null
            ? new Chat(
                listed.chat(), Optional.empty(), ChatState.CLOSED, List.of(), listed.mark.at())
            : known.chat();
    return known != null && chat.member(user).isEmpty()
        ? Optional.empty()
        : Optional.of(new Entry(ChatSummary.refused(chat, refusal), listed.mark));
  }

  private Entry entry(UserId user, Listed listed, Known known, Response answer) {
    Chat chat = access.chats().of(listed.chat(), known, answer, VERSION);
    var frame = new MessageRecord.Frame(chat.id(), chat.bookingId(), Lowest.read(answer.get(3)));
    long lastSeq = answer.get(0).toLong();
    long lastAt = answer.get(5).toLong();
    Optional<Message> last =
        Optional.ofNullable(answer.get(RECORD))
            .map(record -> MessageRecord.read(frame, lastSeq, record, lastAt, access.damage()));
    if (lastAt > listed.mark.at()) {
      lists.repair(user, chat.id(), lastAt);
    }
    ChatSummary summary =
        new ChatSummary(chat, last, answer.get(1).toLong(), answer.get(2).toLong());
    return new Entry(summary, listed.mark);
  }

  /**
   * Entries of a user's list.
   *
   * @param since where to begin; with those as old as that
   * @param count how many, or all with -1
   */
  private Future<List<Listed>> listed(
      UserId user, Optional<ChatMark> since, long offset, long count) {
    String key = access.keys().chatsOf(user);
    Request range =
        Request.cmd(Command.ZRANGE)
            .arg(key)
            .arg(since.map(mark -> Long.toString(-mark.at())).orElse("-inf"))
            .arg("+inf")
            .arg("BYSCORE")
            .arg("LIMIT")
            .arg(offset)
            .arg(count)
            .arg("WITHSCORES");
    return access.commands().send(key, range, false).map(ChatPages::listed);
  }

  /** Members and scores, flat or in pairs: as the version of the protocol has it. */
  private static List<Listed> listed(Response answer) {
    List<Listed> listed = new ArrayList<>();
    boolean isPaired = answer.size() > 0 && answer.get(0).isArray();
    for (int i = 0; i < answer.size(); i += isPaired ? 1 : 2) {
      Response member = isPaired ? answer.get(i).get(0) : answer.get(i);
      Response score = isPaired ? answer.get(i).get(1) : answer.get(i + 1);
      listed.add(new Listed(new ChatMark(-score.toDouble().longValue(), member.toString())));
    }
    return listed;
  }
}
