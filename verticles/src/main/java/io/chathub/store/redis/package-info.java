/**
 * The store on Redis 6.2 and newer: one Lua script for each operation, every one of them on keys of
 * one hash tag, so that one server, Sentinel and Redis Cluster serve it alike.
 */
package io.chathub.store.redis;
