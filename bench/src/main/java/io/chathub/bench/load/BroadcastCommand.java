package io.chathub.bench.load;

import io.chathub.bench.client.Client;
import io.chathub.bench.client.ClientListener;
import io.chathub.bench.client.ClientLoop;
import io.chathub.bench.client.EventScan;
import io.chathub.bench.client.EventType;
import io.chathub.bench.target.Target;
import io.chathub.bench.target.TargetOptions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Doctors come online one after the other, each announced to everyone: the cost of a delivery. */
@Command(
    name = "broadcast",
    description = "Doctors come online, each announced to everyone connected.",
    mixinStandardHelpOptions = true)
public final class BroadcastCommand implements Callable<Integer> {

  private static final int BROADCAST_WAIT_S = 30;

  @Mixin private TargetOptions server;

  @Option(names = "--connections", defaultValue = "2000", description = "${DEFAULT-VALUE}")
  private int connections;

  @Option(names = "--warmup-doctors", defaultValue = "50", description = "${DEFAULT-VALUE}")
  private int warmupDoctors;

  @Option(names = "--doctors", defaultValue = "100", description = "measured; ${DEFAULT-VALUE}")
  private int doctors;

  @Override
  public Integer call() throws Exception {
    Bounds.check("--connections", connections, 1, 50_000);
    Bounds.check("--warmup-doctors", warmupDoctors, 0, 1_000);
    Bounds.check("--doctors", doctors, 1, 1_000);
    Target target = server.target();
    List<String> audience = target.users(connections, "patient");
    List<String> tokens = target.users(warmupDoctors + doctors, "doctor");
    Tally tally = new Tally(server.pid());
    Audience listening = new Audience(tally);
    try (ClientLoop loop = new ClientLoop(target.address())) {
      int listeners = loop.openAll(audience, i -> listening).size();
      long lost = 0;
      long doubled = 0;
      for (int i = 0; i < tokens.size() && lost == 0; i++) {
        if (i == warmupDoctors) {
          loop.run(tally::begin);
        }
        loop.run(listening::announce);
        listeners += loop.openAll(tokens.subList(i, i + 1), each -> listening).size();
        int expected = listeners - 1; // everyone but the doctor itself
        long heard = waitFor(loop, listening, expected);
        lost += Math.max(0, expected - heard);
        doubled += Math.max(0, heard - expected);
      }
      loop.run(tally::end);

      Map<Figure, Double> values = tally.figures();
      values.put(Figure.CONNECTIONS, (double) connections);
      values.put(Figure.LOST, (double) lost);
      values.put(Figure.DOUBLED, (double) doubled);
      Figures figures = new Figures(values);
      System.out.print(figures);
      return figures.isClean() ? 0 : 1;
    }
  }

  /** How many heard of it, once all have or the wait is over. */
  private static long waitFor(ClientLoop loop, Audience listening, int expected) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(BROADCAST_WAIT_S);
    long heard = loop.call(listening::heard);
    while (heard < expected && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(1);
      heard = loop.call(listening::heard);
    }
    return heard;
  }

  /** Everyone who listens. Not thread safe: owned by the loop. */
  private static final class Audience implements ClientListener {

    private final Tally tally;
    private long heard;
    private long announcedNanos;

    Audience(Tally tally) {
      this.tally = tally;
    }

    void announce() {
      heard = 0;
      announcedNanos = System.nanoTime();
    }

    long heard() {
      return heard;
    }

    @Override
    public void received(Client client, EventScan event) {
      if (event.type() == EventType.ONLINE) {
        heard++;
        tally.delivered(System.nanoTime() - announcedNanos);
      }
    }

    @Override
    public void closed(Client client) {
      tally.disconnected();
    }
  }
}
