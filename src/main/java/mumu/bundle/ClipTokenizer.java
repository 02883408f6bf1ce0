package mumu.bundle;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A CLIP tokenizer as one {@code tokenizer.json}, with what the pipeline needs to know about it.
 *
 * @param file for messages
 * @param json for Hugging Face's tokenizers library
 * @param end id that closes every prompt
 * @param pad id that fills up short prompts; differs between the two tokenizers of SDXL
 * @param length of every prompt in tokens, both marks included
 * @param inversions words of textual inversion that stand for several tokens
 */
public record ClipTokenizer(
    String file, byte[] json, long end, long pad, int length, List<Inversion> inversions) {
  public ClipTokenizer {
    inversions = List.copyOf(inversions);
  }

  /**
   * A word that was learned as several vectors.
   *
   * @param id of the word itself
   * @param word as it is written in a prompt
   * @param all the word and its further tokens
   */
  public record Inversion(long id, String word, String all) {}

  /**
   * A text with the words of several tokens spelled out, as by {@code maybe_convert_prompt} of
   * diffusers (loaders/textual_inversion.py).
   *
   * @param ids of the text's tokens
   */
  public String spelledOut(String text, long[] ids) {
    String told = text;
    for (Inversion inversion : inversions) {
      if (Arrays.stream(ids).anyMatch(id -> id == inversion.id())) {
        told = told.replace(inversion.word(), inversion.all());
      }
    }
    return told;
  }

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
