package io.chathub.store.embedded;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The column families: one for each kind of record. Keys are made in {@link Keys}. */
enum Column {
  /** Name to value: the format version, the next chat number, the time. */
  META,
  /** Chat to {@link ChatRecord}. */
  CHATS,
  /** Chat number and seq to {@link MessageRecord}. */
  MESSAGES,
  /** Day, chat number, sender and cid to seq and time of the first message of that cid. */
  DUPLICATES,
  SESSIONS,
  /** User and session id, to find a user's sessions. */
  USER_SESSIONS,
  /** User and chat to whether the user is still a member: who left is kept for erasing. */
  USER_CHATS,
  /** Chat number and rev to the message that was changed, for the newest revs. */
  CHANGES,
  /** User to when last seen. */
  USERS;

  byte[] bytes() {
    return name().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
  }

  /** Whether records are looked up by their whole key, many of them in vain. */
  boolean isLookedUp() {
    return this == DUPLICATES || this == SESSIONS || this == CHATS || this == USERS;
  }
}
