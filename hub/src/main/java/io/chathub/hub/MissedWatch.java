package io.chathub.hub;

import io.chathub.bus.CloseOrder;
import io.chathub.bus.Membership;
import io.chathub.bus.Scheduler;
import io.chathub.model.Message;
import io.chathub.model.UserId;
import io.chathub.protocol.CloseCode;
import io.chathub.store.Store.ChatPage;
import io.chathub.store.Store.ChatSummary;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * After this node was cut off from others and is back: sends those of its users away, to reconnect
 * and catch up, whose latest message is younger than the time from which something may have been
 * missed. Spread over the drain's period, so that the others are not stormed. Runs on the context
 * of its scheduler.
 */
final class MissedWatch implements Membership.Listener {

  private static final Logger LOG = LoggerFactory.getLogger(MissedWatch.class);

  /** By how much clocks may differ, of nodes and the store. */
  private static final long MARGIN_MS = 2_000;

  private static final long STEP_MS = 100;

  private final Supplier<OptionalLong> sureUntil;
  private final Supplier<Collection<UserId>> users;
  private final Function<UserId, Future<ChatPage>> latestChat;
  private final Consumer<CloseOrder> sockets;
  private final Scheduler scheduler;
  private final long periodMs;

  /**
   * @param sureUntil epoch milliseconds until which nothing was missed
   * @param users who are connected to this node
   * @param latestChat the one of a user's chats in which something was said last
   * @param sockets closes connections of this node
   */
  MissedWatch(
      Supplier<OptionalLong> sureUntil,
      Supplier<Collection<UserId>> users,
      Function<UserId, Future<ChatPage>> latestChat,
      Consumer<CloseOrder> sockets,
      Scheduler scheduler,
      Duration period) {
    this.sureUntil = sureUntil;
    this.users = users;
    this.latestChat = latestChat;
    this.sockets = sockets;
    this.scheduler = scheduler;
    this.periodMs = period.toMillis();
  }

  @Override
  public void rejoined() {
    scheduler.after(1, this::look);
  }

  private void look() {
    OptionalLong sure = sureUntil.get();
    if (sure.isEmpty()) {
      return;
    }
    long since = sure.getAsLong() - MARGIN_MS;
    Queue<UserId> waiting = new ArrayDeque<>(users.get());
    long steps = Math.max(1, periodMs / STEP_MS);
    int atOnce = (int) ((waiting.size() + steps - 1) / steps);
    LOG.info("back among the others users={} mayHaveMissedSince={}", waiting.size(), since);
    lookAtNext(waiting, atOnce, since);
  }

  /** The next step waits for the store to answer this one: it is asked a part at a time. */
  private void lookAtNext(Queue<UserId> waiting, int atOnce, long since) {
    Future<Void> step = Future.succeededFuture();
    for (int i = 0; i < atOnce && !waiting.isEmpty(); i++) {
      Future<Void> looked = lookAt(waiting.remove(), since);
      step = step.eventually(() -> looked);
    }
    if (!waiting.isEmpty()) {
      step.onComplete(done -> scheduler.after(STEP_MS, () -> lookAtNext(waiting, atOnce, since)));
    }
  }

  private Future<Void> lookAt(UserId user, long since) {
    return latestChat
        .apply(user)
        .map(page -> isYounger(page, since))
        // Who cannot be looked at is not left in doubt.
        .otherwise(true)
        .onSuccess(
            mayHaveMissed -> {
              if (mayHaveMissed) {
                sockets.accept(CloseOrder.all(user, CloseCode.RESTART));
              }
            })
        .mapEmpty();
  }

  private static boolean isYounger(ChatPage page, long since) {
    return page.chats().stream().anyMatch(chat -> at(chat) >= since);
  }

  private static long at(ChatSummary chat) {
    return chat.lastMessage().map(Message::createdAt).orElse(chat.chat().createdAt());
  }
}
