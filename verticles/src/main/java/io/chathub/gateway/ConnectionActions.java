package io.chathub.gateway;

import io.chathub.bus.MessageApi;
import io.chathub.bus.ReplayApi;
import io.chathub.bus.Reply;
import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.chathub.model.UserId;
import io.chathub.protocol.Action;
import io.chathub.protocol.CloseCode;
import io.chathub.protocol.Event;
import io.chathub.protocol.EventCodec;
import io.chathub.protocol.Frame;
import io.chathub.protocol.Inbound;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes on what one signed-in client asks, within its rates, and brings back what comes of it. Not
 * thread safe: owned by the connection's event loop.
 *
 * <p>A {@code reconnect} is passed on once all that the connection asked before it is over, so that
 * its answer shows it.
 */
final class ConnectionActions implements Action.Handler<Void> {

  private static final Logger LOG = LoggerFactory.getLogger(ConnectionActions.class);

  /** What something that is asked takes until it is answered, beside its content. */
  private static final int ASKED_BYTES = 512;

  private static final int PUSH_BURST = 2;
  private static final int ACTION_BURST = 4;

  private final Connection connection;
  private final Instance instance;
  private final Gateway gateway;
  private final UserId user;
  private final TokenBucket pushRate;
  private final TokenBucket actionRate;
  private final TypingRate typingRate = new TypingRate();
  private final Misdeeds misdeeds = new Misdeeds();
  private int underWay;
  private Action.Reconnect waiting; // for what is under way; null for none
  private long nowNanos; // when the frame at hand came

  ConnectionActions(Connection connection, Instance instance) {
    this.connection = connection;
    this.instance = instance;
    this.gateway = instance.gateway();
    this.user = connection.session().user();
    Limits limits = gateway.config.limits();
    long now = System.nanoTime();
    pushRate = new TokenBucket(limits.pushRate(), PUSH_BURST * limits.pushRate(), now);
    actionRate = new TokenBucket(limits.actionRate(), ACTION_BURST * limits.actionRate(), now);
  }

  /** Whether what comes now has to wait behind a reconnect. */
  boolean isHolding() {
    return waiting != null;
  }

  void handle(Action action, long now) {
    nowNanos = now;
    action.accept(this);
  }

  Misdeeds misdeeds() {
    return misdeeds;
  }

  /** Answers a frame that is no action of ours. */
  void refuse(Inbound.Rejected rejected, long now) {
    Refusal why = rejected.why();
    if (why.code() == ErrorCode.TOO_LARGE) {
      long wait = pushRate.take(1, now);
      why = wait == 0 ? why : tooFast(wait);
    }
    gateway.metrics.refused(why.code());
    sendRefusal(
        rejected.isPush()
            ? EventCodec.encode(
                new Event.PushRefused(rejected.usif(), rejected.cid(), why, rejected.ref()))
            : EventCodec.encode(
                new Event.Refused(rejected.action(), rejected.usif(), why, rejected.ref())));
  }

  @Override
  public Void push(Action.Push action) {
    gateway.metrics.action(Action.Name.PUSH);
    long accepted = nowNanos;
    long wait = pushRate.take(1, accepted);
    if (wait > 0) {
      refusePush(action, tooFast(wait));
      return null;
    }
    int bytes = ASKED_BYTES + action.content().length();
    if (!instance.ledger().handOn(bytes)) {
      refusePush(
          action,
          Refusal.later(ErrorCode.UNAVAILABLE, "too much waits for the store", Retry.soonMs()));
      return null;
    }
    Reply<Frame> reply = new Reply<>(instance.context());
    reply.future().onComplete(done -> instance.ledger().over(bytes));
    begin(
        reply,
        frame -> {
          connection.send(frame);
          gateway.metrics.acknowledged(accepted);
        },
        why -> refusePush(action, why));
    gateway.bus.send(
        gateway.shardOf(action.chat()),
        new MessageApi.Push(user, connection.id(), action, accepted, reply));
    return null;
  }

  @Override
  public Void read(Action.Read action) {
    if (isGranted(Action.Name.READ, 1, Optional.of(action.chat().value()), action.ref())) {
      Reply<Void> reply = new Reply<>(instance.context());
      begin(
          reply,
          done -> {},
          why -> refuse(Action.Name.READ, Optional.of(action.chat().value()), why, action.ref()));
      gateway.bus.send(
          gateway.shardOf(action.chat()),
          new MessageApi.Read(user, connection.id(), action.chat(), action.upTo(), reply));
    }
    return null;
  }

