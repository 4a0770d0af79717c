package io.chathub.model;

/** A user's id: 1..128 of {@code [A-Za-z0-9_.:@-]}, or {@link #SYSTEM}. */
public record UserId(String value) {

  /** The sender of system messages; no user can have this id. */
  public static final UserId SYSTEM = new UserId("system");

  static final String RESERVED_PREFIX = "system:";

  /**
   * @throws IllegalArgumentException where the text is no id
   */
  public UserId {
    if (!Name.isName(value, Name.LENGTH_MAX)) {
      throw new IllegalArgumentException("not a user id: 1..128 of [A-Za-z0-9_.:@-]");
    }
  }

  /** Whether the text may name a user: well-formed and not reserved. */
  public static boolean isValid(String text) {
    return Name.isName(text, Name.LENGTH_MAX) && !isReserved(text);
  }

  static boolean isReserved(String text) {
    return text.equals("system") || text.startsWith(RESERVED_PREFIX);
  }

  @Override
  public String toString() {
    return value;
  }
}
