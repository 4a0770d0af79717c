package io.chathub.hub.internal;

import io.vertx.ext.web.Router;

/** Some paths of the internal port. */
@FunctionalInterface
public interface Routes {
  void mount(Router router);
}
