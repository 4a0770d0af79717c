package io.chathub.store.embedded;

/**
 * One change of the store, run by the writer thread. It computes first and stages last; it may run
 * twice.
 */
interface Change<T> {
  /**
   * @throws io.chathub.model.Refusal where it is not to be; then nothing was staged
   */
  T apply(Stage stage);
}
