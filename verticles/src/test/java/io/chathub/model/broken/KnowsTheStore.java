package io.chathub.model.broken;

import io.chathub.store.Store;
import io.vertx.core.Context;

/** Breaks rules on purpose: the model depends on nothing. */
public record KnowsTheStore(Store store, Context context) {}
