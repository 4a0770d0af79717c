package io.chathub.hub.config;

/** How an event is written into the log. */
public enum LogFormat {
  /** A line for people. */
  TEXT,
  /** A line for machines: one JSON object. */
  JSON
}
