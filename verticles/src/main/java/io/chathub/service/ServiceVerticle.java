package io.chathub.service;

import io.chathub.bus.Bus;
import io.chathub.bus.ServiceAddress;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;

/** Puts the operations for internal services on the bus. */
public final class ServiceVerticle extends VerticleBase {

  private final Services services;

  public ServiceVerticle(Services services) {
    this.services = services;
  }

  @Override
  public Future<?> start() {
    SessionService sessions = new SessionService(services);
    ChatService chats = new ChatService(services);
    SystemMessageService messages = new SystemMessageService(services, context);
    PresenceQueryService presence = new PresenceQueryService(services, context);
    ErasureService erasure =
        new ErasureService(
            services, sessions, (ms, work) -> vertx.setTimer(ms, timer -> work.run()));
    services.store().onRevoked(sessions::closeEnded);
    Bus bus = services.bus();
    return Future.all(
        List.of(
            bus.serve(ServiceAddress.CREATE_SESSION, sessions::create),
            bus.serve(ServiceAddress.REVOKE_SESSIONS, sessions::revoke),
            bus.serve(ServiceAddress.PUT_CHAT, chats::put),
            bus.serve(ServiceAddress.PATCH_CHAT, chats::patch),
            bus.serve(ServiceAddress.GET_CHAT, chats::get),
            bus.serve(ServiceAddress.PUBLISH, messages::publish),
            bus.serve(ServiceAddress.QUERY_PRESENCE, presence::query),
            bus.serve(ServiceAddress.ERASE_USER, erasure::erase)));
  }
}
