package mumu.bundle;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Builds {@code tokenizer.json} of a CLIP tokenizer, as {@code CLIPTokenizer} of transformers does
 * (models/clip/tokenization_clip.py).
 *
 * @param vocabulary ids of all tokens
 * @param merges pairs of tokens in the order in which they are joined
 * @param addedTokens those found before anything else, with their flags
 */
record ClipTokenizerJson(JsonObject vocabulary, JsonArray merges, JsonArray addedTokens) {
  /** The words CLIP splits a text into before it looks for pairs: each digit alone. */
  private static final String WORDS =
      "<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+";

  /**
   * The whole file.
   *
   * @param begin mark before every text
   * @param end mark after every text
   * @param unknown what stands for all that the vocabulary cannot spell
   */
  byte[] bytes(String begin, String end, String unknown) {
    JsonObject root = new JsonObject();
    root.addProperty("version", "1.0");
    root.add("added_tokens", addedTokens);
    root.add("normalizer", sequence("normalizers", typed("NFC"), spaces(), typed("Lowercase")));
    root.add("pre_tokenizer", sequence("pretokenizers", split(), byteLevel()));
    JsonObject ends = typed("RobertaProcessing");
    ends.add("sep", mark(end));
    ends.add("cls", mark(begin));
    ends.addProperty("trim_offsets", false);
    ends.addProperty("add_prefix_space", false);
    root.add("post_processor", ends);
    root.add("decoder", byteLevel());
    JsonObject model = typed("BPE");
    model.addProperty("unk_token", unknown);
    model.addProperty("continuing_subword_prefix", "");
    model.addProperty("end_of_word_suffix", "</w>");
    model.addProperty("fuse_unk", false);
    model.add("vocab", vocabulary);
    model.add("merges", merges);
    root.add("model", model);
    return root.toString().getBytes(StandardCharsets.UTF_8);
  }

  private JsonArray mark(String content) {
    JsonArray mark = new JsonArray();
    mark.add(content);
    mark.add(vocabulary.get(content).getAsLong());
    return mark;
  }

  private static JsonObject spaces() {
    JsonObject spaces = typed("Replace");
    spaces.add("pattern", regex("\\s+"));
    spaces.addProperty("content", " ");
    return spaces;
  }

  private static JsonObject split() {
    JsonObject split = typed("Split");
    split.add("pattern", regex(WORDS));
    split.addProperty("behavior", "Removed");
    split.addProperty("invert", true);
    return split;
  }

  private static JsonObject byteLevel() {
    JsonObject bytes = typed("ByteLevel");
    bytes.addProperty("add_prefix_space", false);
    bytes.addProperty("trim_offsets", true);
    bytes.addProperty("use_regex", true);
    return bytes;
  }

  private static JsonObject regex(String pattern) {
    JsonObject regex = new JsonObject();
    regex.add("Regex", new JsonPrimitive(pattern));
    return regex;
  }

  private static JsonObject sequence(String name, JsonObject... steps) {
    JsonObject sequence = typed("Sequence");
    JsonArray list = new JsonArray();
    List.of(steps).forEach(list::add);
    sequence.add(name, list);
    return sequence;
  }

  private static JsonObject typed(String type) {
    JsonObject object = new JsonObject();
    object.addProperty("type", type);
    return object;
  }
}
