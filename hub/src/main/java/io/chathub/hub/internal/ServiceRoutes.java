package io.chathub.hub.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chathub.bus.Bus;
import io.chathub.bus.ServiceAddress;
import io.chathub.model.ChatId;
import io.chathub.model.RawJson;
import io.chathub.model.Refusal;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** What internal services ask, passed on to the operations on the bus. */
public final class ServiceRoutes implements Routes {

  private static final String CHAT = "/internal/v1/chats/:usif";

  private final Bus bus;

  public ServiceRoutes(Bus bus) {
    this.bus = bus;
  }

  @Override
  public void mount(Router router) {
    post(router, "/internal/v1/sessions", ServiceAddress.CREATE_SESSION);
    post(router, "/internal/v1/sessions/revoke", ServiceAddress.REVOKE_SESSIONS);
    post(router, "/internal/v1/system-messages", ServiceAddress.PUBLISH);
    post(router, "/internal/v1/presence", ServiceAddress.QUERY_PRESENCE);
    post(router, "/internal/v1/users/erase", ServiceAddress.ERASE_USER);
    named(router, HttpMethod.PUT, ServiceAddress.PUT_CHAT);
    named(router, HttpMethod.PATCH, ServiceAddress.PATCH_CHAT);
    router.route(HttpMethod.GET, CHAT).handler(Endpoint.of(this::getChat));
  }

  private void post(Router router, String path, String address) {
    router
        .route(HttpMethod.POST, path)
        .handler(Endpoint.of(exchange -> bus.request(address, JsonBody.checked(body(exchange)))));
  }

  private void named(Router router, HttpMethod method, String address) {
    router
        .route(method, CHAT)
        .handler(Endpoint.of(exchange -> bus.request(address, named(exchange))));
  }

  /** The body, with the chat that the path names. */
  private static RawJson named(RoutingContext exchange) {
    String usif = usif(exchange);
    ObjectNode chat = JsonBody.object(body(exchange));
    JsonNode named = chat.path("usif");
    if (named.isMissingNode() || named.isNull()) {
      chat.put("usif", usif);
    } else if (!named.isTextual() || !named.textValue().equals(usif)) {
      throw Refusal.malformed("usif", "must be the one of the path");
    }
    return JsonBody.raw(chat);
  }

  private Future<RawJson> getChat(RoutingContext exchange) {
    ObjectNode query = JsonNodeFactory.instance.objectNode().put("usif", usif(exchange));
    return bus.request(ServiceAddress.GET_CHAT, JsonBody.raw(query));
  }

  private static String usif(RoutingContext exchange) {
    String usif = exchange.pathParam("usif");
    if (!ChatId.isValid(usif)) {
      throw Refusal.malformed("usif", "must be 1..128 of [A-Za-z0-9_.:@-]");
    }
    return usif;
  }

  private static RawJson body(RoutingContext exchange) {
    Buffer body = exchange.body().buffer();
    return body == null ? RawJson.of("") : new RawJson(body.getBytes());
  }
}
