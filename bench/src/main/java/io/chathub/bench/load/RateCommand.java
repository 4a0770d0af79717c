package io.chathub.bench.load;

import io.chathub.bench.client.ClientLoop;
import io.chathub.bench.target.Target;
import io.chathub.bench.target.TargetOptions;
import io.netty.channel.EventLoop;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Chat pairs in an open loop: how long a message takes at a given rate. */
@Command(
    name = "rate",
    description = "Chat pairs in an open loop; latency from the intended send to the peer.",
    mixinStandardHelpOptions = true)
public final class RateCommand implements Callable<Integer> {

  private static final int WARMUP_PER_SECOND = 5_000; // at least: code warms by use, not by time
  private static final int CALM_S = 3; // of the warm-up, already at the rate that is measured

  @Mixin private TargetOptions server;
  @Mixin private ChatOptions options;

  @Option(
      names = "--rate",
      defaultValue = "1000",
      description = "messages a second over all chats; ${DEFAULT-VALUE}")
  private int perSecond;

  @Override
  public Integer call() throws Exception {
    options.check();
    Bounds.check("--rate", perSecond, 1, 200_000);
    Target target = server.target();
    try (ClientLoop loop = new ClientLoop(target.address())) {
      ChatLoad load = new ChatLoad(loop, options, new Tally(server.pid()));
      OpenLoop pace = new OpenLoop(loop.loop(), load.sides());
      load.open(target, pace);
      Figures figures = load.run(() -> warmUp(loop.loop(), pace), pace::stop);
      System.out.print(figures);
      return figures.isClean() ? 0 : 1;
    }
  }

  private void warmUp(EventLoop loop, OpenLoop pace) {
    pace.start(Math.max(perSecond, WARMUP_PER_SECOND));
    var unused =
        loop.schedule(
            () -> pace.changeTo(perSecond),
            Math.max(0, options.warmupSeconds - CALM_S),
            TimeUnit.SECONDS);
  }
}
