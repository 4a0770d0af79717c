package io.chathub.service;

import io.chathub.bus.Bus;
import io.chathub.bus.Delivery;
import io.chathub.protocol.ServiceCodec;
import io.chathub.store.Store;
import java.util.function.LongSupplier;

/**
 * What the operations for internal services work with.
 *
 * @param clock epoch milliseconds
 * @param messageShards how many message verticles there are
 */
public record Services(
    Bus bus,
    Delivery delivery,
    Store store,
    ServiceCodec codec,
    LongSupplier clock,
    int messageShards) {}
