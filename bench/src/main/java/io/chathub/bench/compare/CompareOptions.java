package io.chathub.bench.compare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** What to compare, and for how long. */
final class CompareOptions {

  /** The scenarios by name. */
  enum Name {
    PAIRS,
    RATE,
    IDLE,
    BROADCAST
  }

  private static final int SPARE_S = 150; // to make sessions, sign in, settle

  @Option(
      names = "--scenarios",
      split = ",",
      defaultValue = "pairs,rate,idle",
      description = "of ${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE}")
  List<Name> scenarios;

  @Option(
      names = "--servers",
      split = ",",
      defaultValue = "hub,bare",
      description = "${DEFAULT-VALUE}")
  List<ServerKind> servers;

  @Option(names = "--rounds", defaultValue = "3", description = "${DEFAULT-VALUE}")
  int rounds;

  @Option(names = "--pairs", defaultValue = "500", description = "${DEFAULT-VALUE}")
  int pairs;

  @Option(names = "--bytes", defaultValue = "200", description = "of content; ${DEFAULT-VALUE}")
  int bytes;

  @Option(names = "--warmup", defaultValue = "15", description = "seconds; ${DEFAULT-VALUE}")
  int warmup;

  @Option(names = "--seconds", defaultValue = "20", description = "measured; ${DEFAULT-VALUE}")
  int seconds;

  @Option(
      names = "--rates",
      split = ",",
      defaultValue = "1000,5000",
      description = "messages a second, each a scenario; ${DEFAULT-VALUE}")
  List<Integer> rates;

  @Option(names = "--connections", defaultValue = "5000", description = "idle; ${DEFAULT-VALUE}")
  int connections;

  @Option(
      names = "--audience",
      defaultValue = "2000",
      description = "connections that hear a broadcast; ${DEFAULT-VALUE}")
  int audience;

  @Option(
      names = "--hub-jar",
      defaultValue = "hub/target/chathub.jar",
      description = "${DEFAULT-VALUE}")
  Path hubJar;

  @Option(names = "--hub-set", description = "key=value, a setting of the hub; may be repeated")
  List<String> hubSettings = new ArrayList<>();

  @Option(
      names = "--work-dir",
      defaultValue = "${sys:java.io.tmpdir}",
      description = "where the hub's store lies while it runs; ${DEFAULT-VALUE}")
  Path workDirectory;

  @Option(names = "--out", description = "a file that gets the tables too")
  Path out;

  List<Scenario> toRun() {
    List<Scenario> list = new ArrayList<>();
    for (Name name : scenarios) {
      switch (name) {
        case PAIRS -> list.add(chats("pairs", List.of()));
        case RATE -> rates.forEach(rate -> list.add(chats("rate", List.of("--rate", text(rate)))));
        case IDLE -> list.add(memory());
        case BROADCAST -> list.add(broadcast());
      }
    }
    return list;
  }

  private Scenario chats(String name, List<String> more) {
    List<String> command = new ArrayList<>(List.of(name));
    command.addAll(List.of("--pairs", text(pairs), "--bytes", text(bytes)));
    command.addAll(List.of("--warmup", text(warmup), "--seconds", text(seconds)));
    command.addAll(more);
    return new Scenario(
        String.join(" ", command), command, /* isMemory= */ false, warmup + seconds + SPARE_S);
  }

  private Scenario memory() {
    List<String> command = List.of("idle", "--connections", text(connections));
    return new Scenario(
        String.join(" ", command), command, /* isMemory= */ true, SPARE_S + connections / 50);
  }

  private Scenario broadcast() {
    List<String> command = List.of("broadcast", "--connections", text(audience));
    return new Scenario(
        String.join(" ", command), command, /* isMemory= */ false, SPARE_S + audience / 10);
  }

  private static String text(int number) {
    return Integer.toString(number);
  }
}
