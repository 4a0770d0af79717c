package io.chathub.bus;

import java.util.List;

/**
 * What goes from one node to another at once.
 *
 * @param link names the link of the sender that it comes by
 * @param number of the batch on this link: a repeat has the same, the next one a higher
 */
record Batch(NodeId sender, int link, long number, List<LinkItem> items) {}
