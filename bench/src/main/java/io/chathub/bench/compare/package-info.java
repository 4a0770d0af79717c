/**
 * The one command that runs each scenario on the hub and on the bare server in turn, each time in
 * new processes, and tells both and their ratio in a table.
 */
package io.chathub.bench.compare;
