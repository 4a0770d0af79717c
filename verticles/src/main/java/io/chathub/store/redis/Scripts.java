package io.chathub.store.redis;

import java.util.List;

/** All scripts of the store, read once. Those that look into a log begin with what is common. */
final class Scripts {

  private static final String LOG = "log";

  final Script append = Script.read("append", true, LOG);
  final Script read = Script.read("read", true, LOG);
  final Script recall = Script.read("recall", true, LOG);
  final Script missed = Script.read("missed", false, LOG);
  final Script history = Script.read("history", false, LOG);
  final Script summary = Script.read("summary", false, LOG);
  final Script erase = Script.read("erase", true, LOG);
  final Script trim = Script.read("trim", true, LOG);
  final Script chat = Script.read("chat", false);
  final Script put = Script.read("put", true);
  final Script enlist = Script.read("enlist", true);
  final Script signIn = Script.read("signin", true);
  final Script revoke = Script.read("revoke", true);

  List<Script> all() {
    return List.of(
        append, read, recall, missed, history, summary, erase, trim, chat, put, enlist, signIn,
        revoke);
  }
}
