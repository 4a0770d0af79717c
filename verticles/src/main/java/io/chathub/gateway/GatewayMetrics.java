package io.chathub.gateway;

import io.chathub.bus.LocalSockets;
import io.chathub.guard.Turnstile;
import io.chathub.model.ErrorCode;
import io.chathub.protocol.Action;
import io.chathub.protocol.CloseCode;
import io.chathub.protocol.EventType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * What is counted of all connections of a node. Every label is out of a closed set. Thread safe.
 */
final class GatewayMetrics {

  private static final List<String> CLIENTS =
      List.of("wechatmini", "web", "ios", "android", "service");
  private static final String OTHER_CLIENT = "other";
  private static final String CLOSES = "connections that ended, by close code";

  final AtomicInteger connections = new AtomicInteger();
  final LongAdder queuedBytes = new LongAdder();

  private final Map<Action.Name, Counter> actions = new EnumMap<>(Action.Name.class);
  private final Map<EventType, Counter> events = new EnumMap<>(EventType.class);
  private final Map<ErrorCode, Counter> refusals = new EnumMap<>(ErrorCode.class);
  private final Map<CloseCode, Counter> closes = new EnumMap<>(CloseCode.class);
  private final MeterRegistry registry;
  private final Counter gone;
  private final Timer acknowledged;
  private final Timer signIn;

  GatewayMetrics(MeterRegistry registry) {
    this.registry = registry;
    Gauge.builder("chathub.connections", connections, AtomicInteger::get)
        .description("open connections of this node")
        .register(registry);
    Gauge.builder("chathub.outbound.queued.bytes", queuedBytes, LongAdder::sum)
        .description("bytes waiting for connections that do not take them")
        .baseUnit("bytes")
        .register(registry);
    for (Action.Name name : Action.Name.values()) {
      actions.put(name, counter("actions", "what clients asked", "action", name.wireName()));
    }
    for (EventType type : EventType.values()) {
      events.put(type, counter("events", "frames sent to clients", "type", type.wireName()));
    }
    for (ErrorCode code : ErrorCode.values()) {
      String errcode = Integer.toString(code.number());
      refusals.put(code, counter("refusals", "answers that refuse", "errcode", errcode));
    }
    for (CloseCode code : CloseCode.values()) {
      String number = Integer.toString(code.number());
      closes.put(code, counter("closes", CLOSES, "code", number));
    }
    gone = counter("closes", CLOSES, "code", "client");
    acknowledged =
        Timer.builder("chathub.push.acknowledged")
            .description("from a push's frame to its pushback written")
            .register(registry);
    signIn =
        Timer.builder("chathub.sign.in")
            .description("from the upgrade to ready")
            .register(registry);
  }

  /** Those of whom all connections of the node are counted. */
  static void gauges(MeterRegistry registry, Turnstile turnstile, LocalSockets sockets) {
    Gauge.builder("chathub.sockets", turnstile, Turnstile::open)
        .description("accepted sockets, whatever they speak")
        .register(registry);
    Gauge.builder("chathub.unsigned", turnstile, Turnstile::unsigned)
        .description("accepted sockets that have not signed in")
        .register(registry);
    Gauge.builder("chathub.users", sockets, LocalSockets::users)
        .description("users with a connection to this node")
        .register(registry);
  }

  private Counter counter(String name, String description, String label, String value) {
    return Counter.builder("chathub." + name)
        .description(description)
        .tag(label, value)
        .register(registry);
  }

  void action(Action.Name name) {
    actions.get(name).increment();
  }

  void sent(EventType type) {
    events.get(type).increment();
  }

  void refused(ErrorCode code) {
    refusals.get(code).increment();
  }

  void closed(CloseCode code) {
    closes.get(code).increment();
  }

  /** The client went, or its network did. */
  void gone() {
    gone.increment();
  }

  void acknowledged(long acceptedNanos) {
    acknowledged.record(System.nanoTime() - acceptedNanos, TimeUnit.NANOSECONDS);
  }

  void signedIn(long acceptedNanos, String client) {
    signIn.record(System.nanoTime() - acceptedNanos, TimeUnit.NANOSECONDS);
    counter("sign.ins", "sign-ins that succeeded", "client", client).increment();
  }

  /** The kind of client, out of a closed set. */
  static String client(String from) {
    return from != null && CLIENTS.contains(from) ? from : OTHER_CLIENT;
  }
}
