package io.chathub.hub.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chathub.bus.ConnectionId;
import io.chathub.bus.ConnectionView;
import io.chathub.bus.LocalSockets;
import io.chathub.bus.ServiceAddress;
import io.chathub.hub.internal.InternalPort.Answer;
import io.chathub.hub.internal.NodeState.Phase;
import io.chathub.model.ErrorCode;
import io.chathub.model.RawJson;
import io.chathub.model.Refusal;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.lang.reflect.Proxy;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperatorIT {

  private InternalPort port;

  @BeforeEach
  void open() {
    port = new InternalPort();
  }

  @AfterEach
  void close() {
    port.close();
  }

  @Test
  void readinessSaysWhyNot() {
    assertThat(ready(503)).isEqualTo("starting");

    port.state.enter(Phase.READY);
    assertThat(port.get("/health/ready").body()).isEqualTo("{\"ready\":1,\"reasons\":[]}");

    port.store = Future.failedFuture("disk full");
    assertThat(ready(503)).isEqualTo("store: disk full");

    port.doubt = Optional.of("cluster: deaf");
    assertThat(port.get("/health/ready").body())
        .isEqualTo("{\"ready\":0,\"reasons\":[\"cluster: deaf\",\"store: disk full\"]}");

    port.state.enter(Phase.DRAINING);
    assertThat(ready(503)).isEqualTo("draining");
    assertThat(port.get("/health/live").status()).isEqualTo(200);
  }

  @Test
  void whatNeedsTheNodeIsRefusedUntilThereIsOne() {
    assertThat(port.isStartingSaid).isTrue();
    assertThat(port.get("/admin/v1/cluster").status()).isEqualTo(200);
  }

  private String ready(int status) {
    Answer answer = port.get("/health/ready");
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.json().path("ready").intValue()).isZero();
    return answer.json().path("reasons").path(0).textValue();
  }

  @Test
  void metricsTellOfTheProcessAndItsLoops() {
    Answer answer = port.get("/metrics");

    assertThat(answer.headers().get("content-type")).startsWith("text/plain; version=0.0.4");
    assertThat(answer.body())
        .contains("chathub_build_info{java=")
        .contains("version=\"1.2.3\"")
        .contains("chathub_event_loop_lag_seconds_count{loop=\"0\"}")
        .contains("jvm_memory_used_bytes{")
        .contains("jvm_threads_live_threads")
        .contains("process_uptime_seconds")
        .contains("process_files_open_files");
  }

  @Test
  void theClusterIsThisNode() {
    port.state.enter(Phase.READY);

    JsonNode cluster = port.get("/admin/v1/cluster").json();

    JsonNode node = cluster.path("nodes").path(0);
    assertThat(cluster.path("nodes")).hasSize(1);
    assertThat(node.fieldNames())
        .toIterable()
        .containsExactly(
            "id",
            "version",
            "uptime_ms",
            "connections",
            "users",
            "pushes_per_s",
            "store",
            "draining");
    assertThat(node.path("id").textValue()).isEqualTo("n1");
    assertThat(node.path("connections").intValue()).isEqualTo(7);
    assertThat(node.path("store").textValue()).isEqualTo("ok");
    assertThat(node.path("draining").intValue()).isZero();
    assertThat(cluster.path("totals").path("connections").intValue()).isEqualTo(7);
  }

  @Test
  void aUserIsOnlineAsPresenceHasIt() {
    port.bus
        .serve(
            ServiceAddress.QUERY_PRESENCE,
            query ->
                Future.succeededFuture(
                    RawJson.of("{\"users\":[{\"user_id\":\"u1\",\"online\":1,\"since\":5}]}")))
        .await();

    assertThat(port.get("/admin/v1/users/u1").body())
        .isEqualTo("{\"user_id\":\"u1\",\"online\":1,\"connections\":[]}");
  }

  @Test
  void aUserWhoIsConnectedIsOnlineWherePresenceDoesNotAnswer() {
    port.bus
        .serve(
            ServiceAddress.QUERY_PRESENCE,
            query ->
                Future.failedFuture(Refusal.of(ErrorCode.UNAVAILABLE, "the node does not answer")))
        .await();
    assertThat(port.get("/admin/v1/users/u1").status()).isEqualTo(503);

    var unused =
        port.sockets.join(portWith(new ConnectionView(new ConnectionId("c1"), 5, "web", 0)));

    assertThat(port.get("/admin/v1/users/u1").body())
        .startsWith("{\"user_id\":\"u1\",\"online\":1,\"connections\":[{\"connection_id\":\"c1\"");
  }

  private LocalSockets.Port portWith(ConnectionView connection) {
    Context context = port.vertx.getOrCreateContext();
    return (LocalSockets.Port)
        Proxy.newProxyInstance(
            LocalSockets.Port.class.getClassLoader(),
            new Class<?>[] {LocalSockets.Port.class},
            (proxy, method, arguments) ->
                method.getName().equals("context") ? context : List.of(connection));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a%20b", "system", "system:u1", "%E4%BD%A0"})
  void whatIsNoUserIsRefused(String user) {
    assertThat(port.get("/admin/v1/users/" + user).errcode()).isEqualTo(40001);
    assertThat(port.post("/admin/v1/users/" + user + "/disconnect", "").errcode()).isEqualTo(40001);
  }

  @Test
  void disconnectTellsHowMany() {
    assertThat(port.post("/admin/v1/users/u1/disconnect", "").body())
        .isEqualTo("{\"user_id\":\"u1\",\"disconnected\":0}");
  }

  @Test
  void drainMakesTheNodeUnreadyAtOnce() {
    port.state.enter(Phase.READY);

    assertThat(port.post("/admin/v1/drain", "").status()).isEqualTo(200);

    assertThat(port.state.drainAsked().isComplete()).isTrue();
    assertThat(port.get("/health/ready").status()).isEqualTo(503);
    assertThat(port.get("/admin/v1/cluster").json().at("/nodes/0/draining").intValue()).isOne();
  }

  @Test
  void aBackupGoesToAnAbsoluteDirectory() {
    AtomicReference<Path> asked = new AtomicReference<>();
    port.backup =
        dir -> {
          asked.set(dir);
          return Future.succeededFuture();
        };

    assertThat(port.post("/admin/v1/backup", "{\"path\":\"/tmp/b\"}").status()).isEqualTo(200);

    assertThat(asked.get()).isEqualTo(Path.of("/tmp/b"));
    assertThat(port.post("/admin/v1/backup", "{\"path\":\"b\"}").errcode()).isEqualTo(40001);
    assertThat(port.post("/admin/v1/backup", "{\"path\":7}").errcode()).isEqualTo(40001);
    assertThat(port.post("/admin/v1/backup", "{}").errcode()).isEqualTo(40001);
    assertThat(port.post("/admin/v1/backup", "{\"path\":\"/tmp/c\",\"force\":true}").body())
        .contains("40001")
        .contains("force: unknown field");
    assertThat(asked.get()).isEqualTo(Path.of("/tmp/b"));
  }

  @Test
  void aBackupOverwritesNothing() {
    port.backup = dir -> Future.failedFuture(new FileAlreadyExistsException(dir.toString()));

    Answer answer = port.post("/admin/v1/backup", "{\"path\":\"/tmp/b\"}");

    assertThat(answer.errcode()).isEqualTo(40001);
    assertThat(answer.body()).contains("exists already");
  }

  @Test
  void aBugIsToldByItsIncidentAlone() {
    port.backup = dir -> Future.failedFuture(new IllegalStateException("secret"));

    Answer answer = port.post("/admin/v1/backup", "{\"path\":\"/tmp/b\"}");

    assertThat(answer.errcode()).isEqualTo(50000);
    assertThat(answer.body()).contains("internal error ").doesNotContain("secret");
  }
}
