package io.chathub.hub.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chathub.model.RawJson;
import io.chathub.model.Refusal;
import io.chathub.protocol.UnknownFields;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.function.Function;

/** Copies the store of this node into a directory of its machine, while it runs. */
public final class BackupRoutes implements Routes {

  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  private final Function<Path, Future<Void>> backup;

  /**
   * @param backup fails with {@link FileAlreadyExistsException} where something is there
   */
  public BackupRoutes(Function<Path, Future<Void>> backup) {
    this.backup = backup;
  }

  @Override
  public void mount(Router router) {
    router.route(HttpMethod.POST, "/admin/v1/backup").handler(new Endpoint(this::backup, TIMEOUT));
  }

  private Future<RawJson> backup(RoutingContext exchange) {
    Path dir = dir(exchange);
    return backup
        .apply(dir)
        .map(
            done -> {
              ObjectNode answer = JsonNodeFactory.instance.objectNode();
              return JsonBody.raw(answer.put("path", dir.toString()));
            })
        .recover(
            failure ->
                Future.failedFuture(
                    failure instanceof FileAlreadyExistsException
                        ? Refusal.malformed("path", "exists already; a backup makes its directory")
                        : failure));
  }

  private static Path dir(RoutingContext exchange) {
    Buffer body = exchange.body().buffer();
    JsonNode path = JsonBody.object(new RawJson(body == null ? new byte[0] : body.getBytes()));
    UnknownFields.refuse(path, "", Set.of("path"));
    String text = path.path("path").asText("");
    try {
      Path dir = Path.of(text);
      if (!text.isEmpty() && path.path("path").isTextual() && dir.isAbsolute()) {
        return dir;
      }
    } catch (InvalidPathException e) {
      throw Refusal.malformed("path", "is no path");
    }
    throw Refusal.malformed("path", "must be an absolute directory");
  }
}
