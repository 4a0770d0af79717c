package io.chathub.bus;

/** Where internal services ask. Names of the contract. */
public final class ServiceAddress {

  public static final String CREATE_SESSION = "chathub.sessions.create";
  public static final String REVOKE_SESSIONS = "chathub.sessions.revoke";
  public static final String PUT_CHAT = "chathub.chats.put";
  public static final String PATCH_CHAT = "chathub.chats.patch";
  public static final String GET_CHAT = "chathub.chats.get";
  public static final String PUBLISH = "chathub.system.publish";
  public static final String QUERY_PRESENCE = "chathub.presence.query";
  public static final String ERASE_USER = "chathub.users.erase";

  private ServiceAddress() {}
}
