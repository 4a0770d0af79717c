package io.chathub.hub;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chathub.hub.config.HubConfig;
import io.chathub.hub.config.InternalConfig;
import io.chathub.hub.config.StoreConfig;
import io.chathub.hub.internal.JsonBody;
import io.chathub.model.RawJson;
import io.chathub.model.Refusal;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "backup",
    description = "Have the running node copy its store into a directory that is not there yet.")
final class BackupCommand implements Callable<Integer> {

  private static final int DONE = 0;
  private static final int FAILED = 1;
  private static final Duration CONNECT_MAX = Duration.ofSeconds(5);
  // A little longer than the node gives itself.
  private static final Duration ANSWER_MAX = Duration.ofSeconds(310);

  @Mixin private ConfigOptions options;

  @Parameters(
      paramLabel = "DIR",
      description = "Made by the node, on its machine; a store can be opened on it.")
  private Path dir;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    HubConfig config = options.load().hub();
    if (config.store().kind() == StoreConfig.Kind.REDIS) {
      return fail(Stores.NO_BACKUP);
    }
    InternalConfig internal = config.internal();
    Path target = dir.toAbsolutePath().normalize();
    URI node = URI.create("http://" + HostPort.reachable(internal.host(), internal.port()));
    Progress progress = new Progress(this::tellWaiting);
    try {
      HttpResponse<byte[]> answer = ask(internal, node, target);
      if (answer.statusCode() == 200) {
        return tell("backed up to " + target);
      }
      return fail("the node refused: " + errmsg(answer));
    } catch (ConnectException | HttpConnectTimeoutException e) {
      return fail("no node answers at " + node + "; does it run, and with this configuration?");
    } catch (IOException e) {
      return fail("the node at " + node + " did not answer: " + e.getMessage());
    } finally {
      progress.end();
    }
  }

  private static HttpResponse<byte[]> ask(InternalConfig internal, URI node, Path target)
      throws IOException, InterruptedException {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("path", target.toString());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(node.resolve("/admin/v1/backup"))
            .timeout(ANSWER_MAX)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.toString()));
    internal.keys().stream()
        .findFirst()
        .ifPresent(key -> request.header("Authorization", "Bearer " + key));
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(CONNECT_MAX)
        .build()
        .send(request.build(), BodyHandlers.ofByteArray());
  }

  private static String errmsg(HttpResponse<byte[]> answer) {
    try {
      return JsonBody.object(new RawJson(answer.body())).path("errmsg").asText();
    } catch (Refusal e) {
      return "HTTP status " + answer.statusCode();
    }
  }

  private void tellWaiting(long seconds) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("chathub: the node has been copying for " + seconds + " s");
    err.flush();
  }

  private int tell(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
    return DONE;
  }

  private int fail(String reason) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("chathub: " + reason);
    err.flush();
    return FAILED;
  }
}
