package io.chathub.hub;

import io.chathub.hub.DemoChat.Guest;
import io.chathub.hub.config.HubConfig;
import io.chathub.hub.config.StoreConfig;
import io.chathub.store.embedded.EmbeddedStoreConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "demo",
    description =
        "Run a node with two signed-in demo users, and print their chat pages' addresses.")
final class DemoCommand implements Callable<Integer> {

  @Mixin private ConfigOptions options;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    HubConfig config = inItsOwnDirectory(options.load().hub());
    ServedNode node = new ServedNode(config);
    return node.run(
        ports ->
            new DemoChat(node.hub().bus())
                .open()
                .map(
                    guests -> {
                      print(guests, node.clientAddress(ports), config.store());
                      return null;
                    }));
  }

  /** Not among the chats of a node that serves from the same place. */
  private static HubConfig inItsOwnDirectory(HubConfig config) {
    StoreConfig store = config.store();
    Path path = store.embedded().path();
    EmbeddedStoreConfig embedded =
        new EmbeddedStoreConfig(
            path.resolveSibling(path.getFileName() + "-demo"),
            store.embedded().memoryBytes(),
            store.embedded().acceptsLoss());
    return config.with(new StoreConfig(store.kind(), embedded, store.redis(), store.retention()));
  }

  /** To standard output alone: a token never goes through the log. */
  private void print(List<Guest> guests, String address, StoreConfig store) {
    PrintWriter out = spec.commandLine().getOut();
    out.println("Open each in a window of its own; they chat with one another:");
    for (Guest guest : guests) {
      out.printf(
          "  %-20s %s/?token=%s%n",
          guest.name() + " (" + guest.role() + ")", address, guest.token());
    }
    out.printf(
        "Process %d. Ctrl-C ends it (or kill %<d); the chats stay, and the next demo has them"
            + " again: %s%n",
        ProcessHandle.current().pid(), store.describe());
    out.flush();
  }
}
