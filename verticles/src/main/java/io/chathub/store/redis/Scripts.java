package io.chathub.store.redis;

import java.util.List;

/** All scripts of the store, read once. */
final class Scripts {

  final Script append = Script.ofChat("append", true);
  final Script read = Script.ofChat("read", true);
  final Script recall = Script.ofChat("recall", true);
  final Script missed = Script.ofChat("missed", false);
  final Script history = Script.ofChat("history", false);
  final Script summary = Script.ofChat("summary", false);
  final Script erase = Script.ofChat("erase", true);
  final Script trim = Script.ofChat("trim", true);
  final Script chat = Script.ofChat("chat", false);
  final Script put = Script.ofChat("put", true);
  final Script enlist = Script.read("enlist", true);
  final Script signIn = Script.read("signin", true);
  final Script revoke = Script.read("revoke", true);
  final Script freely = Script.read("freely", true);
  final Script mark = Script.read("mark", true);

  List<Script> all() {
    return List.of(
        append, read, recall, missed, history, summary, erase, trim, chat, put, enlist, signIn,
        revoke, freely, mark);
  }
}
