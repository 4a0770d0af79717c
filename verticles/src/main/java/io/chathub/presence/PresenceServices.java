package io.chathub.presence;

import io.chathub.bus.Bus;
import io.chathub.bus.Delivery;
import io.chathub.bus.Membership;
import io.chathub.store.Store;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.LongSupplier;

/**
 * What presence works with.
 *
 * @param connectionsOfUser a user may have at once
 * @param directory of all nodes
 * @param here delivers to this node's connections alone
 * @param clock epoch milliseconds; the nodes' clocks are to agree within a second
 */
public record PresenceServices(
    PresenceConfig config,
    int connectionsOfUser,
    PresenceDirectory directory,
    Membership membership,
    Bus bus,
    Delivery delivery,
    Delivery here,
    Store store,
    LongSupplier clock,
    MeterRegistry registry) {}
