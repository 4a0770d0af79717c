package io.chathub.hub;

import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "version", description = "Print the version.")
final class VersionCommand implements Runnable, IVersionProvider {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().getOut().println(getVersion()[0]);
    spec.commandLine().getOut().flush();
  }

  @Override
  public String[] getVersion() {
    return new String[] {
      "chathub " + Version.current() + " (Java " + Runtime.version() + ")",
    };
  }
}
