package io.chathub.hub;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.StaticHandler;

/** The pages that the hub serves to clients, out of its jar. */
final class Pages implements Handler<Router> {

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
              exchange
                  .response()
                  // The address may hold a token.
                  .putHeader("Referrer-Policy", "no-referrer")
                  .putHeader("X-Content-Type-Options", "nosniff")
                  .putHeader("X-Frame-Options", "DENY");
              exchange.next();
            })
        .handler(StaticHandler.create("pages").setMaxAgeSeconds(0));
  }
}
