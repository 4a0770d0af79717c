package io.chathub.store.redis;

/** What every part of the store needs to ask Redis something. All of it is thread safe. */
record Access(
    Commands commands, Scripts scripts, Keys keys, Operations operations, KnownChats chats) {}
