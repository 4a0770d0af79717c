/**
 * The store of a hub that runs alone: a RocksDB in one directory. Changes go through one writer
 * thread that commits whatever is waiting as one synced batch; reads run on a small pool of their
 * own. Depends on the model and the port.
 */
package io.chathub.store.embedded;
