package io.chathub.store.redis;

import io.vertx.redis.client.impl.types.ErrorType;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which commands of a batch failed, and with what. The client fails a batch as a whole, with the
 * errors of its commands joined to one message and the answers of the others dropped.
 */
final class BatchErrors {

  static final BatchErrors NONE = new BatchErrors();

  private static final Pattern LINE = Pattern.compile("ERR \\[(\\d{1,6})] (.*)");
  private static final Pattern CODE = Pattern.compile("[A-Z]{2,}( .*)?", Pattern.DOTALL);

  /** How Redis 6.2 wraps what a command of a script was refused with; 7 and newer do not. */
  private static final Pattern IN_SCRIPT =
      Pattern.compile(
          "(?:ERR )?(?:Error running script .*)?@user_script: ?\\d+: -([A-Z]{2,} .*)",
          Pattern.DOTALL);

  /** What the client puts in the place of an answer that did not come. */
  private static final Pattern NO_ANSWER =
      Pattern.compile("CONNECTION_CLOSED|(?:java|javax|io)\\.[\\w.$]+(?:: .*)?", Pattern.DOTALL);

  private final Map<Integer, String> byIndex = new HashMap<>();

  private BatchErrors() {}

  static BatchErrors of(Throwable failure) {
    BatchErrors errors = new BatchErrors();
    int last = -1;
    for (String line : String.valueOf(failure.getMessage()).lines().toList()) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches() && NO_ANSWER.matcher(matcher.group(2)).matches()) {
        last = -1;
      } else if (matcher.matches()) {
        last = Integer.parseInt(matcher.group(1));
        errors.byIndex.put(last, withCode(matcher.group(2)));
      } else if (last >= 0) {
        errors.byIndex.merge(last, line, (all, more) -> all + " " + more);
      }
    }
    return errors;
  }

  /** Whether it is not of commands, but of the batch as such. */
  boolean isEmpty() {
    return byIndex.isEmpty();
  }

  /** The first of them, or what failed as such. */
  static Throwable first(Throwable failure) {
    BatchErrors errors = of(failure);
    return errors.byIndex.keySet().stream()
        .min(Integer::compare)
        .<Throwable>map(errors::at)
        .orElse(failure);
  }

  /** Whether any of them is to be cured so. */
  boolean has(Cure cure) {
    return byIndex.values().stream().anyMatch(m -> Cure.of(ErrorType.create(m)) == cure);
  }

  /** What Redis answered to this one, or null where it was done. */
  ErrorType at(int index) {
    String message = byIndex.get(index);
    return message == null ? null : ErrorType.create(message);
  }

  /** The client strips {@code ERR} of those that begin with it. */
  private static String withCode(String message) {
    Matcher inScript = IN_SCRIPT.matcher(message);
    if (inScript.matches()) {
      return inScript.group(1);
    }
    return CODE.matcher(message).matches() ? message : "ERR " + message;
  }
}
