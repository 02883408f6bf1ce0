package mumu.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A model on disk or in the jar, of whatever layout; its family knows what is in it. */
public interface Bundle {
  /**
   * Opens a model by the file that marks its folder: {@code mumu.json} or {@code model_index.json}.
   *
   * @param path a folder, or a zip of one
   * @throws BundleException naming file and field when it is not a well-formed model
   */
  static Bundle open(Path path) throws IOException {
    if (!Files.isDirectory(path) && !Files.isRegularFile(path)) {
      throw new BundleException(path + " does not exist; expected a model's folder or zip");
    }
    if (DiffusersBundle.recognises(path)) {
      return DiffusersBundle.open(path);
    }
    if (MumuBundle.recognises(path)) {
      return MumuBundle.open(path);
    }
    throw new BundleException(
        "%s is no model: expected a folder or zip with %s or %s%s"
            .formatted(path, Manifest.FILE, DiffusersBundle.FILE, Whereabouts.hint(path)));
  }

  /** What users are told about it. */
  Card card();

  /** What a macro writes after {@code model=}. */
  default String id() {
    return card().id();
  }

  /** Names the exact model. */
  String sha256();

  /** Folder, zip or jar, for messages. */
  String where();

  /** Size of all files. */
  long bytes();

  /** The verified bytes of a file, e.g. a licence. */
  byte[] readFile(String path) throws IOException;

  /** Size of the files that are in memory together. */
  default long largestStageBytes() {
    return bytes();
  }

  /**
   * Reads every file and compares it with the hashes that came with the model.
   *
   * @return how many files had a hash
   * @throws BundleException naming the first file that is missing or differs, expected and found
   */
  int verify(Watch watch) throws IOException;

  /**
   * Copies every file into an empty folder and compares it on the way, as {@link #verify(Watch)}.
   *
   * @throws BundleException naming the first file that is missing, differs or cannot be written
   */
  void copyTo(Path folder, Watch watch) throws IOException;
}
