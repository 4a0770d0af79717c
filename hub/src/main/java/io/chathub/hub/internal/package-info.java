/**
 * The internal port: what services ask, what operators see and do, health and metrics. Runs on one
 * event loop; whoever asks has to pass the {@link io.chathub.hub.internal.Gate} first.
 */
package io.chathub.hub.internal;
