package io.chathub.gateway;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.util.TreeSet;

/** Which methods a router has for a path, for the {@code Allow} of who came with another one. */
public final class AllowedMethods {

  private AllowedMethods() {}

  /** As the header lists them. */
  public static String of(Router router, String path) {
    TreeSet<String> names = new TreeSet<>();
    for (Route route : router.getRoutes()) {
      if (route.methods() != null && isOf(route, path)) {
        route.methods().stream().map(HttpMethod::name).forEach(names::add);
      }
    }
    return String.join(", ", names);
  }

  private static boolean isOf(Route route, String path) {
    String form = route.getPath();
    if (form == null) {
      return true;
    }
    return route.isExactPath()
        ? matches(form.split("/", -1), path.split("/", -1))
        : path.startsWith(form);
  }

  /** Names that begin with a colon stand for anything. */
  private static boolean matches(String[] form, String[] path) {
    if (form.length != path.length) {
      return false;
    }
    for (int i = 0; i < form.length; i++) {
      if (!form[i].startsWith(":") && !form[i].equals(path[i])) {
        return false;
      }
    }
    return true;
  }
}
