package io.chathub.hub.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Runs the tests of {@code client/test} under Node, and those of {@code client/test/browser} in a
 * real browser, too. They start the packaged jar themselves. Needs Node, and for the second a
 * Chrome or Chromium; is skipped, and says why, where one is missing. What the tests wrote is kept
 * in {@code hub/target}.
 */
class ClientIT {

  private static final List<String> BROWSERS =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome");

  @Test
  void theClientKeepsItsPromises() throws Exception {
    NodeTests node = node();

    passes(node.run("test", Map.of()));
  }

  @Test
  void thePagesWorkInARealBrowser() throws Exception {
    NodeTests node = node();
    Optional<Path> browser =
        BROWSERS.stream().flatMap(name -> NodeTests.onPath(name).stream()).findFirst();
    assumeTrue(browser.isPresent(), "no Chrome or Chromium on the PATH: the pages are not tried");

    passes(node.run("test/browser", Map.of("CHROMIUM", browser.get().toString())));
  }

  private static NodeTests node() throws IOException, InterruptedException {
    Optional<NodeTests> node = NodeTests.find();
    assumeTrue(node.isPresent(), "no Node 20 or newer on the PATH: the client is not tried");
    Optional<String> failure = node.get().installPackages();
    assumeTrue(
        failure.isEmpty(), () -> "the client is not tried: npm install failed: " + failure.get());
    return node.get();
  }

  private static void passes(NodeTests.Verdict verdict) {
    assertThat(verdict.exitCode()).as(verdict.output()).hasValue(0);
    assertThat(verdict.count("tests")).as(verdict.output()).isPositive();
    assertThat(verdict.count("skipped") + verdict.count("todo")).as(verdict.output()).isZero();
  }
}
