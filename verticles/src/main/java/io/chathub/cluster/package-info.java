/** What the nodes of a hub share in memory, on Hazelcast: who is a member, and who is where. */
package io.chathub.cluster;
