package io.chathub.bus;

import io.chathub.model.ErrorCode;
import io.chathub.model.RawJson;
import io.chathub.model.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
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
   * that cannot be decoded is logged and dropped; so is what the listener throws. Completes once
   * the cluster knows of it, and every node does within about a tenth of a second; fails with
   * {@link ErrorCode#UNAVAILABLE}.
   *
   * @param decode throws a {@link Refusal}
   */
  public <T> Future<Subscription> listen(
      String topic, Function<RawJson, T> decode, Consumer<T> listener) {
    return Future.succeededFuture(topic)
        .compose(
            name -> {
              MessageConsumer<Object> consumer =
                  eventBus.consumer(name, event -> hear(event, decode, listener));
              return consumer.completion().<Subscription>map(registered -> consumer::unregister);
            })
        .recover(failure -> Future.failedFuture(offTheBus()));
  }

  private static <T> void hear(
      Message<Object> event, Function<RawJson, T> decode, Consumer<T> listener) {
    T decoded;
    try {
      decoded = decode.apply(JsonBodyCodec.read(event.body()));
    } catch (Refusal malformed) {
      LOG.warn("event dropped topic={}: {}", event.address(), malformed.getMessage());
      return;
    }
    try {
      listener.accept(decoded);
    } catch (RuntimeException e) {
      LOG.error("listener failed topic={}", event.address(), e);
    }
  }

  private static Refusal refusal(Throwable failure) {
    if (failure instanceof Refusal malformed) {
      return Refusal.of(ErrorCode.INTERNAL, "the answer cannot be read: " + malformed.getMessage());
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
