package io.chathub.bench.compare;

import io.chathub.bench.process.ChildProcess;
import io.chathub.bench.process.Cores;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One server in a process of its own, on free ports of 127.0.0.1, from start to end of a run. */
final class ServerRun implements AutoCloseable {

  private static final int READY_WAIT_S = 60;

  private final ServerKind kind;
  private final int port;
  private final int internalPort;
  private final ChildProcess process;

  private ServerRun(ServerKind kind, int port, int internalPort, ChildProcess process) {
    this.kind = kind;
    this.port = port;
    this.internalPort = internalPort;
    this.process = process;
  }

  /** Starts the server and waits until it is ready. */
  static ServerRun start(ServerKind kind, List<String> jvm, CompareOptions options, Setting setting)
      throws IOException, InterruptedException, TimeoutException {
    int port = freePort();
    int internalPort = freePort();
    List<String> command = new ArrayList<>(jvm);
    if (kind == ServerKind.BARE) {
      command.addAll(List.of("-jar", setting.benchJar().toString(), "bare"));
      command.addAll(List.of("--port", Integer.toString(port)));
    } else {
      command.addAll(List.of("-jar", options.hubJar.toAbsolutePath().toString(), "serve"));
      List<String> settings = new ArrayList<>();
      settings.add("http.port=" + port);
      settings.add("internal.port=" + internalPort);
      settings.add("store.path=" + setting.directory().resolve("store"));
      settings.add("limits.push-rate=100000");
      settings.add("limits.connections=200000");
      settings.addAll(options.hubSettings);
      settings.forEach(each -> command.addAll(List.of("--set", each)));
    }
    ChildProcess process =
        ChildProcess.start(
            setting.cores().on(Cores.SERVER, command), setting.directory(), kind.toString());
    ServerRun run = new ServerRun(kind, port, internalPort, process);
    try {
      run.waitUntilReady();
    } catch (IOException | InterruptedException | TimeoutException failed) {
      run.close();
      throw failed;
    }
    return run;
  }

  /** The generator's options that name this server. */
  List<String> generatorOptions() {
    return List.of(
        "--server=" + kind,
        "--port=" + port,
        "--internal-port=" + internalPort,
        "--server-pid=" + process.pid());
  }

  /** The last lines that the server printed. */
  String lastWords() throws IOException {
    return process.lastWords();
  }

  @Override
  public void close() {
    process.close();
  }

  private void waitUntilReady() throws IOException, InterruptedException, TimeoutException {
    int asked = kind == ServerKind.BARE ? port : internalPort;
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + asked + "/health/ready"))
            .timeout(Duration.ofSeconds(2))
            .build();
    HttpClient http = HttpClient.newHttpClient();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_WAIT_S);
    while (System.nanoTime() < deadline) {
      if (!process.isAlive()) {
        throw new IOException(kind + " ended before it was ready:\n" + process.lastWords());
      }
      try {
        if (http.send(request, BodyHandlers.discarding()).statusCode() == 200) {
          return;
        }
      } catch (IOException notYet) {
        // Nobody listens yet: the next attempt tells.
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    throw new TimeoutException(
        kind + " isn't ready after " + READY_WAIT_S + " s:\n" + process.lastWords());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** What surrounds a run. */
  record Setting(Path benchJar, Path directory, Cores cores) {}
}
