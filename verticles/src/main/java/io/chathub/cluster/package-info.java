/**
 * How this process and others become one cluster on Hazelcast. The only package, with the hub, that
 * knows Hazelcast; a node that is alone never loads it.
 */
package io.chathub.cluster;
