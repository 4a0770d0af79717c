package io.chathub.hub.internal;

import io.chathub.guard.Guest;
import io.chathub.guard.Readings;
import io.chathub.guard.Turnstile;
import io.chathub.model.ErrorCode;
import io.chathub.model.Refusal;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/**
 * Takes large bodies, as many at a time as there is memory for; the others are not read, and wait
 * for their turn for 2 s. Small ones pass. Not thread safe: owned by the server's event loop.
 */
final class LargeBodies implements Handler<RoutingContext> {

  private static final int SMALL_BYTES_MAX = 16 * 1024;
  private static final long LATER_MS = 1_000;

  @Override
  public void handle(RoutingContext exchange) {
    HttpServerRequest request = exchange.request();
    Guest guest = Turnstile.guest(request);
    if (guest == null || isSmall(request)) {
      exchange.next();
      return;
    }
    request.pause();
    Turn turn = new Turn(exchange, guest.readings());
    exchange.addEndHandler(over -> turn.over());
    guest.readings().begin(request.remoteAddress().host(), turn);
  }

  private static final class Turn implements Readings.Reader {

    private final RoutingContext exchange;
    private final Readings turns;
    private boolean isUnderWay;
    private boolean isOver;

    Turn(RoutingContext exchange, Readings turns) {
      this.exchange = exchange;
      this.turns = turns;
    }

    @Override
    public void read() {
      if (isOver) {
        turns.done();
        return;
      }
      isUnderWay = true;
      exchange.next();
      exchange.request().resume();
    }

    @Override
    public void refused() {
      Answers.refuse(
          exchange,
          Refusal.later(ErrorCode.UNAVAILABLE, "too many large bodies at once", LATER_MS));
      exchange.request().resume();
    }

    /** It is answered, or the client is gone. */
    void over() {
      isOver = true;
      if (isUnderWay) {
        isUnderWay = false;
        turns.done();
      }
    }
  }

  /** Where the length is not told, it may be large. */
  private static boolean isSmall(HttpServerRequest request) {
    if (request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null) {
      return false;
    }
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return length == null || Long.parseLong(length) <= SMALL_BYTES_MAX;
  }
}
