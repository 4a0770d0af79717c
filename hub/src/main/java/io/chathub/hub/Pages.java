package io.chathub.hub;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.StaticHandler;
import java.util.Optional;

/** The pages that the hub serves to clients, out of its jar. */
final class Pages implements Handler<Router> {

  /** More than any page has. */
  private static final long LENGTH_MAX = Integer.MAX_VALUE;

  private final boolean isServed;

  Pages(boolean isServed) {
    this.isServed = isServed;
  }

  @Override
  public void handle(Router router) {
    if (!isServed) {
      return;
    }
    router
        .route()
        .method(HttpMethod.GET)
        .method(HttpMethod.HEAD)
        .handler(
            exchange -> {
              keepPlainRange(exchange.request());
              exchange
                  .response()
                  // The address may hold a token.
                  .putHeader("Referrer-Policy", "no-referrer")
                  .putHeader("X-Content-Type-Options", "nosniff")
                  .putHeader("X-Frame-Options", "DENY");
              exchange.next();
            })
        .handler(StaticHandler.create("pages").setMaxAgeSeconds(0));
    // Its headers say what there is.
    router.errorHandler(416, exchange -> exchange.response().setStatusCode(416).end());
  }

  /** What is no range, or several, asks for the whole; the handler would take it for a fault. */
  private static void keepPlainRange(HttpServerRequest request) {
    String range = request.getHeader("Range");
    if (range != null) {
      Optional<ByteRange> asked = ByteRange.parse(range, LENGTH_MAX);
      if (asked.isPresent() && !range.strip().startsWith("bytes=-")) {
        request.headers().set("Range", asked.get().header());
      } else {
        request.headers().remove("Range");
      }
    }
  }
}
