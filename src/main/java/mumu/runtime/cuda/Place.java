package mumu.runtime.cuda;

import java.nio.file.Path;
import java.util.List;

/**
 * A folder that holds CUDA libraries.
 *
 * @param files their names
 */
public record Place(Kind kind, Path folder, List<String> files) {
  /** What kind of folder it is; earlier ones are taken first. */
  public enum Kind {
    LOADED("in this program already"),
    PROVIDER("beside the provider"),
    SEARCH_PATH("search path"),
    CUDA_PATH("CUDA_PATH"),
    SYSTEM("system"),
    CONDA("conda"),
    PIP("pip");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  public Place {
    files = List.copyOf(files);
  }
}
