package mumu.bundle;

import java.nio.file.Path;

/** A tokenizer without the model that it belongs to. */
public final class TokenizerFolder {
  private TokenizerFolder() {}

  /**
   * Reads a folder with {@code vocab.json} and {@code merges.txt}.
   *
   * @param positions of the text encoder, where the files do not limit the length
   */
  public static ClipTokenizer open(Path folder, int positions) throws BundleException {
    Path absolute = folder.toAbsolutePath().normalize();
    PartFiles files = new PartFiles(new FolderStore(absolute.getParent(), true));
    return ClipTokenizerReader.read(files, absolute.getFileName().toString(), positions);
  }
}
