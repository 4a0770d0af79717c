/**
 * The scenarios. Each is a command of its own against one running server, bounded in time and
 * count, and prints its {@link io.chathub.bench.load.Figures}.
 */
package io.chathub.bench.load;
