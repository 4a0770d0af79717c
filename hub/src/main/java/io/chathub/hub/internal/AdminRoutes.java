package io.chathub.hub.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chathub.bus.Bus;
import io.chathub.bus.CloseOrder;
import io.chathub.bus.ConnectionView;
import io.chathub.bus.Delivery;
import io.chathub.bus.LocalSockets;
import io.chathub.bus.ServiceAddress;
import io.chathub.hub.metrics.NodeFigures;
import io.chathub.model.RawJson;
import io.chathub.model.Refusal;
import io.chathub.model.UserId;
import io.chathub.protocol.CloseCode;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** What operators see of the cluster and its users, and how they send users elsewhere. */
public final class AdminRoutes implements Routes {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String USER = "/admin/v1/users/:user_id";

  private final NodeState state;
  private final NodeFigures figures;
  private final LocalSockets sockets;
  private final Delivery delivery;
  private final Bus bus;

  public AdminRoutes(
      NodeState state, NodeFigures figures, LocalSockets sockets, Delivery delivery, Bus bus) {
    this.state = state;
    this.figures = figures;
    this.sockets = sockets;
    this.delivery = delivery;
    this.bus = bus;
  }

  @Override
  public void mount(Router router) {
    router.route(HttpMethod.GET, "/admin/v1/cluster").handler(Endpoint.of(this::cluster));
    router.route(HttpMethod.GET, USER).handler(Endpoint.of(this::user));
    router.route(HttpMethod.POST, USER + "/disconnect").handler(Endpoint.of(this::disconnect));
    router.route(HttpMethod.POST, "/admin/v1/drain").handler(Endpoint.of(this::drain));
  }

  private Future<RawJson> cluster(RoutingContext exchange) {
    return figures
        .storeState()
        .map(
            store -> {
              ObjectNode answer = JSON.objectNode();
              ObjectNode node = answer.putArray("nodes").addObject();
              node.put("id", state.id());
              node.put("version", state.version());
              node.put("uptime_ms", state.uptimeMs());
              load(node);
              node.put("store", store);
              node.put("draining", state.phase() == NodeState.Phase.DRAINING ? 1 : 0);
              load(answer.putObject("totals").put("nodes", 1));
              return JsonBody.raw(answer);
            });
  }

  private void load(ObjectNode node) {
    node.put("connections", figures.connections());
    node.put("users", sockets.users());
    node.put("pushes_per_s", figures.pushesPerSecond());
  }

  private Future<RawJson> user(RoutingContext exchange) {
    UserId user = userId(exchange);
    return sockets
        .connectionsOf(user)
        .compose(connections -> isOnline(user).map(online -> describe(user, online, connections)));
  }

  /** As presence has it: a user within the grace period is online without a connection. */
  private Future<Boolean> isOnline(UserId user) {
    ObjectNode query = JSON.objectNode();
    query.putArray("user_ids").add(user.value());
    return bus.request(ServiceAddress.QUERY_PRESENCE, JsonBody.raw(query))
        .map(answer -> JsonBody.object(answer).at("/users/0/online"))
        .map(JsonNode::asBoolean);
  }

  private RawJson describe(UserId user, boolean isOnline, List<ConnectionView> connections) {
    ObjectNode answer = JSON.objectNode();
    answer.put("user_id", user.value()).put("online", isOnline ? 1 : 0);
    ArrayNode list = answer.putArray("connections");
    for (ConnectionView connection : connections) {
      list.addObject()
          .put("connection_id", connection.id().value())
          .put("node", state.id())
          .put("since", connection.since())
          .put("client", connection.client())
          .put("queued_bytes", connection.queuedBytes());
    }
    return JsonBody.raw(answer);
  }

  private Future<RawJson> disconnect(RoutingContext exchange) {
    UserId user = userId(exchange);
    return sockets
        .connectionsOf(user)
        .map(
            connections -> {
              var unused = delivery.close(CloseOrder.all(user, CloseCode.RESTART));
              ObjectNode answer = JSON.objectNode().put("user_id", user.value());
              return JsonBody.raw(answer.put("disconnected", connections.size()));
            });
  }

  private Future<RawJson> drain(RoutingContext exchange) {
    // Readiness is false before the answer is out, so that nobody is sent here any more.
    state.enter(NodeState.Phase.DRAINING);
    state.askToDrain();
    return Future.succeededFuture(
        JsonBody.raw(JSON.objectNode().put("id", state.id()).put("draining", 1)));
  }

  private static UserId userId(RoutingContext exchange) {
    String text = exchange.pathParam("user_id");
    if (!UserId.isValid(text)) {
      throw Refusal.malformed("user_id", "must be 1..128 of [A-Za-z0-9_.:@-], not reserved");
    }
    return new UserId(text);
  }
}
