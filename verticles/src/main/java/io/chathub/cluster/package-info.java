/**
 * How processes become one cluster on Hazelcast, and what the nodes of a hub share in its memory:
 * who is a member, and who is where. A node that is alone never loads it.
 */
package io.chathub.cluster;
