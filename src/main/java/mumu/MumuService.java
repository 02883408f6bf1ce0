package mumu;

import ij.ImagePlus;
import java.io.IOException;
import mumu.request.GenerationRequest;
import org.scijava.service.SciJavaService;

/** MUMU for scripts: {@code #@ MumuService mumu}. */
public interface MumuService extends SciJavaService {
  /**
   * A request from the option string of {@code MUMU Generate...}.
   *
   * @throws IllegalArgumentException naming the option, what was expected and what was found
   */
  GenerationRequest request(String options);

  /**
   * Makes pictures from the open images, and blocks until they exist; the image is not shown. A
   * task of SciJava's TaskService shows the progress and can cancel it.
   *
   * @throws IllegalArgumentException naming what does not fit, what was expected and what to do
   * @throws IOException naming the file of the model that is missing or damaged
   * @throws java.util.concurrent.CancellationException when the task is canceled
   */
  ImagePlus generate(GenerationRequest request) throws IOException;

  /** Frees all memory that models hold; the next request loads what it needs again. */
  void unload();
}
