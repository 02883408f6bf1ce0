package mumu.bundle;

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
 * @param sides where prompts are filled up and cut
 * @param inversions words of textual inversion that stand for several tokens
 */
public record ClipTokenizer(
    String file,
    byte[] json,
    long end,
    long pad,
    int length,
    Sides sides,
    List<Inversion> inversions) {
  public ClipTokenizer {
    inversions = List.copyOf(inversions);
  }

  /**
   * At which end something is done.
   *
   * @param fillsLeft whether short prompts are filled up before their first mark
   * @param cutsLeft whether long prompts lose their first words
   */
  public record Sides(boolean fillsLeft, boolean cutsLeft) {}

  /**
   * As many ids as the model takes: both marks kept where words are cut, else filled up.
   *
   * @param ids of a text with its marks
   */
  public long[] fitted(long[] ids) {
    long[] fitted = new long[length];
    if (ids.length <= length) {
      Arrays.fill(fitted, pad);
      System.arraycopy(ids, 0, fitted, sides.fillsLeft() ? length - ids.length : 0, ids.length);
      return fitted;
    }
    int words = length - 2;
    fitted[0] = ids[0];
    System.arraycopy(ids, sides.cutsLeft() ? ids.length - 1 - words : 1, fitted, 1, words);
    fitted[length - 1] = end;
    return fitted;
  }

  /**
   * Which of the fitted ids are of the text: 1, and 0 for what fills it up.
   *
   * @param tokens of a text with its marks
   */
  public long[] attended(int tokens) {
    long[] attended = new long[length];
    int own = Math.min(tokens, length);
    int start = sides.fillsLeft() ? length - own : 0;
    Arrays.fill(attended, start, start + own, 1);
    return attended;
  }

  /**
   * The part of a text that {@link #fitted} cuts, for a warning.
   *
   * @param starts of its tokens, marks included
   * @param ends of its tokens, more than the model takes
   */
  public String cut(String text, int[] starts, int[] ends) {
    return sides.cutsLeft()
        ? text.substring(starts[1], ends[ends.length - length])
        : text.substring(starts[length - 1], ends[ends.length - 2]);
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
}
