package io.chathub.service;

import io.chathub.bus.PresenceApi;
import io.chathub.bus.Reply;
import io.chathub.model.RawJson;
import io.chathub.protocol.ApiCodec;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** Tells internal services who is online. */
final class PresenceQueryService {

  private final Services services;
  private final Context context;

  PresenceQueryService(Services services, Context context) {
    this.services = services;
    this.context = context;
  }

  Future<RawJson> query(RawJson body) {
    Reply<List<PresenceApi.Seen>> reply = new Reply<>(context);
    services
        .bus()
        .send(
            PresenceApi.QUERY,
            new PresenceApi.Query(
                services.codec().queryPresence(body),
                Optional.empty(),
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
}
