package io.chathub.client;

import io.chathub.model.Message;
import io.chathub.model.RawJson;
import io.chathub.protocol.ServiceRequest;
import io.chathub.protocol.ServiceRequest.Target;
import java.util.Optional;

/**
 * What the system is to say, to whomever.
 *
 * @param content any JSON value of up to the hub's limit, by default 8 KiB
 * @param type for pages to tell messages apart: {@code [a-z][a-z0-9_.-]{0,31}}
 * @param cid the service's own id of the message, 1..64 characters: sent again with the same one
 *     within a day, it is stored once in each chat
 */
public record SystemMessage(RawJson content, String type, Optional<String> cid) {

  /**
   * A message of type {@code system} without a {@code cid}.
   *
   * @param content what {@link Content} can map
   * @throws IllegalArgumentException where it cannot
   */
  public static SystemMessage of(Object content) {
    return new SystemMessage(Content.of(content), Message.SYSTEM, Optional.empty());
  }

  public SystemMessage withType(String newType) {
    return new SystemMessage(content, newType, cid);
  }

  public SystemMessage withCid(String newCid) {
    return new SystemMessage(content, type, Optional.of(newCid));
  }

  ServiceRequest.PublishMessage to(Target target) {
    return new ServiceRequest.PublishMessage(target, type, content, cid);
  }
}
