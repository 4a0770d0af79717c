package io.chathub.gateway;

import io.chathub.bus.PresenceApi;
import io.chathub.bus.ReplayApi;
import io.chathub.bus.Reply;
import io.chathub.guard.Turnstile;
import io.chathub.model.ChatId;
import io.chathub.model.ErrorCode;
import io.chathub.model.MessageId;
import io.chathub.model.Position;
import io.chathub.model.RawJson;
import io.chathub.model.Refusal;
import io.chathub.model.Session;
import io.chathub.model.UserId;
import io.chathub.protocol.ApiCodec;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP interface for clients. Owned by one event loop. */
final class ClientApi {

  private static final Logger LOG = LoggerFactory.getLogger(ClientApi.class);
  private static final int LIMIT_DEFAULT = 50;
  private static final int LIMIT_MAX = 200;
  private static final Pattern LIMIT = Pattern.compile("0*[1-9][0-9]*");
  private static final int USERS_MAX = 200;
  private static final int NO_CONTENT = 204;

  private final Instance instance;
  private final Gateway gateway;

  ClientApi(Instance instance) {
    this.instance = instance;
    this.gateway = instance.gateway();
  }

  void mount(Router router) {
    router.route("/api/*").handler(this::checkOrigin);
    get(router, "/api/chats", this::chats);
    get(router, "/api/chats/:usif/messages", this::messages);
    get(router, "/api/presence", this::presence);
    router
        .route("/api/*")
        .handler(routing -> fail(routing, Refusal.of(ErrorCode.NO_SUCH_PATH, "no such path")));
    // A path that cannot be decoded gets no further than the router.
    onError(router, 400, Refusal.malformed("path", "cannot be decoded"));
    onError(router, 404, Refusal.of(ErrorCode.NO_SUCH_PATH, "no such path"));
    router.errorHandler(405, routing -> refuseMethod(router, routing));
    router.errorHandler(500, routing -> fail(routing, refusal(routing.failure())));
  }

  private void refuseMethod(Router router, RoutingContext routing) {
    routing.response().putHeader("Allow", AllowedMethods.of(router, routing.normalizedPath()));
    fail(routing, Refusal.of(ErrorCode.WRONG_METHOD, "method not allowed"));
  }

  private void onError(Router router, int status, Refusal why) {
    router.errorHandler(status, routing -> fail(routing, why));
  }

  private void get(
      Router router, String path, BiFunction<RoutingContext, UserId, Future<RawJson>> answer) {
    router.get(path).handler(routing -> serve(routing, answer));
    router
        .route(path)
        .handler(
            routing -> {
              routing.response().putHeader("Allow", "GET, OPTIONS");
              fail(routing, Refusal.of(ErrorCode.WRONG_METHOD, "method: GET only"));
            });
  }

  private void checkOrigin(RoutingContext routing) {
    HttpServerRequest request = routing.request();
    // Whatever is answered: a cache must not give it to a page of another origin.
    routing.response().putHeader("Vary", "Origin");
    if (!gateway.pages.passes(request)) {
      fail(routing, Refusal.of(ErrorCode.FORBIDDEN, "origin refused"));
      return;
    }
    gateway
        .pages
        .foreign(request)
        .ifPresent(
            origin ->
                routing
                    .response()
                    .putHeader("Access-Control-Allow-Origin", origin)
                    .putHeader("Access-Control-Expose-Headers", "Retry-After"));
    if (request.method().equals(HttpMethod.OPTIONS)) {
      routing.response().putHeader("Access-Control-Allow-Methods", "GET");
      routing.response().putHeader("Access-Control-Allow-Headers", "Authorization, from");
      routing.response().putHeader("Access-Control-Max-Age", "600");
      end(routing, NO_CONTENT, Buffer.buffer());
    } else {
      routing.next();
    }
  }

  private void serve(
      RoutingContext routing, BiFunction<RoutingContext, UserId, Future<RawJson>> answer) {
    routing.response().putHeader("Cache-Control", "no-store");
    if (!isDecodable(routing.request())) {
      fail(routing, Refusal.malformed("query", "has a broken escape"));
      return;
    }
    user(routing.request())
        .compose(user -> paid(routing, user, answer))
        .onSuccess(body -> end(routing, 200, Buffer.buffer(body.utf8())))
        .onFailure(failure -> fail(routing, refusal(failure)));
  }

  private Future<RawJson> paid(
      RoutingContext routing,
      UserId user,
      BiFunction<RoutingContext, UserId, Future<RawJson>> answer) {
    Turnstile.guest(routing.request()).signedIn();
    return PaidReading.of(
        user,
        instance,
        () -> Future.succeededFuture().compose(start -> answer.apply(routing, user)),
        RawJson::length);
  }

