package io.chathub.bus;

import io.chathub.model.ErrorCode;
import io.chathub.model.MessageId;
import io.chathub.model.RawJson;
import io.chathub.model.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.internal.VertxInternal;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The event bus with types. On this node, records go by reference and carry their own {@link
 * Reply}; to and from internal services, JSON goes by request and reply, and a refusal keeps its
 * code. Thread safe.
 */
public final class Bus {

  private static final Logger LOG = LoggerFactory.getLogger(Bus.class);
  private static final long REQUEST_TIMEOUT_MS = 10_000;

  private final EventBus eventBus;
  private final ServiceBus services;
  private final Optional<Audience> audience; // where there is a cluster
  private final DeliveryOptions byReference =
      new DeliveryOptions().setLocalOnly(true).setCodecName(ReferenceCodec.NAME);
  private final DeliveryOptions asRequest =
      new DeliveryOptions().setLocalOnly(true).setSendTimeout(REQUEST_TIMEOUT_MS);

  /** One for each {@code Vertx}: it registers the codec. */
  public Bus(Vertx vertx) {
    eventBus = vertx.eventBus();
    eventBus.registerCodec(new ReferenceCodec());
    services = new ServiceBus(vertx);
    // Nobody may have this node make objects of a class of his choice.
    eventBus.serializableChecker(className -> false);
    eventBus.clusterSerializableChecker(className -> false);
    audience =
        Optional.ofNullable(((VertxInternal) vertx).clusterManager())
            .map(cluster -> new Audience(cluster, System::nanoTime));
  }

  /** Hands a record to the address's consumer on this node. In order, from one context. */
  public <T> void send(Address<T> address, T record) {
    eventBus.send(address.name(), record, byReference);
  }

  /** Takes what is sent to the address on this node, on the caller's context. */
  public <T> Future<Void> consume(Address<T> address, Handler<T> handler) {
    return eventBus
        .<T>localConsumer(address.name(), message -> handler.handle(message.body()))
        .completion();
  }

  /**
   * Serves requests of internal services, on the caller's context. A body or an answer of JSON; a
   * {@link Refusal} fails the request with its code.
   */
  public Future<Void> serve(String address, Function<RawJson, Future<RawJson>> operation) {
    return eventBus
        .consumer(
            address,
            request ->
                Future.succeededFuture(request)
                    .compose(r -> operation.apply(JsonBodyCodec.read(r)))
                    .onSuccess(answer -> request.reply(JsonBodyCodec.like(request.body(), answer)))
                    .onFailure(failure -> fail(request, address, failure)))
        .completion();
  }

  /** Asks an internal service's operation on this node. Fails with a {@link Refusal}. */
  public Future<RawJson> request(String address, RawJson body) {
    return services.request(address, body, asRequest);
  }

  /**
   * Tells whoever listens in the cluster, at most once each, a {@code JsonObject}. Where nobody
   * does, the event is not even made.
   */
  public void publish(String topic, Supplier<RawJson> event) {
    if (mayListen(topic)) {
      eventBus.publish(topic, new EventBodyCodec(event));
    }
  }

  /** The same of an event about a message, whose id even he hears who cannot read the event. */
  public void publish(String topic, MessageId message, Supplier<RawJson> event) {
    if (audience.isEmpty()) {
      publish(topic, event); // who hears it on this node looks into it
    } else if (mayListen(topic)) {
      DeliveryOptions named = new DeliveryOptions().addHeader(ServiceBus.ID, message.toString());
      eventBus.publish(topic, new EventBodyCodec(event), named);
    }
  }

  private boolean mayListen(String topic) {
    return audience.isEmpty() || audience.get().mayListen(topic);
  }

  private static void fail(Message<Object> request, String address, Throwable failure) {
    if (failure instanceof Refusal refusal) {
      request.fail(refusal.code().number(), refusal.getMessage());
      return;
    }
    String incident = UUID.randomUUID().toString();
    LOG.error("request failed address={} incident={}", address, incident, failure);
    request.fail(ErrorCode.INTERNAL.number(), "internal error " + incident);
  }
}
