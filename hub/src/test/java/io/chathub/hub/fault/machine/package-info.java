/** Real processes and networks: nodes, Redis, namespaces. Calls block: for the test's thread. */
package io.chathub.hub.fault.machine;
