package io.chathub.bus;

import io.chathub.model.ErrorCode;
import io.chathub.model.RawJson;
import io.chathub.model.Refusal;
import io.chathub.protocol.AnswerCodec;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.DecodeException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The event bus as an internal service sees it: JSON by request and reply, and topics. Any number
 * of them for one {@code Vertx}. Thread safe.
 */
public final class ServiceBus {

  private static final Logger LOG = LoggerFactory.getLogger(ServiceBus.class);

  /** Header of an event about a message: its id, for whoever cannot read the event. */
  static final String ID = "id";

  static {
    VertxJson.widen();
  }

  private final EventBus eventBus;

  public ServiceBus(Vertx vertx) {
    eventBus = vertx.eventBus();
  }

  /**
   * Asks an internal service's operation. Fails with a {@link Refusal}: the operation's own; {@link
   * ErrorCode#UNAVAILABLE} where nobody serves it, or this process is off the bus; {@link
   * ErrorCode#TIMED_OUT} where no answer came in time.
   *
   * @param timeoutMs milliseconds to wait for the answer
   */
  public Future<RawJson> request(String address, RawJson body, long timeoutMs) {
    return request(address, body, new DeliveryOptions().setSendTimeout(timeoutMs));
  }

  Future<RawJson> request(String address, RawJson body, DeliveryOptions options) {
    return Future.succeededFuture(body)
        .compose(json -> eventBus.request(address, JsonBodyCodec.write(json), options))
        .map(answer -> JsonBodyCodec.read(answer.body()))
        .recover(failure -> Future.failedFuture(refusal(failure)));
  }

  /**
   * Hears what is published, on the caller's context, until the subscription is closed. An event
   * that cannot be read is logged and told; what a listener throws is logged. Completes once the
   * cluster knows of it, and every node does within about a tenth of a second; fails with {@link
   * ErrorCode#UNAVAILABLE}.
   *
   * @param decode throws a {@link Refusal}
   */
  public <T> Future<Subscription> listen(
      String topic,
      Function<RawJson, T> decode,
      Consumer<T> listener,
      Consumer<Unreadable> unreadable) {
    return Future.succeededFuture(topic)
        .compose(
            name -> {
              MessageConsumer<Object> consumer =
                  eventBus.consumer(name, event -> hear(event, decode, listener, unreadable));
              return consumer.completion().<Subscription>map(registered -> consumer::unregister);
            })
        .recover(failure -> Future.failedFuture(offTheBus()));
  }

  private static <T> void hear(
      Message<Object> event,
      Function<RawJson, T> decode,
      Consumer<T> listener,
      Consumer<Unreadable> unreadable) {
    RawJson body = RawJson.NULL;
    T decoded;
    try {
      body = JsonBodyCodec.read(event.body());
      decoded = decode.apply(body);
    } catch (RuntimeException e) {
      RawJson seen = body;
      Optional<String> id =
          Optional.ofNullable(event.headers().get(ID)).or(() -> AnswerCodec.idIn(seen));
      // What Jackson says may go on with a part of the content.
      String cause = e instanceof Refusal ? e.getMessage() : "it is no JSON within the bounds";
      LOG.warn("event cannot be read topic={} id={}: {}", event.address(), id.orElse("-"), cause);
      tell(event.address(), unreadable, new Unreadable(event.address(), id, cause));
      return;
    }
    tell(event.address(), listener, decoded);
  }

  private static <T> void tell(String topic, Consumer<T> listener, T event) {
    try {
      listener.accept(event);
    } catch (RuntimeException e) {
      LOG.error("listener failed topic={}", topic, e);
    }
  }

  private static Refusal refusal(Throwable failure) {
    if (failure instanceof Refusal malformed) {
      return Refusal.of(ErrorCode.INTERNAL, "the answer cannot be read: " + malformed.getMessage());
    }
    if (failure instanceof DecodeException) {
      return Refusal.of(ErrorCode.INTERNAL, "the answer cannot be read: it is no JSON object");
    }
    if (!(failure instanceof ReplyException reply)) {
      LOG.debug("not asked", failure);
      return offTheBus();
    }
    return switch (reply.failureType()) {
      case RECIPIENT_FAILURE ->
          Refusal.of(
              ErrorCode.byNumber(reply.failureCode()).orElse(ErrorCode.INTERNAL),
              reply.getMessage());
      case TIMEOUT -> Refusal.of(ErrorCode.TIMED_OUT, "timed out; it may have been done");
      default -> Refusal.of(ErrorCode.UNAVAILABLE, "nobody serves this now");
    };
  }

  private static Refusal offTheBus() {
    return Refusal.of(ErrorCode.UNAVAILABLE, "this process is not on the bus");
  }
}
