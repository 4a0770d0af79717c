package io.chathub.hub.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chathub.bus.ConnectionView;
import io.chathub.bus.LocalSockets;
import io.chathub.bus.NodeRequests;
import io.chathub.hub.metrics.NodeFigures;
import io.chathub.model.RawJson;
import io.chathub.model.UserId;
import io.vertx.core.Future;
import java.util.List;

/** What this node tells any node that is asked by an operator. Thread safe. */
public final class NodeReport {

  /** Asked of a node: its row among all nodes. */
  static final String ROW = "row";

  /** Asked of a node: its connections of the user that the body names. */
  static final String CONNECTIONS = "connections";

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final NodeState state;
  private final NodeFigures figures;
  private final LocalSockets sockets;

  public NodeReport(NodeState state, NodeFigures figures, LocalSockets sockets) {
    this.state = state;
    this.figures = figures;
    this.sockets = sockets;
  }

  /** Has other nodes answered; before they can ask. */
  public void serve(NodeRequests requests) {
    requests.serve(ROW, nothing -> row());
    requests.serve(
        CONNECTIONS,
        body -> connections(new UserId(JsonBody.object(body).path("user_id").asText())));
  }

  private Future<RawJson> row() {
    return figures
        .storeState()
        .map(
            store -> {
              ObjectNode row = JSON.objectNode();
              row.put("id", state.id());
              row.put("version", state.version());
              row.put("uptime_ms", state.uptimeMs());
              row.put("connections", figures.connections());
              row.put("users", sockets.users());
              row.put("pushes_per_s", figures.pushesPerSecond());
              row.put("store", store);
              row.put("draining", state.phase() == NodeState.Phase.DRAINING ? 1 : 0);
              return JsonBody.raw(row);
            });
  }

  private Future<RawJson> connections(UserId user) {
    return sockets.connectionsOf(user).map(this::describe);
  }

  private RawJson describe(List<ConnectionView> connections) {
    ObjectNode answer = JSON.objectNode();
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
}
