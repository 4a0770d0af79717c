package io.chathub.bench.bare;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Serves the bare server until the process is told to stop. One verticle per core. */
@Command(
    name = "bare",
    description = "The yardstick: a bare Vert.x WebSocket server that routes in memory.",
    mixinStandardHelpOptions = true)
public final class BareCommand implements Callable<Integer> {

  @Option(names = "--port", defaultValue = "9090", description = "on 127.0.0.1; ${DEFAULT-VALUE}")
  private int port;

  @Override
  public Integer call() throws Exception {
    int cores = Runtime.getRuntime().availableProcessors();
    Vertx vertx =
        Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(cores));
    BareRooms rooms = new BareRooms();
    vertx
        .deployVerticle(
            () -> new BareVerticle(rooms, port), new DeploymentOptions().setInstances(cores))
        .await();
    System.out.printf(
        "bare server on 127.0.0.1:%d, verticles=%d native=%s%n",
        port, cores, vertx.isNativeTransportEnabled());
    new CountDownLatch(1).await();
    return 0;
  }
}
