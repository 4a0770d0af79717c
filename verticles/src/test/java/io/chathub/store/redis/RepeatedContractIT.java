package io.chathub.store.redis;

/** Whatever is sent again after a lost connection, the outcome is that of the first time. */
final class RepeatedContractIT extends ServerContract {

  @Override
  Commands over(Commands commands) {
    return new RepeatedCommands(commands);
  }
}
