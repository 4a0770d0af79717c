package io.chathub.bench.load;

import io.chathub.bench.client.Client;
import io.chathub.bench.client.ClientListener;
import io.chathub.bench.client.ClientLoop;
import io.chathub.bench.client.EventScan;
import io.chathub.bench.process.ProcFile;
import io.chathub.bench.process.ResidentMemory;
import io.chathub.bench.target.Target;
import io.chathub.bench.target.TargetOptions;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Idle connections: the resident memory that each one costs. */
@Command(
    name = "idle",
    description = "Signed-in connections that say nothing; resident memory of each.",
    mixinStandardHelpOptions = true)
public final class IdleCommand implements Callable<Integer> {

  private static final int FILES_SPARED = 500;
  private static final int WARMING =
      250; // so that code and pools count as the server's, not theirs
  private static final int GRACE_S = 7; // until the hub has forgotten those that left

  @Mixin private TargetOptions server;

  @Option(names = "--connections", defaultValue = "5000", description = "${DEFAULT-VALUE}")
  private int connections;

  @Override
  public Integer call() throws Exception {
    Bounds.check("--connections", connections, 1, 200_000);
    if (server.pid() == 0) {
      throw new IllegalArgumentException("idle needs --server-pid");
    }
    int count = (int) Math.min(connections, ProcFile.openFilesMax() - FILES_SPARED);
    Target target = server.target();
    List<String> tokens = target.users(count, "patient");
    ResidentMemory memory = new ResidentMemory(server.pid());

    AtomicInteger gone = new AtomicInteger();
    ClientListener quiet = new Quiet(gone);
    try (ClientLoop warming = new ClientLoop(target.address())) {
      List<Client> clients =
          warming.openAll(tokens.subList(0, Math.min(count, WARMING)), i -> quiet);
      warming.run(() -> clients.forEach(Client::close));
      TimeUnit.SECONDS.sleep(GRACE_S);
    }
    gone.set(0);
    long before = memory.settledKib();
    try (ClientLoop loop = new ClientLoop(target.address())) {
      List<Client> clients = loop.openAll(tokens, i -> quiet);
      long after = memory.settledKib();

      Map<Figure, Double> values = new EnumMap<>(Figure.class);
      values.put(Figure.CONNECTIONS, (double) clients.size());
      values.put(Figure.RESIDENT_BEFORE_MIB, before / 1024.0);
      values.put(Figure.RESIDENT_AFTER_MIB, after / 1024.0);
      values.put(Figure.KIB_PER_CONNECTION, (after - before) / (double) clients.size());
      values.put(Figure.FULL_GC, memory.canCollect() ? 1.0 : 0.0);
      values.put(Figure.DISCONNECTED, (double) gone.get());
      Figures figures = new Figures(values);
      System.out.print(figures);
      return figures.isClean() ? 0 : 1;
    }
  }

  /** Hears nothing and counts those that went. Thread safe. */
  private record Quiet(AtomicInteger gone) implements ClientListener {

    @Override
    public void received(Client client, EventScan event) {}

    @Override
    public void closed(Client client) {
      gone.incrementAndGet();
    }
  }
}
