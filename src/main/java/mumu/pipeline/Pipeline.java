package mumu.pipeline;

import java.util.List;
import mumu.request.BoundRequest;
import mumu.request.Picture;

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

  /** Exactly what the image encoder would see, one picture per bound image, in order. */
  List<Picture> tokens(BoundRequest request);

  /** Frees all native memory; closing twice does nothing. */
  @Override
  void close();
}
