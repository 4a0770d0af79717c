package io.chathub.bus;

/** Runs something later, on the context of the verticle that it was made by. */
@FunctionalInterface
public interface Scheduler {

  void after(long ms, Runnable work);
}
