package io.chathub.bus;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way from node to node: one clustered address for each node, {@code chathub.node.<id>}, and
 * one topic for what concerns every node. What travels is a buffer: a version, a kind, and what the
 * kind makes of it. Thread safe; owned by the hub, which starts it once all kinds are served, and
 * stops it last.
 *
 * <p>What this node does not understand, of a later version or torn, is counted and dropped. The
 * log tells of it once a minute at most.
 */
public final class NodeChannel {

  /** How long a node may take to answer. */
  static final int ANSWER_MS = 2_000;

  private static final Logger LOG = LoggerFactory.getLogger(NodeChannel.class);
  private static final int VERSION = 1;
  private static final String ADDRESS = "chathub.node.";
  private static final String EVERYBODY = "chathub.everybody";

  private final EventBus eventBus;
  private final NodeId self;
  private final Map<Integer, Server> servers = new ConcurrentHashMap<>();
  private final List<MessageConsumer<Object>> consumers = new ArrayList<>();
  private final DeliveryOptions asked = new DeliveryOptions().setSendTimeout(ANSWER_MS);
  private final Counter malformed;
  private final RareLog rareLog = new RareLog(LOG, System::nanoTime);

  /** What may be sent to a node. The number is what travels. */
  enum Kind {
    BATCH(1),
    ASK(2),
    BROADCAST(3);

    private final int number;

    Kind(int number) {
      this.number = number;
    }
  }

  /** Takes what is of one kind, on the channel's context. */
  @FunctionalInterface
  interface Server {

    /**
     * @return the answer; not used where the sender asks for none
     * @throws MalformedWireException where it does not understand
     */
    Future<Buffer> take(WireReader content);
  }

  public NodeChannel(Vertx vertx, NodeId self, MeterRegistry registry) {
    this.eventBus = vertx.eventBus();
    this.self = self;
    this.malformed =
        Counter.builder("chathub.delivery.malformed")
            .description("what other nodes sent and this one does not understand")
            .register(registry);
  }

  NodeId self() {
    return self;
  }

  /** Has what is of this kind served, from {@link #start} on. */
  void serve(Kind kind, Server server) {
    if (servers.putIfAbsent(kind.number, server) != null) {
      throw new IllegalStateException("served already: " + kind);
    }
  }

  /** Begins the content of something of this kind. */
  static WireWriter begin(Kind kind, int sizeHint) {
    return new WireWriter(sizeHint).oneByte(VERSION).oneByte(kind.number);
  }

  /** Succeeds when every node of the cluster can send to this one. The caller's context serves. */
  public Future<Void> start() {
    consumers.add(eventBus.consumer(ADDRESS + self.value(), this::answer));
    consumers.add(eventBus.consumer(EVERYBODY, this::take));
    return Future.all(consumers.stream().map(MessageConsumer::completion).toList()).mapEmpty();
  }

  /** Nothing is taken from now on. */
  public Future<Void> stop() {
    return Future.join(consumers.stream().map(MessageConsumer::unregister).toList()).mapEmpty();
  }

  /** Asks a node. Fails within {@link #ANSWER_MS}, or at once where it is known not to be there. */
  Future<Buffer> request(NodeId node, Buffer content) {
    return eventBus.<Buffer>request(ADDRESS + node.value(), content, asked).map(Message::body);
  }

  /** Tells all nodes, this one too, at most once each. */
  void publish(Buffer content) {
    eventBus.publish(EVERYBODY, content);
  }

  private void answer(Message<Object> message) {
    serve(message)
        .onSuccess(message::reply)
        .onFailure(failure -> message.fail(ReplyFailure.RECIPIENT_FAILURE.toInt(), "not taken"));
  }

  private void take(Message<Object> message) {
    serve(message).onFailure(failure -> LOG.debug("dropped cause={}", failure.toString()));
  }

  private Future<Buffer> serve(Message<Object> message) {
    try {
      if (!(message.body() instanceof Buffer buffer)) {
        throw new MalformedWireException("no buffer");
      }
      WireReader content = new WireReader(buffer);
      if (content.oneByte() != VERSION) {
        throw new MalformedWireException("a version that this node does not know");
      }
      Server server = servers.get(content.oneByte());
      if (server == null) {
        throw new MalformedWireException("a kind that this node does not know");
      }
      return server.take(content);
    } catch (MalformedWireException e) {
      malformed.increment();
      rareLog.warn("what another node sent is dropped cause={}", e.getMessage());
      return Future.failedFuture(e);
    } catch (RuntimeException e) {
      LOG.error("what another node sent could not be handled", e);
      return Future.failedFuture(e);
    }
  }
}
