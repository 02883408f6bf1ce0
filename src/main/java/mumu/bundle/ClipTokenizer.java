package mumu.bundle;

import java.nio.file.Path;

/**
 * A CLIP tokenizer as one {@code tokenizer.json}, with what the pipeline needs to know about it.
 *
 * @param file for messages
 * @param json for Hugging Face's tokenizers library
 * @param end id that closes every prompt
 * @param pad id that fills up short prompts; differs between the two tokenizers of SDXL
 * @param length of every prompt in tokens, both marks included
 */
public record ClipTokenizer(String file, byte[] json, long end, long pad, int length) {
  /**
   * Reads a folder with {@code vocab.json} and {@code merges.txt}.
   *
   * @param positions of the text encoder, where the files do not limit the length
   * @throws BundleException naming file and field when it is not a CLIP tokenizer
   */
  public static ClipTokenizer open(Path folder, int positions) throws BundleException {
    Path absolute = folder.toAbsolutePath().normalize();
    PartFiles files = new PartFiles(new FolderStore(absolute.getParent(), true));
    return ClipTokenizerReader.read(files, absolute.getFileName().toString(), positions);
  }
}
