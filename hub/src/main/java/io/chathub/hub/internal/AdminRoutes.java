package io.chathub.hub.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chathub.bus.Bus;
import io.chathub.bus.CloseOrder;
import io.chathub.bus.Delivery;
import io.chathub.bus.NodeRequests;
import io.chathub.bus.NodeRequests.Answer;
import io.chathub.bus.ServiceAddress;
import io.chathub.model.RawJson;
import io.chathub.model.Refusal;
import io.chathub.model.UserId;
import io.chathub.protocol.CloseCode;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * What operators see of all nodes and their users, and how they send users elsewhere. A node that
 * does not answer within two seconds has a row that says so.
 */
public final class AdminRoutes implements Routes {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String USER = "/admin/v1/users/:user_id";

  private final NodeState state;
  private final NodeRequests requests;
  private final Delivery delivery;
  private final Bus bus;

  public AdminRoutes(NodeState state, NodeRequests requests, Delivery delivery, Bus bus) {
    this.state = state;
    this.requests = requests;
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
    return requests
        .askAll(NodeReport.ROW, JsonBody.raw(JSON.objectNode()))
        .map(
            answers -> {
              ObjectNode all = JSON.objectNode();
              ArrayNode rows = all.putArray("nodes");
              answers.forEach(
                  (node, answer) -> {
                    if (answer instanceof Answer.Given given) {
                      rows.add(JsonBody.object(given.body()));
                    } else {
                      rows.addObject().put("id", node.value()).put("unreachable", 1);
                    }
                  });
              all.set("totals", totals(rows));
              return JsonBody.raw(all);
            });
  }

  /** Of the nodes that answer. A user who is connected to two of them counts for both. */
  private static ObjectNode totals(ArrayNode rows) {
    long connections = 0;
    long users = 0;
    double pushes = 0;
    for (JsonNode row : rows) {
      connections += row.path("connections").asLong();
      users += row.path("users").asLong();
      pushes += row.path("pushes_per_s").asDouble();
    }
    return JSON.objectNode()
        .put("nodes", rows.size())
        .put("connections", connections)
        .put("users", users)
        .put("pushes_per_s", Math.round(pushes * 10) / 10.0);
  }

  private Future<RawJson> user(RoutingContext exchange) {
    UserId user = userId(exchange);
    return connections(user)
        .compose(
            connections ->
                isOnline(user, connections)
                    .map(
                        online -> {
                          ObjectNode answer = JSON.objectNode();
                          answer.put("user_id", user.value()).put("online", online ? 1 : 0);
                          answer.set("connections", connections);
                          return JsonBody.raw(answer);
                        }));
  }

  /** On all nodes that answer. */
  private Future<ArrayNode> connections(UserId user) {
    ObjectNode query = JSON.objectNode().put("user_id", user.value());
    return requests
        .askAll(NodeReport.CONNECTIONS, JsonBody.raw(query))
        .map(
            answers -> {
              ArrayNode all = JSON.arrayNode();
              for (Answer answer : answers.values()) {
                if (answer instanceof Answer.Given given) {
                  JsonBody.object(given.body()).path("connections").forEach(all::add);
                }
              }
              return all;
            });
  }

  /**
   * As presence has it: a user within the grace period is online without a connection. Where
   * presence does not answer, a connection shows it, too.
   */
  private Future<Boolean> isOnline(UserId user, ArrayNode connections) {
    ObjectNode query = JSON.objectNode();
    query.putArray("user_ids").add(user.value());
    return bus.request(ServiceAddress.QUERY_PRESENCE, JsonBody.raw(query))
        .map(answer -> JsonBody.object(answer).at("/users/0/online"))
        .map(JsonNode::asBoolean)
        .recover(
            failure ->
                connections.isEmpty()
                    ? Future.failedFuture(failure)
                    : Future.succeededFuture(true));
  }

  private Future<RawJson> disconnect(RoutingContext exchange) {
    UserId user = userId(exchange);
    return connections(user)
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
