/** The parts of {@link io.chathub.store.StoreContract}, one for each matter. */
package io.chathub.store.contract;
