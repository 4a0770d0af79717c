package io.chathub.hub;

import io.chathub.hub.config.HubConfig;
import io.vertx.core.Future;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "serve",
    description = "Run a node until it is told to stop (SIGTERM, Ctrl-C, or by the internal port).")
final class ServeCommand implements Callable<Integer> {

  @Mixin private ConfigOptions options;

  @Override
  public Integer call() {
    HubConfig config = options.load().hub();
    return new ServedNode(config).run(ports -> Future.succeededFuture());
  }
}
