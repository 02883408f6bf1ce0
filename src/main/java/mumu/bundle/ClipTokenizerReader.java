package mumu.bundle;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Reads CLIP's vocabulary and the files beside it that say which tokens are special, as {@code
 * CLIPTokenizer} of transformers does (tokenization_utils_base.py).
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

  private final String file;
  private final JsonObject vocabulary;
  private final Map<String, Special> specials = new LinkedHashMap<>();
  private final Map<Integer, Special> listed = new TreeMap<>();
  private final Map<String, Special> added = new LinkedHashMap<>();

  /** Entries of the vocabulary before any token is added. */
  private final int words;

  private long highestAdded = -1;

  /** A token that is found in a text before anything else. */
  private record Special(String content, JsonObject flags) {}

  private ClipTokenizerReader(String file, JsonObject vocabulary) {
    this.file = file;
    this.vocabulary = vocabulary;
    this.words = vocabulary.size();
  }

  /**
   * @param files where the tokenizer's files lie
   * @param folder e.g. {@code tokenizer_2}
   * @param positions of the text encoder, where the files do not limit the length
   */
  static ClipTokenizer read(PartFiles files, String folder, int positions) throws BundleException {
    ClipVocabulary words = ClipVocabulary.read(files, folder);
    ConfigFile config = files.configOrEmpty(folder + "/" + CONFIG);
    boolean modern = config.isWritten(ADDED);
    // NB: a special_tokens_map.json counts only beside configs without ADDED
    ConfigFile map =
        modern
            ? new ConfigFile(config.file(), new JsonObject())
            : files.configOrEmpty(folder + "/special_tokens_map.json");
    ClipTokenizerReader reader = new ClipTokenizerReader(words.file(), words.tokens());
    reader.readSpecials(config, map);
    List<Special> further = further(config, map);
    if (modern) {
      reader.readListed(config);
    } else {
      reader.readOldListed(files.configOrEmpty(folder + "/added_tokens.json"), further);
      JsonObject own = new JsonObject();
      own.add(ADDED, words.added());
      reader.readListed(new ConfigFile(words.file(), own));
    }
    reader.place(further);
    return new ClipTokenizer(
        words.file() + " of " + files.where(),
        new ClipTokenizerJson(
                reader.vocabulary,
                words.merges(),
                reader.addedTokens(config.flagOfPython("split_special_tokens", false)))
            .bytes(reader.text("bos_token"), reader.text("eos_token"), reader.text("unk_token")),
        reader.id("eos_token"),
        reader.id("pad_token"),
        length(config, positions),
        new ClipTokenizer.Sides(
            isLeft("padding_side", config, words), isLeft("truncation_side", config, words)),
        reader.inversions());
  }

  private static boolean isLeft(String key, ConfigFile config, ClipVocabulary words)
      throws BundleException {
    ConfigFile source =
        config.isWritten(key) ? config : new ConfigFile(words.file(), words.sides());
    String side = source.text(key).orElse("right").toLowerCase(Locale.ROOT);
    if (!List.of("left", "right").contains(side)) {
      throw source.wrong(key, "left or right", source.values().get(key));
    }
    return side.equals("left");
  }

  /** NB: transformers writes 10³⁰ for no limit. */
  private static int length(ConfigFile config, int positions) throws BundleException {
    double written = config.number("model_max_length", positions);
    if (written < 3) {
      throw config.wrong("model_max_length", "at least 3", config.values().get("model_max_length"));
    }
    return (int) Math.min(written, positions);
  }

  private void readSpecials(ConfigFile config, ConfigFile map) throws BundleException {
    for (Map.Entry<String, String> mark : MARKS) {
      String key = mark.getKey();
      ConfigFile source = map.isWritten(key) ? map : config;
      JsonElement written = source.isWritten(key) ? source.values().get(key) : null;
      specials.put(key, special(source, key, written, mark.getValue()));
    }
  }

  /** Marks that no model of ours needs, but that are found in a text as one token. */
  private static List<Special> further(ConfigFile config, ConfigFile map) throws BundleException {
    List<Special> further = new ArrayList<>();
    for (String key : List.of("sep_token", "cls_token", "mask_token")) {
      ConfigFile source = map.isWritten(key) ? map : config;
      if (source.isWritten(key)) {
        further.add(special(source, key, source.values().get(key), ""));
      }
    }
    for (ConfigFile source : List.of(config, map)) {
      for (String key : List.of("extra_special_tokens", "additional_special_tokens")) {
        JsonElement list = source.isWritten(key) ? source.values().get(key) : new JsonArray();
        if (list.isJsonObject()) { // NB: by names that only code knows
          continue;
        }
        if (!list.isJsonArray()) {
          throw source.wrong(key, "a list", list);
        }
        for (JsonElement token : list.getAsJsonArray()) {
          ConfigFile item = new ConfigFile(source.file(), new JsonObject());
          item.values().add(key, token);
          further.add(special(item, key, token, ""));
        }
      }
    }
    return further;
  }

  private static Special special(
      ConfigFile source, String key, JsonElement written, String fallback) throws BundleException {
    JsonObject noFlags = flags(new ConfigFile(source.file(), new JsonObject()));
    if (written == null) {
      return new Special(fallback, noFlags);
    }
    if (!written.isJsonObject()) {
      String content = source.text(key).orElseThrow(() -> source.wrong(key, "tokens", written));
      return new Special(content, noFlags);
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
  private void readListed(ConfigFile config) throws BundleException {
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
      listed.put(Integer.parseInt(token.getKey()), special);
    }
  }

  /**
   * Ids by token, from before {@code ADDED}: a mark is found as it is written, others in any case.
   */
  private void readOldListed(ConfigFile list, List<Special> further) throws BundleException {
    for (String content : list.values().keySet()) {
      int id = list.atLeast(0, content, 0);
      boolean isMark =
          Stream.concat(specials.values().stream(), further.stream())
              .anyMatch(mark -> mark.content().equals(content));
      JsonObject flags = flags(new ConfigFile(list.file(), new JsonObject()));
      flags.addProperty("normalized", !isMark);
      flags.addProperty("special", isMark);
      listed.put(id, new Special(content, flags));
    }
  }

  /**
   * Gives every token its id: its own where the vocabulary has it, else the next free one.
   *
   * <p>NB: as transformers, whatever the files say; of the ids written there only the order counts.
   */
  private void place(List<Special> further) throws BundleException {
    listed.values().forEach(token -> added.put(token.content(), token));
    added.keySet().forEach(this::place);
    id("bos_token"); // NB: a model without these two was trained with another tokenizer
    id("eos_token");
    List<String> marks = specials.values().stream().map(Special::content).toList();
    marks.forEach(this::place);
    for (Special token : further) {
      if (!marks.contains(token.content())) {
        added.putIfAbsent(token.content(), token);
        place(token.content());
      }
    }
  }

  private void place(String content) {
    if (!vocabulary.has(content)) {
      vocabulary.addProperty(content, Math.max(words, highestAdded + 1));
    }
    highestAdded = Math.max(highestAdded, vocabulary.get(content).getAsLong());
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

  private String text(String key) {
    return specials.get(key).content();
  }

  private long id(String key) throws BundleException {
    String content = text(key);
    if (!vocabulary.has(content)) {
      throw new BundleException(file + " has no token " + content + ", which is the `" + key + "`");
    }
    return vocabulary.get(content).getAsLong();
  }

  /**
   * NB: a mark given as plain text replaces the flags of an equal one before it.
   *
   * @param spelt whether marks in a text are nothing but letters
   */
  private JsonArray addedTokens(boolean spelt) throws BundleException {
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
        .filter(token -> !spelt || !token.get("special").getAsBoolean())
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
}
