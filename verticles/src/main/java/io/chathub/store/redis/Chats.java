package io.chathub.store.redis;

import io.chathub.model.Chat;
import io.chathub.model.ChatId;
import io.chathub.model.ChatPatch;
import io.chathub.model.ChatState;
import io.chathub.model.Member;
import io.chathub.model.UserId;
import io.chathub.store.MemberLists;
import io.chathub.store.SoundClock;
import io.chathub.store.Store.ChatPut;
import io.chathub.store.redis.KnownChats.Known;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes chats and changes who is in them. What leads to a chat, the lists of its members and the
 * index of all chats, is written before it: a crash in between leaves an entry that leads nowhere,
 * never a chat that nobody finds. Thread safe.
 */
final class Chats {

  private static final long OUTCOME_KEPT_MS = 60_000;

  /** How often a patch is tried that others are quicker than. */
  private static final int TRIES = 20;

  private static final String ANY_VERSION = "";

  private final Access access;
  private final ChatLists lists;
  private final SoundClock clock;

  Chats(Access access, ChatLists lists, SoundClock clock) {
    this.access = access;
    this.lists = lists;
    this.clock = clock;
  }

  /** What a put found and left. */
  private record Outcome(Chat chat, long lastAt, Optional<Chat> before) {}

  Future<ChatPut> put(
      ChatId id, Optional<String> bookingId, ChatState state, List<Member> members) {
    MemberLists.check(members);
    return put(new Chat(id, bookingId, state, members, clock.getAsLong()), false)
        .compose(this::listed);
  }

  /** Made for the chat as it is, and made anew where it is another by then. */
  Future<ChatPut> patch(ChatId id, ChatPatch patch) {
    return patch(id, patch, TRIES).compose(this::listed);
  }

  private Future<Outcome> patch(ChatId id, ChatPatch patch, int tries) {
    return known(id)
        .compose(
            known -> {
              Chat wanted = patch.of(known.chat());
              long now = clock.getAsLong();
              return write(wanted, now, false, known.version())
                  .compose(
                      answer ->
                          Refusals.isChangedMeanwhile(answer) && tries > 1
                              ? patch(id, patch, tries - 1)
                              : Future.succeededFuture(read(id, answer)));
            });
  }

  private Future<ChatPut> listed(Outcome outcome) {
    ChatPut put = changes(outcome);
    return Halfway.unsure(listChanges(put, outcome.lastAt)).map(put);
  }

  Future<Chat> systemChat(UserId user, String role) {
    ChatId id = ChatId.systemChatOf(user);
    Known known = access.chats().get(id);
    if (known != null) {
      return Future.succeededFuture(known.chat());
    }
    List<Member> members = List.of(new Member(user, role, Optional.empty()));
    Chat chat = new Chat(id, Optional.empty(), ChatState.OPEN, members, clock.getAsLong());
    return put(chat, true).map(Outcome::chat);
  }

  Future<Chat> get(ChatId id) {
    return known(id).map(Known::chat);
  }

  private Future<Known> known(ChatId id) {
    Known known = access.chats().get(id);
    Keys.OfChat keys = access.keys().chat(id);
    return access
        .commands()
        .run(access.scripts().chat, keys.counting(), List.of(KnownChats.version(known)))
        .map(
            answer ->
                access.damage().read(id, answer, given -> access.chats().at(id, known, given, 0)));
  }

  private Future<Outcome> put(Chat chat, boolean isToBeLeftAsItIs) {
    return write(chat, chat.createdAt(), isToBeLeftAsItIs, ANY_VERSION)
        .map(answer -> read(chat.id(), answer));
  }

  private Outcome read(ChatId id, Response answer) {
    return access.damage().read(id, answer, given -> outcome(id, given));
  }

  private Future<Response> write(Chat chat, long now, boolean isToBeLeftAsItIs, String version) {
    ChatId id = chat.id();
    Keys.OfChat keys = access.keys().chat(id);
    String operation = access.operations().next();
    List<Object> args = new ArrayList<>();
    args.add(operation);
    args.add(now);
    args.add(isToBeLeftAsItIs ? 1L : 0L);
    args.add(OUTCOME_KEPT_MS);
    args.add(chat.takesPushes() ? 1L : 0L);
    args.add(MessageRecord.bookingField(chat.bookingId()));
    args.add(ChatRecord.write(chat.bookingId(), chat.state(), chat.members()));
    args.add(version);
    for (Member member : chat.members()) {
      args.add(member.user().value());
      args.add(member.role());
    }
    return listed(id, chat.members(), now)
        .compose(
            listed ->
                access
                    .commands()
                    .run(access.scripts().put, keys.counting(keys.outcome(operation)), args));
  }

  /** Where Redis is full: a chat that is there, and has these members at least, is listed. */
  private Future<Void> listed(ChatId id, List<Member> members, long now) {
    return Future.all(index(id, now), lists.add(id, members, now))
        .<Void>mapEmpty()
        .recover(
            failure ->
                get(id)
                    .otherwise(other -> null)
                    .compose(
                        chat ->
                            chat != null && MemberLists.without(members, chat.members()).isEmpty()
                                ? Future.succeededFuture()
                                : Future.failedFuture(failure)));
  }

  private Outcome outcome(ChatId id, Response answer) {
    Chat chat = access.chats().learn(id, answer, 0).chat();
    Response before = answer.get(3);
    return new Outcome(
        chat,
        answer.get(2).toLong(),
        before == null ? Optional.empty() : Optional.of(ChatRecord.read(id, before.toBytes())));
  }

  private static ChatPut changes(Outcome outcome) {
    Chat chat = outcome.chat;
    if (outcome.before.isEmpty()) {
      return new ChatPut(chat, chat.members(), List.of(), true);
    }
    Chat was = outcome.before.get();
    boolean hasChanged = was.state() != chat.state() || !was.bookingId().equals(chat.bookingId());
    return new ChatPut(
        chat,
        MemberLists.without(chat.members(), was.members()),
        MemberLists.without(was.members(), chat.members()),
        hasChanged);
  }

  /**
   * Brings the lists up to date. Who joined is listed again, and who left is looked for in the chat
   * after being taken off: so a join and a leave at the same moment end with a list that holds what
   * the chat does.
   */
  private Future<Void> listChanges(ChatPut put, long lastAt) {
    ChatId id = put.chat().id();
    return Future.all(
            Pipelined.each(
                put.joined(), Pipelined.WIDTH, member -> lists.put(id, member.user(), lastAt)),
            Pipelined.each(put.left(), Pipelined.WIDTH, member -> takeOff(id, member, lastAt)))
        .mapEmpty();
  }

  private Future<Void> takeOff(ChatId id, Member member, long lastAt) {
    String cursors = access.keys().chat(id).cursors();
    String user = member.user().value();
    Request isMember = Request.cmd(Command.HEXISTS).arg(cursors).arg(user);
    return lists
        .remove(id, member.user())
        .compose(removed -> access.commands().send(cursors, isMember, false))
        .compose(
            is ->
                is.toInteger() == 1
                    ? lists.put(id, member.user(), lastAt)
                    : Future.succeededFuture());
  }

  private Future<Response> index(ChatId id, long now) {
    String key = access.keys().index(Keys.indexPart(id));
    Request add = Request.cmd(Command.ZADD).arg(key).arg("NX").arg(now).arg(id.value());
    return access.commands().send(key, add, true);
  }
}
