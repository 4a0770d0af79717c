package io.chathub.hub.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chathub.hub.metrics.NodeMetrics;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What machines look at: whether the node lives, whether it is ready, what it counts. */
public final class HealthRoutes implements Routes {

  private static final long STORE_CHECK_MS = 2_000;

  private final NodeState state;
  private final NodeMetrics metrics;
  private final BooleanSupplier isResponsive;
  private final Supplier<Optional<String>> doubt;
  private final Supplier<Optional<String>> note;
  private final Supplier<Future<Void>> storeCheck;

  /**
   * @param isResponsive whether the event loops do something
   * @param doubt why clients should rather go to another node
   * @param note what is to be known although the node is ready
   * @param storeCheck asked only once the node is ready
   */
  public HealthRoutes(
      NodeState state,
      NodeMetrics metrics,
      BooleanSupplier isResponsive,
      Supplier<Optional<String>> doubt,
      Supplier<Optional<String>> note,
      Supplier<Future<Void>> storeCheck) {
    this.state = state;
    this.metrics = metrics;
    this.isResponsive = isResponsive;
    this.doubt = doubt;
    this.note = note;
    this.storeCheck = storeCheck;
  }

  @Override
  public void mount(Router router) {
    look(router, "/health/live").handler(this::live);
    look(router, "/health/ready").handler(this::ready);
    look(router, "/metrics").handler(this::metrics);
  }

  private static Route look(Router router, String path) {
    return router
        .route(path)
        .method(HttpMethod.GET)
        .method(HttpMethod.HEAD)
        .method(HttpMethod.OPTIONS); // balancers check with it
  }

  private void live(RoutingContext exchange) {
    List<String> reasons = new ArrayList<>();
    if (!isResponsive.getAsBoolean()) {
      reasons.add("an event loop does not respond");
    }
    state.whyLost().ifPresent(reasons::add);
    answer(exchange, "live", reasons, Optional.empty());
  }

  private void ready(RoutingContext exchange) {
    List<String> reasons = new ArrayList<>();
    doubt.get().ifPresent(reasons::add);
    switch (state.phase()) {
      case STARTING -> {
        reasons.add(0, "starting");
        answer(exchange, "ready", reasons, note.get());
      }
      case DRAINING -> {
        reasons.clear();
        reasons.add("draining");
        state.whyLost().ifPresent(reasons::add);
        answer(exchange, "ready", reasons, note.get());
      }
      case READY ->
          storeCheck
              .get()
              .timeout(STORE_CHECK_MS, TimeUnit.MILLISECONDS)
              .onFailure(failure -> reasons.add("store: " + failure.getMessage()))
              .onComplete(checked -> answer(exchange, "ready", reasons, note.get()));
    }
  }

  private void metrics(RoutingContext exchange) {
    exchange
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")
        .end(metrics.scrape());
  }

  private static void answer(
      RoutingContext exchange, String flag, List<String> reasons, Optional<String> note) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put(flag, reasons.isEmpty() ? 1 : 0);
    ArrayNode list = body.putArray("reasons");
    reasons.forEach(list::add);
    note.ifPresent(text -> body.put("note", text));
    Answers.json(exchange, reasons.isEmpty() ? 200 : 503, JsonBody.raw(body));
  }
}
