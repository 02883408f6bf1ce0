package mumu.pipeline;

import java.io.IOException;
import java.util.List;
import mumu.runtime.GraphFile;

/** The graphs of a model, one per part, wherever they lie. */
public interface GraphParts {
  /** Parts that every model of the kind has. */
  List<String> names();

  /** Size of a part's graph and weights. */
  long bytes(String part);

  /**
   * @throws IOException naming the file that is missing or damaged
   */
  GraphFile file(String part) throws IOException;

  /** Deletes what had to be unpacked for {@link #file}. */
  default void clear() throws IOException {}
}
