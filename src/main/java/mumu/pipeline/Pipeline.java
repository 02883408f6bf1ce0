package mumu.pipeline;

import mumu.request.BoundRequest;

/** A loaded model: turns a bound request into pictures. Not thread-safe; one request at a time. */
public interface Pipeline extends AutoCloseable {
  /**
   * Makes the pictures.
   *
   * @throws IllegalArgumentException when the request does not fit the model (size, steps, images)
   * @throws GenerationException when the model fails
   * @throws java.util.concurrent.CancellationException when the user cancels; the pipeline stays
   *     usable
   */
  Generation generate(BoundRequest request, Progress progress);

  /** Frees all native memory; closing twice does nothing. */
  @Override
  void close();
}
