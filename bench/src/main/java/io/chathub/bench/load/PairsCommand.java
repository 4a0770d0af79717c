package io.chathub.bench.load;

import io.chathub.bench.client.ClientLoop;
import io.chathub.bench.target.Target;
import io.chathub.bench.target.TargetOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Chat pairs in a closed loop: what a message costs a server that is kept busy. */
@Command(
    name = "pairs",
    description = "Chat pairs in a closed loop, as fast as the server answers.",
    mixinStandardHelpOptions = true)
public final class PairsCommand implements Callable<Integer> {

  @Mixin private TargetOptions server;
  @Mixin private ChatOptions options;

  @Override
  public Integer call() throws Exception {
    options.check();
    Target target = server.target();
    try (ClientLoop loop = new ClientLoop(target.address())) {
      ChatLoad load = new ChatLoad(loop, options, new Tally(server.pid()));
      ClosedLoop pace = new ClosedLoop(loop.loop());
      load.open(target, pace);
      Figures figures = load.run(() -> load.sides().forEach(Side::sendNext), pace::stop);
      System.out.print(figures);
      return figures.isClean() ? 0 : 1;
    }
  }
}
