package mumu.bundle;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Builds {@code tokenizer.json} from CLIP's {@code vocab.json} and {@code merges.txt}, as {@code
 * CLIPTokenizerFast} of transformers does (models/clip/tokenization_clip.py).
 */
final class ClipTokenizerReader {
  private static final String CONFIG = "tokenizer_config.json";
  private static final String ADDED = "added_tokens_decoder";
  private static final String END = "<|endoftext|>";

  /** In the order in which transformers adds them. */
  private static final List<Map.Entry<String, String>> MARKS =
      List.of(
          Map.entry("bos_token", "<|startoftext|>"),
          Map.entry("eos_token", END),
          Map.entry("unk_token", END),
          Map.entry("pad_token", END));

  /** The words CLIP splits a text into before it looks for pairs: each digit alone. */
  private static final String WORDS =
      "<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+";

  private final String file;
  private final JsonObject vocabulary;
  private final Map<String, Special> specials = new LinkedHashMap<>();
  private final Map<String, Special> added = new LinkedHashMap<>();

  /** A token that is found in a text before anything else. */
  private record Special(String content, JsonObject flags) {}

  private ClipTokenizerReader(String file, JsonObject vocabulary) {
    this.file = file;
    this.vocabulary = vocabulary;
  }

  /**
   * @param files where the tokenizer's files lie
   * @param folder e.g. {@code tokenizer_2}
   * @param positions of the text encoder, where the files do not limit the length
   */
  static ClipTokenizer read(PartFiles files, String folder, int positions) throws BundleException {
    ClipVocabulary words = ClipVocabulary.read(files, folder);
    ConfigFile config = files.configOrEmpty(folder + "/" + CONFIG);
    if (!config.isWritten(ADDED) && !words.added().isEmpty()) {
      config.values().add(ADDED, words.added());
    }
    ClipTokenizerReader reader = new ClipTokenizerReader(words.file(), words.tokens());
    reader.readSpecials(config, files.configOrEmpty(folder + "/special_tokens_map.json"));
    reader.readAdded(config);
    if (!config.isWritten(ADDED)) {
      reader.readOldAdded(files.configOrEmpty(folder + "/added_tokens.json"));
    }
    return new ClipTokenizer(
        words.file() + " of " + files.where(),
        reader.json(words.merges()).toString().getBytes(StandardCharsets.UTF_8),
        reader.id("eos_token"),
        reader.id("pad_token"),
        length(config, positions),
        reader.inversions());
  }

  /** NB: transformers writes 10³⁰ for no limit. */
  private static int length(ConfigFile config, int positions) throws BundleException {
    double written = config.number("model_max_length", positions);
    if (written < 3) {
      throw config.wrong("model_max_length", "at least 3", config.values().get("model_max_length"));
    }
    return (int) Math.min(written, positions);
  }

  /** NB: a special_tokens_map.json counts only beside configs without {@code ADDED}. */
  private void readSpecials(ConfigFile config, ConfigFile map) throws BundleException {
    boolean modern = config.isWritten(ADDED);
    for (Map.Entry<String, String> mark : MARKS) {
      String key = mark.getKey();
      ConfigFile source = !modern && map.isWritten(key) ? map : config;
      JsonElement written = source.isWritten(key) ? source.values().get(key) : null;
      specials.put(key, special(source, key, written, mark.getValue()));
    }
  }

  private static Special special(
      ConfigFile source, String key, JsonElement written, String fallback) throws BundleException {
    JsonObject noFlags = flags(new ConfigFile(source.file(), new JsonObject()));
    if (written == null) {
      return new Special(fallback, noFlags);
    }
    if (!written.isJsonObject()) {
      return new Special(source.text(key).orElseThrow(), noFlags);
    }
    ConfigFile token = new ConfigFile(source.file() + " `" + key + "`", written.getAsJsonObject());
    String content =
        token
            .text("content")
            .orElseThrow(() -> source.wrong(key, "a token with `content`", written));
    return new Special(content, flags(token));
  }

  private static JsonObject flags(ConfigFile token) throws BundleException {
    JsonObject flags = new JsonObject();
    for (String flag : List.of("single_word", "lstrip", "rstrip", "normalized")) {
      flags.addProperty(flag, token.flag(flag, false));
    }
    flags.addProperty("special", true);
    return flags;
  }

