package io.chathub.store.redis;

import io.chathub.model.Chat;
import io.chathub.model.ChatId;
import io.chathub.model.Member;
import io.chathub.model.UserId;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.impl.types.ErrorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lists of chats that users have, each chat with the time of its last message.
 *
 * <p>A list holds at least the chats that its user is a member of: it is written before the chat,
 * and what it holds beyond that is found out by asking the chat. The times are written a moment
 * after the messages, one write for all messages of that moment; what a lost node had not written
 * stays behind until the chat's next message or until the list is read. Thread safe.
 */
final class ChatLists {

  /** Chats whose time is still to be written; beyond that it is written at once. */
  private static final int WAITING_MAX = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(ChatLists.class);

  private final Commands commands;
  private final Keys keys;
  private final Map<ChatId, Said> waiting = new ConcurrentHashMap<>();

  ChatLists(Access access) {
    this.commands = access.commands();
    this.keys = access.keys();
  }

  /** A chat and when its last message was made. */
  private record Said(Chat chat, long at) {

    Said latest(Said other) {
      return other.at >= at ? other : this;
    }
  }

  /** Notes the time of a message. */
  void said(Chat chat, long at) {
    note(new Said(chat, at));
    if (waiting.size() > WAITING_MAX) {
      var unused = flush();
    }
  }

  /**
   * Writes the times noted so far. Does not fail: what could not be written is kept, if it fits.
   */
  Future<Void> flush() {
    List<Said> some = new ArrayList<>();
    for (ChatId chat : List.copyOf(waiting.keySet())) {
      Said said = waiting.remove(chat);
      if (said != null) {
        some.add(said);
      }
    }
    Map<UserId, List<Said>> byUser = new HashMap<>();
    for (Said said : some) {
      for (Member member : said.chat.members()) {
        byUser.computeIfAbsent(member.user(), user -> new ArrayList<>()).add(said);
      }
    }
    return Pipelined.each(List.copyOf(byUser.entrySet()), Pipelined.WIDTH, this::write)
        .onFailure(
            failure -> {
              LOG.debug("times of {} chats are written later", some.size(), failure);
              some.stream().limit(Math.max(0, WAITING_MAX - waiting.size())).forEach(this::note);
            })
        .otherwiseEmpty()
        .mapEmpty();
  }

  /** Adds a chat to lists, before these are its members. */
  Future<Void> add(ChatId chat, List<Member> members, long at) {
    return Pipelined.each(members, Pipelined.WIDTH, member -> add(chat, member.user(), at))
        .mapEmpty();
  }

  /** Sets a chat's time in the list of a user who is a member by now. */
  Future<Void> put(ChatId chat, UserId user, long at) {
    return zadd(user).send(Long.toString(-at), chat.value());
  }

  /** Takes a chat out of the list of a user. */
  Future<Void> remove(ChatId chat, UserId user) {
    String key = keys.chatsOf(user);
    return commands
        .send(key, Request.cmd(Command.ZREM).arg(key).arg(chat.value()), true)
        .mapEmpty();
  }

  /** Writes a time that was found to be behind. */
  void repair(UserId user, ChatId chat, long at) {
    var unused = zadd(user, "XX", "LT").send(Long.toString(-at), chat.value());
  }

  private void note(Said said) {
    waiting.merge(said.chat.id(), said, Said::latest);
  }

  private Future<Void> add(ChatId chat, UserId user, long at) {
    String ever = keys.everOf(user);
    return Future.all(
            zadd(user, "NX").send(Long.toString(-at), chat.value()),
            commands.send(ever, Request.cmd(Command.SADD).arg(ever).arg(chat.value()), true))
        .mapEmpty();
  }

  /**
   * Only where the chat is in the list, and only forward. A list that Redis will not write ever, as
   * one of another type, holds up no other.
   */
  private Future<Void> write(Map.Entry<UserId, List<Said>> list) {
    List<String> pairs = new ArrayList<>(2 * list.getValue().size());
    for (Said said : list.getValue()) {
      pairs.add(Long.toString(-said.at));
      pairs.add(said.chat.id().value());
    }
    return zadd(list.getKey(), "XX", "LT")
        .send(pairs.toArray(String[]::new))
        .recover(
            failure -> {
              if (failure instanceof ErrorType) {
                LOG.debug("the list of user={} is damaged", list.getKey().value(), failure);
                return Future.succeededFuture();
              }
              return Future.failedFuture(failure);
            });
  }

  private Zadd zadd(UserId user, String... options) {
    String key = keys.chatsOf(user);
    Request request = Request.cmd(Command.ZADD).arg(key);
    for (String option : options) {
      request.arg(option);
    }
    return pairs -> {
      for (String field : pairs) {
        request.arg(field);
      }
      return commands.send(key, request, true).mapEmpty();
    };
  }

  /** A write of scores and members; the latest first, so a time is its own negative. */
  private interface Zadd {
    Future<Void> send(String... pairs);
  }
}