  @Override
  public Void recall(Action.Recall action) {
    if (isGranted(Action.Name.RECALL, 1, Optional.of(action.chat().value()), action.ref())) {
      Reply<Frame> reply = new Reply<>(instance.context());
      begin(
          reply,
          connection::send,
          why -> refuse(Action.Name.RECALL, Optional.of(action.chat().value()), why, action.ref()));
      gateway.bus.send(
          gateway.shardOf(action.chat()),
          new MessageApi.Recall(user, connection.id(), action, reply));
    }
    return null;
  }

  @Override
  public Void typing(Action.Typing action) {
    if (isGranted(Action.Name.TYPING, 1, Optional.of(action.chat().value()), action.ref())
        && typingRate.isDue(action.chat(), nowNanos)) {
      Reply<Void> reply = new Reply<>(instance.context());
      begin(
          reply,
          done -> {},
          why -> refuse(Action.Name.TYPING, Optional.of(action.chat().value()), why, action.ref()));
      gateway.bus.send(
          gateway.shardOf(action.chat()),
          new MessageApi.Typing(user, connection.id(), action.chat(), reply));
    }
    return null;
  }

  @Override
  public Void ping(Action.Ping action) {
    if (isGranted(Action.Name.PING, 1, Optional.empty(), action.ref())) {
      connection.send(EventCodec.encode(new Event.Pong(gateway.clock.getAsLong(), action.ref())));
    }
    return null;
  }

  @Override
  public Void reconnect(Action.Reconnect action) {
    int cost = Math.max(1, action.chats().size());
    if (isGranted(Action.Name.RECONNECT, cost, usif(action), action.ref())) {
      if (underWay > 0) {
        waiting = action;
      } else {
        catchUp(action);
      }
    }
    return null;
  }

  private void catchUp(Action.Reconnect action) {
    track(
        PaidReading.of(user, instance, () -> missed(action), frame -> frame.utf8().length),
        connection::send,
        why -> refuse(Action.Name.RECONNECT, usif(action), why, action.ref()));
  }

  private Future<Frame> missed(Action.Reconnect action) {
    Reply<Frame> reply = new Reply<>(instance.context());
    instance.deadlines().add(reply, System.nanoTime());
    gateway.bus.send(
        ReplayApi.CATCH_UP, new ReplayApi.CatchUp(user, connection.id(), action, reply));
    return reply.future();
  }

  private static Optional<String> usif(Action.Reconnect action) {
    return action.isSingle() ? Optional.of(action.chats().get(0).chat().value()) : Optional.empty();
  }

  private <T> void begin(Reply<T> reply, Consumer<T> onDone, Consumer<Refusal> onRefused) {
    instance.deadlines().add(reply, nowNanos);
    track(reply.future(), onDone, onRefused);
  }

  private <T> void track(Future<T> answer, Consumer<T> onDone, Consumer<Refusal> onRefused) {
    underWay++;
    answer.onComplete(
        outcome -> {
          underWay--;
          if (outcome.succeeded()) {
            onDone.accept(outcome.result());
          } else {
            onRefused.accept(refusal(outcome.cause()));
          }
          if (underWay == 0 && waiting != null) {
            moveOn();
          }
        });
  }

  private void moveOn() {
    Action.Reconnect next = waiting;
    waiting = null;
    if (!connection.isClosing()) {
      nowNanos = System.nanoTime();
      catchUp(next);
      connection.handleHeld();
    }
  }

  private boolean isGranted(
      Action.Name name, int cost, Optional<String> usif, Optional<String> ref) {
    gateway.metrics.action(name);
    long wait = actionRate.take(cost, nowNanos);
    if (wait > 0) {
      refuse(name, usif, tooFast(wait), ref);
    }
    return wait == 0;
  }

  private void refusePush(Action.Push action, Refusal why) {
    gateway.metrics.refused(why.code());
    sendRefusal(
        EventCodec.encode(
            new Event.PushRefused(
                Optional.of(action.chat().value()), action.cid(), why, action.ref())));
  }

  private void refuse(
      Action.Name action, Optional<String> usif, Refusal why, Optional<String> ref) {
    gateway.metrics.refused(why.code());
    sendRefusal(
        EventCodec.encode(new Event.Refused(Optional.of(action.wireName()), usif, why, ref)));
  }

  private void sendRefusal(Frame refusal) {
    connection.send(refusal);
    if (misdeeds.refused(System.nanoTime())) {
      connection.close(CloseCode.POLICY);
    }
  }

  private static Refusal tooFast(long waitMs) {
    return Refusal.later(ErrorCode.TOO_FAST, "too fast; wait " + waitMs + " ms", waitMs);
  }

  private static Refusal refusal(Throwable failure) {
    if (failure instanceof Refusal refusal) {
      return refusal;
    }
    String incident = UUID.randomUUID().toString();
    LOG.error("action failed incident={}", incident, failure);
    return Refusal.of(ErrorCode.INTERNAL, "internal error " + incident);
  }
}