  /** Tokens beyond the four marks: of textual inversion, or with other flags. */
  private void readAdded(ConfigFile config) throws BundleException {
    if (!config.isWritten(ADDED)) {
      return;
    }
    JsonElement written = config.values().get(ADDED);
    if (!written.isJsonObject()) {
      throw config.wrong(ADDED, "an object", written);
    }
    for (Map.Entry<String, JsonElement> token : written.getAsJsonObject().entrySet()) {
      if (!token.getKey().matches("[0-9]{1,9}") || !token.getValue().isJsonObject()) {
        throw config.wrong(ADDED, "tokens by id", token.getValue());
      }
      Special special = special(config, ADDED, token.getValue(), "");
      JsonElement mark = token.getValue().getAsJsonObject().get("special");
      boolean isMark = mark != null && mark.toString().equals("true");
      special.flags().addProperty("special", isMark);
      added.put(special.content(), special);
      vocabulary.addProperty(special.content(), Integer.parseInt(token.getKey()));
    }
  }

  /**
   * Ids by token, from before {@code ADDED}: a mark is found as it is written, others in any case.
   */
  private void readOldAdded(ConfigFile list) throws BundleException {
    for (String content : list.values().keySet()) {
      int id = list.atLeast(0, content, 0);
      boolean isMark = specials.values().stream().anyMatch(mark -> mark.content().equals(content));
      JsonObject flags = flags(new ConfigFile(list.file(), new JsonObject()));
      flags.addProperty("normalized", !isMark);
      flags.addProperty("special", isMark);
      added.put(content, new Special(content, flags));
      vocabulary.addProperty(content, id);
    }
  }

  /** NB: the further tokens of a word are called {@code word_1}, {@code word_2}, …. */
  private List<ClipTokenizer.Inversion> inversions() {
    List<ClipTokenizer.Inversion> inversions = new ArrayList<>();
    for (String word : added.keySet()) {
      StringBuilder all = new StringBuilder(word);
      for (int i = 1; added.containsKey(word + "_" + i); i++) {
        all.append(' ').append(word).append('_').append(i);
      }
      if (all.length() > word.length()) {
        long id = vocabulary.get(word).getAsLong();
        inversions.add(new ClipTokenizer.Inversion(id, word, all.toString()));
      }
    }
    return inversions;
  }

  private long id(String key) throws BundleException {
    String content = specials.get(key).content();
    if (!vocabulary.has(content)) {
      throw new BundleException(file + " has no token " + content + ", which is the `" + key + "`");
    }
    return vocabulary.get(content).getAsLong();
  }

  private JsonObject json(JsonArray merges) throws BundleException {
    JsonObject root = new JsonObject();
    root.addProperty("version", "1.0");
    root.add("added_tokens", addedTokens());
    root.add("normalizer", sequence("normalizers", typed("NFC"), spaces(), typed("Lowercase")));
    root.add("pre_tokenizer", sequence("pretokenizers", split(), bytes()));
    JsonObject ends = typed("RobertaProcessing");
    ends.add("sep", mark("eos_token"));
    ends.add("cls", mark("bos_token"));
    ends.addProperty("trim_offsets", false);
    ends.addProperty("add_prefix_space", false);
    root.add("post_processor", ends);
    root.add("decoder", bytes());
    JsonObject model = typed("BPE");
    model.addProperty("unk_token", specials.get("unk_token").content());
    model.addProperty("continuing_subword_prefix", "");
    model.addProperty("end_of_word_suffix", "</w>");
    model.addProperty("fuse_unk", false);
    model.add("vocab", vocabulary);
    model.add("merges", merges);
    root.add("model", model);
    return root;
  }

  /** NB: a mark given as plain text replaces the flags of an equal one before it. */
  private JsonArray addedTokens() throws BundleException {
    Map<String, JsonObject> byContent = new LinkedHashMap<>();
    for (Map.Entry<String, Special> mark : specials.entrySet()) {
      Special special = mark.getValue();
      byContent.put(special.content(), withId(id(mark.getKey()), special));
    }
    for (Special special : added.values()) {
      byContent.put(
          special.content(), withId(vocabulary.get(special.content()).getAsLong(), special));
    }
    JsonArray tokens = new JsonArray();
    byContent.values().stream()
        .sorted((a, b) -> Long.compare(a.get("id").getAsLong(), b.get("id").getAsLong()))
        .forEach(tokens::add);
    return tokens;
  }

  private static JsonObject withId(long id, Special special) {
    JsonObject token = special.flags().deepCopy();
    token.addProperty("id", id);
    token.addProperty("content", special.content());
    return token;
  }

  private JsonArray mark(String key) throws BundleException {
    JsonArray mark = new JsonArray();
    mark.add(specials.get(key).content());
    mark.add(id(key));
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

  private static JsonObject bytes() {
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
