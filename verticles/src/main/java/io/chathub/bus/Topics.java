package io.chathub.bus;

/**
 * What is published for internal services, and the operations they may ask. Names of the contract.
 */
public final class Topics {

  public static final String MESSAGE = "chathub.events.message";
  public static final String READ = "chathub.events.read";
  public static final String PRESENCE = "chathub.events.presence";
  public static final String UNREACHED = "chathub.events.unreached";
  public static final String SESSION = "chathub.events.session";

  private Topics() {}
}
