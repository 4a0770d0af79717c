package io.chathub.hub.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What the environment says: {@code CHATHUB_HTTP_PORT} for {@code http.port}. */
final class EnvironmentSource {

  /** Read by the logging and by the script. */
  private static final Set<String> NOT_OURS = Set.of("CHATHUB_LOG_LEVEL", "CHATHUB_JAVA_OPTS");

  private static final Pattern LEVEL = Pattern.compile("(?i)trace|debug|info|warn|error|off");

  /** What Kubernetes tells every pod about a service called chathub or chathub-…. */
  private static final Pattern SERVICE_LINK =
      Pattern.compile(
          "CHATHUB_(.+_)?(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT_\\d+_(TCP|UDP|SCTP)(_.+)?)");

  private static final Pattern SERVICE_ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

  private EnvironmentSource() {}

  static List<Given> read(Map<String, String> environment, List<Problem> problems) {
    List<Given> givens = new ArrayList<>();
    new TreeMap<>(environment)
        .forEach(
            (variable, value) -> {
              if (!variable.startsWith(Key.ENVIRONMENT_PREFIX)
                  || NOT_OURS.contains(variable)
                  || isServiceLink(variable, value)) {
                return;
              }
              Optional<Key<?>> key = Keys.byVariable(variable);
              if (key.isPresent()) {
                givens.add(Given.text(key.get().name(), value, "environment " + variable));
              } else {
                problems.add(new Problem(variable, "environment", "names no key"));
              }
            });
    String level = environment.getOrDefault("CHATHUB_LOG_LEVEL", "INFO");
    if (!LEVEL.matcher(level).matches()) {
      problems.add(
          new Problem(
              "CHATHUB_LOG_LEVEL = " + level,
              "environment",
              "must be trace, debug, info, warn, error or off"));
    }
    return givens;
  }

  private static boolean isServiceLink(String variable, String value) {
    return SERVICE_LINK.matcher(variable).matches()
        || (variable.endsWith("_PORT") && SERVICE_ADDRESS.matcher(value).matches());
  }
}
