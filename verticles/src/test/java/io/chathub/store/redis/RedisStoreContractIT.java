package io.chathub.store.redis;

/** The contract, on a real server. */
final class RedisStoreContractIT extends ServerContract {

  @Override
  Commands over(Commands commands) {
    return commands;
  }
}
