package io.chathub.presence;

import io.chathub.bus.Bus;
import io.chathub.bus.Delivery;
import io.chathub.store.Store;
import java.util.function.LongSupplier;

/**
 * What presence works with.
 *
 * @param connectionsOfUser a user may have at once
 * @param clock epoch milliseconds
 */
public record PresenceServices(
    PresenceConfig config,
    int connectionsOfUser,
    Bus bus,
    Delivery delivery,
    Store store,
    LongSupplier clock) {}