  /** Vert.x decodes the query when it is first asked for, and throws. */
  private static boolean isDecodable(HttpServerRequest request) {
    try {
      return request.params() != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private Future<UserId> user(HttpServerRequest request) {
    Optional<String> token = SessionTokens.ofBearer(request);
    IpAddress address = gateway.addresses.of(request);
    Turnstile.guest(request).comesFrom(address.client().toString());
    if (token.isEmpty()) {
      return Future.failedFuture(Refusal.of(ErrorCode.NO_TOKEN, "no token"));
    }
    return gateway
        .lookups
        .find(instance, token.get(), address, () -> request.response().closed())
        .map(
            found ->
                found
                    .session()
                    .map(Session::user)
                    .orElseThrow(
                        () -> Refusal.of(ErrorCode.BAD_TOKEN, "unknown or expired token")));
  }

  private Future<RawJson> chats(RoutingContext routing, UserId user) {
    HttpServerRequest request = routing.request();
    int limit = limit(request);
    Optional<String> cursor =
        Optional.ofNullable(request.getParam("cursor")).filter(text -> !text.isEmpty());
    Reply<RawJson> reply = reply();
    gateway.bus.send(ReplayApi.CHATS, new ReplayApi.Chats(user, limit, cursor, reply));
    return reply.future();
  }

  private Future<RawJson> messages(RoutingContext routing, UserId user) {
    HttpServerRequest request = routing.request();
    // Not of the parameters: one of the query would come first.
    String usif = routing.pathParam("usif");
    if (!ChatId.isValid(usif)) {
      throw Refusal.malformed("usif", "must be 1..128 of [A-Za-z0-9_.:@-]");
    }
    Optional<Position> before = position(request, "before");
    Optional<Position> after = position(request, "after");
    if (before.isPresent() && after.isPresent()) {
      throw Refusal.malformed("before, after", "one of them at a time");
    }
    Reply<RawJson> reply = reply();
    gateway.bus.send(
        ReplayApi.HISTORY,
        new ReplayApi.History(user, new ChatId(usif), before, after, limit(request), reply));
    return reply.future();
  }

  private Future<RawJson> presence(RoutingContext routing, UserId user) {
    List<String> names = routing.request().params().getAll("user_id");
    if (names.isEmpty() || names.size() > USERS_MAX) {
      throw Refusal.malformed("user_id", "1.." + USERS_MAX + " of them");
    }
    if (!names.stream().allMatch(UserId::isValid)) {
      throw Refusal.malformed("user_id", "must be 1..128 of [A-Za-z0-9_.:@-]");
    }
    Reply<List<PresenceApi.Seen>> reply = reply();
    gateway.bus.send(
        PresenceApi.QUERY,
        new PresenceApi.Query(
            names.stream().map(UserId::new).toList(),
            Optional.of(user),
            /* asksSince= */ true,
            reply));
    return reply
        .future()
        .map(
            users ->
                ApiCodec.presence(
                    users.stream()
                        .map(u -> new ApiCodec.Presence(u.user(), u.isOnline(), u.since()))
                        .toList()));
  }

  private <T> Reply<T> reply() {
    Reply<T> reply = new Reply<>(instance.context());
    instance.deadlines().add(reply, System.nanoTime());
    return reply;
  }

  private static int limit(HttpServerRequest request) {
    String text = request.getParam("limit");
    if (text == null || text.isEmpty()) {
      return LIMIT_DEFAULT;
    }
    if (!LIMIT.matcher(text).matches()) {
      throw Refusal.malformed("limit", "must be an integer from 1");
    }
    // What has more digits than a number here can have is beyond the maximum, too.
    long limit = MessageId.digits(text);
    return limit < 0 ? LIMIT_MAX : (int) Math.min(limit, LIMIT_MAX);
  }

  private static Optional<Position> position(HttpServerRequest request, String name) {
    String text = request.getParam(name);
    if (text == null || text.isEmpty()) {
      return Optional.empty();
    }
    Position position = Position.parse(text);
    if (position instanceof Position.Unknown) {
      throw Refusal.malformed(name, "must be an id or a seq");
    }
    return Optional.of(position);
  }

  private void fail(RoutingContext routing, Refusal why) {
    gateway.metrics.refused(why.code());
    if (why.code() == ErrorCode.NO_TOKEN || why.code() == ErrorCode.BAD_TOKEN) {
      routing.response().putHeader("WWW-Authenticate", "Bearer");
    }
    HttpErrors.answer(routing.response(), why.code().httpStatus(), why);
  }

  private static void end(RoutingContext routing, int status, Buffer body) {
    routing
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .end(body)
        .onFailure(failure -> LOG.debug("client gone cause={}", failure.toString()));
  }

  private static Refusal refusal(Throwable failure) {
    if (failure instanceof Refusal refusal) {
      return HttpErrors.withTime(refusal);
    }
    String incident = UUID.randomUUID().toString();
    LOG.error("request failed incident={}", incident, failure);
    return Refusal.of(ErrorCode.INTERNAL, "internal error " + incident);
  }
}
