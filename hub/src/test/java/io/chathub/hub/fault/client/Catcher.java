package io.chathub.hub.fault.client;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Keeps a client's copies of its chats whole: asks for what it missed after each sign-in, and
 * whenever a hole stays; what an answer leaves out it takes from the history. Owned by its client;
 * the outcome may be read from any thread when it is done.
 */
final class Catcher {

  private static final long HOLE_NANOS = 500_000_000;
  private static final int PAGE = 200;
  private static final int MOST_CHATS = 200;

  private final ClientNet net;
  private final Account account;
  private final Diary diary;
  private final Map<String, ChatCopy> copies = new LinkedHashMap<>();

  /** Chats that are to be asked for. */
  private final Set<String> wanted = new HashSet<>();

  /** Those under way: by a reconnect, and from the history. */
  private final Set<String> asked = new HashSet<>();

  private final Set<String> reading = new HashSet<>();
  private volatile boolean isDone;

  Catcher(ClientNet net, Account account, Diary diary) {
    this.net = net;
    this.account = account;
    this.diary = diary;
    account.chats().forEach(usif -> copies.put(usif, new ChatCopy(usif)));
  }

  Collection<ChatCopy> copies() {
    return copies.values();
  }

  boolean isDone() {
    return isDone;
  }

  boolean place(Received message, long now) {
    ChatCopy copy = copies.get(message.usif());
    return copy != null && copy.place(message, now);
  }

  /** All chats are to be asked for again. */
  void wantAll() {
    isDone = false;
    wanted.addAll(copies.keySet());
  }

  /** The connection is gone, and with it what was asked on it. */
  void cutOff() {
    isDone = false;
    wanted.addAll(asked);
    asked.clear();
  }

  /** Asks for what is wanted, one request at a time. */
  void ask(Line line, long now) {
    for (ChatCopy copy : copies.values()) {
      if (copy.hasHoleFor(HOLE_NANOS, now) && !reading.contains(copy.usif())) {
        isDone = false;
        wanted.add(copy.usif());
      }
    }
    wanted.removeAll(reading);
    if (!line.isReady() || line.isAsking()) {
      return;
    }
    if (wanted.isEmpty()) {
      settle();
      return;
    }
    asked.addAll(wanted.stream().limit(MOST_CHATS).toList());
    wanted.removeAll(asked);
    JsonArray chats = new JsonArray();
    for (String usif : asked) {
      chats.add(new JsonObject().put("usif", usif).put("index", copies.get(usif).index()));
    }
    line.asked(now);
    JsonObject data = new JsonObject().put("chats", chats).put("scope", "all").put("limit", PAGE);
    line.send(new JsonObject().put("action", "reconnect").put("data", data));
  }

  /** The hub could not answer: it is asked again at the next turn. */
  void refused(Line line) {
    line.answered();
    wanted.addAll(asked);
    asked.clear();
  }

  void answered(Line line, JsonArray messages, JsonArray chats, long now) {
    line.answered();
    asked.clear();
    Map<String, JsonObject> entries = new HashMap<>();
    for (Object entry : chats) {
      JsonObject chat = (JsonObject) entry;
      entries.put(chat.getString("usif"), chat);
      if (chat.getInteger("errcode", 0) != 0) {
        wanted.add(chat.getString("usif"));
      } else if (chat.getInteger("reset", 0) == 1) {
        diary.reset();
        copies.get(chat.getString("usif")).reset();
      }
    }
    placeAll(messages, now);
    entries.forEach(
        (usif, chat) -> {
          if (chat.getInteger("more", 0) == 1) {
            readHistory(line, usif);
          }
        });
    settle();
  }

  private void placeAll(JsonArray messages, long now) {
    for (Object message : messages) {
      if (place(Received.of((JsonObject) message), now)) {
        diary.cameByCatchUp();
      }
    }
  }

  private void settle() {
    isDone =
        wanted.isEmpty()
            && asked.isEmpty()
            && reading.isEmpty()
            && copies.values().stream().noneMatch(ChatCopy::hasHole);
  }

  /** Fills a hole page by page, up to where the copy goes on. */
  private void readHistory(Line line, String usif) {
    if (!reading.add(usif)) {
      return;
    }
    readPage(line, copies.get(usif));
  }

  private void readPage(Line line, ChatCopy copy) {
    String path = "/api/chats/" + copy.usif() + "/messages?limit=" + PAGE;
    net.get(line.endpoint(), account.token(), path + "&after=" + copy.index())
        .onSuccess(page -> onPage(line, copy, page))
        .onFailure(failure -> giveUp(copy));
  }

  private void onPage(Line line, ChatCopy copy, JsonObject page) {
    long before = copy.index();
    placeAll(page.getJsonArray("messages"), System.nanoTime());
    boolean isMoved = copy.index() > before;
    if (isMoved && copy.hasHole() && page.getInteger("more", 0) == 1) {
      readPage(line, copy);
    } else {
      reading.remove(copy.usif());
      settle();
    }
  }

  private void giveUp(ChatCopy copy) {
    reading.remove(copy.usif());
    wanted.add(copy.usif());
  }
}
