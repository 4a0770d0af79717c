package io.chathub.hub.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chathub.hub.metrics.EventLoopLag;
import io.chathub.hub.metrics.NodeMetrics;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What machines look at: whether the node lives, whether it is ready, what it counts. */
public final class HealthRoutes implements Routes {

  private static final long STORE_CHECK_MS = 2_000;

  private final NodeState state;
  private final NodeMetrics metrics;
  private final EventLoopLag loops;
  private final Supplier<Future<Void>> storeCheck;

  /**
   * @param storeCheck asked only once the node is ready
   */
  public HealthRoutes(
      NodeState state, NodeMetrics metrics, EventLoopLag loops, Supplier<Future<Void>> storeCheck) {
    this.state = state;
    this.metrics = metrics;
    this.loops = loops;
    this.storeCheck = storeCheck;
  }

  @Override
  public void mount(Router router) {
    router.get("/health/live").handler(this::live);
    router.get("/health/ready").handler(this::ready);
    router.get("/metrics").handler(this::metrics);
  }

  private void live(RoutingContext exchange) {
    boolean isLive = loops.isResponsive();
    answer(exchange, "live", isLive ? List.of() : List.of("an event loop does not respond"));
  }

  private void ready(RoutingContext exchange) {
    switch (state.phase()) {
      case STARTING -> answer(exchange, "ready", List.of("starting"));
      case DRAINING -> answer(exchange, "ready", List.of("draining"));
      case READY ->
          storeCheck
              .get()
              .timeout(STORE_CHECK_MS, TimeUnit.MILLISECONDS)
              .onSuccess(fine -> answer(exchange, "ready", List.of()))
              .onFailure(
                  failure -> answer(exchange, "ready", List.of("store: " + failure.getMessage())));
    }
  }

  private void metrics(RoutingContext exchange) {
    exchange
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")
        .end(metrics.scrape());
  }

  private static void answer(RoutingContext exchange, String flag, List<String> reasons) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put(flag, reasons.isEmpty() ? 1 : 0);
    ArrayNode list = body.putArray("reasons");
    reasons.forEach(list::add);
    Answers.json(exchange, reasons.isEmpty() ? 200 : 503, JsonBody.raw(body));
  }
}
