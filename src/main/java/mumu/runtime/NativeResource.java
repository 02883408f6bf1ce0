package mumu.runtime;

/** Memory outside of Java's reach, freed by hand. */
public interface NativeResource extends AutoCloseable {
  /**
   * Frees the memory; closing twice does nothing.
   *
   * @throws GraphException when that fails
   */
  @Override
  void close();
}
