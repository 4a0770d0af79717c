package io.chathub.hub.fault.client;

import java.time.Duration;

/**
 * How a client pushes: so many under way at a time, and so long a pause after each one that was
 * acknowledged.
 */
public record Pace(int underWay, Duration pause) {

  public static final Pace SILENT = new Pace(0, Duration.ZERO);
}
