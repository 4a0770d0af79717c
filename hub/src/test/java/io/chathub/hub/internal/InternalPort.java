package io.chathub.hub.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.chathub.bus.Bus;
import io.chathub.bus.LocalDelivery;
import io.chathub.bus.LocalSockets;
import io.chathub.bus.Membership;
import io.chathub.bus.NodeChannel;
import io.chathub.bus.NodeId;
import io.chathub.bus.NodeRequests;
import io.chathub.guard.MemoryBudget;
import io.chathub.hub.config.InternalConfig;
import io.chathub.hub.metrics.EventLoopLag;
import io.chathub.hub.metrics.NodeFigures;
import io.chathub.hub.metrics.NodeMetrics;
import io.chathub.model.RawJson;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.internal.VertxInternal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The internal port of a node without verticles, and a client of it. Blocks the test's thread. */
final class InternalPort implements AutoCloseable {

  final Vertx vertx = Vertx.vertx();
  final Bus bus = new Bus(vertx);
  final LocalSockets sockets = new LocalSockets();
  final NodeState state = new NodeState("n1", "1.2.3");
  final boolean isStartingSaid;
  volatile Optional<String> doubt = Optional.empty();
  volatile Optional<String> note = Optional.empty();
  volatile Future<Void> store = Future.succeededFuture();
  volatile Function<Path, Future<Void>> backup = dir -> Future.succeededFuture();

  private final HttpClient client = vertx.createHttpClient();
  private final NodeMetrics metrics = new NodeMetrics("1.2.3");
  private final int port;

  InternalPort(String... keys) {
    EventLoopLag lag =
        new EventLoopLag(((VertxInternal) vertx).nettyEventLoopGroup(), metrics.registry());
    NodeId self = new NodeId("n1");
    NodeRequests requests =
        new NodeRequests(new NodeChannel(vertx, self, metrics.registry()), Membership.alone(self));
    new NodeReport(state, new NodeFigures(metrics.registry(), () -> 7, () -> store), sockets)
        .serve(requests);
    metrics.watchProcess();
    InternalServer server =
        new InternalServer(
            vertx,
            new InternalConfig("127.0.0.1", 0, Set.of(keys)),
            new MemoryBudget(0, metrics.registry()),
            List.of(
                new HealthRoutes(
                    state, metrics, lag::isResponsive, () -> doubt, () -> note, () -> store)));
    port = server.listen().await();
    isStartingSaid = get("/admin/v1/cluster").status() == 503;
    server.mount(
        List.of(
            new ServiceRoutes(bus),
            new AdminRoutes(state, requests, new LocalDelivery(sockets), bus),
            new BackupRoutes(dir -> backup.apply(dir)),
            router ->
                router
                    .get("/never")
                    .handler(
                        new Endpoint(
                            exchange -> Future.future(promise -> {}), Duration.ofMillis(20)))));
  }

  int port() {
    return port;
  }

  Answer get(String path) {
    return ask(HttpMethod.GET, path, Map.of(), "");
  }

  @CanIgnoreReturnValue
  Answer post(String path, String json) {
    return ask(HttpMethod.POST, path, Map.of("Content-Type", "application/json"), json);
  }

  @CanIgnoreReturnValue
  Answer ask(HttpMethod method, String path, Map<String, String> headers, String body) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(method)
            .setHost("127.0.0.1")
            .setPort(port)
            .setURI(path)
            .setHeaders(MultiMap.caseInsensitiveMultiMap().addAll(headers));
    Promise<Answer> answer = Promise.promise();
    // On one event loop, so that nothing of the response is over before it is listened to.
    vertx.runOnContext(
        start ->
            client
                .request(options)
                .compose(request -> request.send(Buffer.buffer(body)))
                .compose(Answer::of)
                .onComplete(answer));
    return answer.future().await();
  }

  @Override
  public void close() {
    var unused = vertx.close().await();
    metrics.close();
  }

  record Answer(int status, String body, MultiMap headers) {

    static Future<Answer> of(HttpClientResponse response) {
      return response
          .body()
          .map(body -> new Answer(response.statusCode(), body.toString(), response.headers()));
    }

    ObjectNode json() {
      return JsonBody.object(RawJson.of(body));
    }

    int errcode() {
      return json().path("errcode").asInt();
    }
  }
}
