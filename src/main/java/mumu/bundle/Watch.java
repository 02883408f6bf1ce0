package mumu.bundle;

/** Told how far the reading of a model's files has come; may stop it. */
@FunctionalInterface
public interface Watch {
  /**
   * Called every few milliseconds while files are read, and while another import is waited for.
   *
   * @param total 0 while waiting
   * @throws java.util.concurrent.CancellationException to stop; nothing is then half done
   */
  void read(long doneBytes, long totalBytes);

  /** Nobody watches. */
  static Watch none() {
    return (done, total) -> {};
  }
}
