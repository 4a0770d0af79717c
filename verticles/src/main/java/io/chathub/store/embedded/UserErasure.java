package io.chathub.store.embedded;

import io.chathub.model.ChatId;
import io.chathub.model.UserId;
import io.chathub.store.Store.Erased;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Takes away what one user wrote, chat by chat, in slices: a look at some messages on the read
 * pool, then a change of those found. Not thread safe: owned by the context that asked.
 */
final class UserErasure {

  private static final int SCANNED_MAX = 5_000;
  private static final int ERASED_MAX = 500;

  private final Reading reading;
  private final MessageChanges changes;
  private final UserId user;
  private final byte[] sender;
  private final List<Erased> all = new ArrayList<>();
  private final Promise<List<Erased>> done = Promise.promise();
  private Iterator<ChatId> chats;
  private Erased inChat; // null until something was erased in the chat
  private volatile boolean isIncomplete;

  UserErasure(Reading reading, MessageChanges changes, UserId user) {
    this.reading = reading;
    this.changes = changes;
    this.user = user;
    this.sender = MessageRecord.senderKey(user);
  }

  /** Where it reads, and who changes. */
  record Reading(
      ReadPool pool,
      Writer writer,
      Heads heads,
      MessageLog log,
      Pages pages,
      Complaints complaints) {}

  /** Some messages of the user, and how far was looked for them. */
  private record Slice(List<Long> seqs, long lastScanned, boolean isEnd) {}

  Future<List<Erased>> run() {
    reading
        .pool
        .read(() -> reading.pages.everOf(user))
        .onSuccess(
            found -> {
              chats = found.iterator();
              nextChat();
            })
        .onFailure(done::fail);
    return done.future();
  }

  private void nextChat() {
    if (inChat != null) {
      all.add(inChat);
      inChat = null;
    }
    if (chats.hasNext()) {
      nextSlice(chats.next(), 0);
    } else if (isIncomplete) {
      done.fail(Refusals.cannotBeRead());
    } else {
      done.complete(List.copyOf(all));
    }
  }

  private void nextSlice(ChatId chat, long after) {
    reading
        .pool
        .read(() -> slice(chat, after))
        .compose(
            slice ->
                slice.seqs.isEmpty()
                    ? Future.succeededFuture(slice)
                    : reading
                        .writer
                        .submit(stage -> changes.erase(stage, chat, user, slice.seqs))
                        .map(
                            erased -> {
                              note(erased);
                              return slice;
                            }))
        .onSuccess(
            slice -> {
              if (slice.isEnd) {
                nextChat();
              } else {
                nextSlice(chat, slice.lastScanned);
              }
            })
        .onFailure(done::fail);
  }

  private void note(Erased erased) {
    if (inChat == null) {
      inChat = erased.seqs().isEmpty() ? null : erased;
    } else {
      List<Long> seqs = new ArrayList<>(inChat.seqs());
      seqs.addAll(erased.seqs());
      inChat = new Erased(erased.chat(), seqs, erased.at());
    }
  }

  /** A chat that cannot be read is passed by, and all fails in the end: it may be repeated. */
  private Slice slice(ChatId chat, long after) {
    ChatHead head;
    try {
      head = reading.heads.get(chat);
    } catch (Unreadable e) {
      reading.complaints.unreadable(chat, e);
      isIncomplete = true;
      head = null;
    }
    if (head == null) {
      return new Slice(List.of(), after, true);
    }
    List<Long> seqs = new ArrayList<>();
    long[] seen = {0, after};
    reading.log.scan(
        head,
        after,
        (seq, value) -> {
          if (MessageRecord.rankIfFrom(value, sender) >= 0 && !MessageRecord.isErased(value)) {
            seqs.add(seq);
          }
          seen[1] = seq;
          return ++seen[0] < SCANNED_MAX && seqs.size() < ERASED_MAX;
        });
    return new Slice(seqs, seen[1], seen[0] < SCANNED_MAX && seqs.size() < ERASED_MAX);
  }
}
