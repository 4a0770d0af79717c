package io.chathub.hub.config;

import io.chathub.gateway.GatewayConfig;
import io.chathub.presence.PresenceConfig;

/** All that a node is set to. */
public record HubConfig(
    GatewayConfig gateway, InternalConfig internal, StoreConfig store, PresenceConfig presence) {

  public static final HubConfig DEFAULT =
      new HubConfig(
          GatewayConfig.DEFAULT,
          InternalConfig.DEFAULT,
          StoreConfig.DEFAULT,
          PresenceConfig.DEFAULT);

  public HubConfig {
    if (gateway.port() != 0 && gateway.port() == internal.port()) {
      throw new IllegalArgumentException("internal.port: must differ from http.port");
    }
  }
}
