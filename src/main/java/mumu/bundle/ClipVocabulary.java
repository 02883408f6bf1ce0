package mumu.bundle;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.List;
import java.util.Map;

/**
 * The words of a CLIP tokenizer: from {@code tokenizer.json}, which transformers writes alone since
 * its fifth version and heeds first, else from {@code vocab.json} and {@code merges.txt}.
 *
 * @param file for messages
 * @param tokens their ids
 * @param merges pairs of tokens in the order in which they are joined
 * @param added tokens found before anything else, by id, as in {@code added_tokens_decoder}; empty
 *     where another file says them
 * @param sides {@code padding_side} and {@code truncation_side} where the file says them
 */
record ClipVocabulary(
    String file, JsonObject tokens, JsonArray merges, JsonObject added, JsonObject sides) {
  static ClipVocabulary read(PartFiles files, String folder) throws BundleException {
    String whole = folder + "/tokenizer.json";
    return files.has(whole) ? ofOne(files.config(whole), whole) : ofTwo(files, folder);
  }

  private static ClipVocabulary ofTwo(PartFiles files, String folder) throws BundleException {
    ConfigFile vocabulary = files.config(folder + "/vocab.json");
    checkIds(vocabulary);
    String name = folder + "/merges.txt";
    JsonArray merges = new JsonArray();
    for (String line : files.lines(name)) {
      if (!line.startsWith("#version") && !line.isBlank()) {
        merges.add(pair(line, name));
      }
    }
    if (merges.isEmpty()) {
      throw new BundleException(name + " holds no merges");
    }
    String both = folder + "/vocab.json and merges.txt";
    return new ClipVocabulary(
        both, vocabulary.values(), merges, new JsonObject(), new JsonObject());
  }

  private static ClipVocabulary ofOne(ConfigFile whole, String name) throws BundleException {
    ConfigFile model = inner(whole, "model", name);
    ConfigFile vocabulary = inner(model, "vocab", name);
    checkIds(vocabulary);
    JsonArray merges = new JsonArray();
    for (JsonElement merge : list(model, "merges")) {
      if (merge instanceof JsonArray both && both.size() == 2) {
        merges.add(pair(both.get(0).getAsString() + " " + both.get(1).getAsString(), name));
      } else if (merge instanceof JsonPrimitive text) {
        merges.add(pair(text.getAsString(), name));
      } else {
        throw model.wrong("merges", "pairs of tokens", merge);
      }
    }
    if (merges.isEmpty()) {
      throw new BundleException(name + " holds no merges");
    }
    JsonObject added = new JsonObject();
    for (JsonElement token : list(whole, "added_tokens")) {
      if (!token.isJsonObject()) {
        throw whole.wrong("added_tokens", "a list of objects", token);
      }
      int id = new ConfigFile(name, token.getAsJsonObject()).atLeast(0, "id", -1);
      added.add(String.valueOf(id), token);
    }
    JsonObject sides = new JsonObject();
    for (String side : List.of("padding", "truncation")) {
      if (whole.values().get(side) instanceof JsonObject object && object.has("direction")) {
        sides.add(side + "_side", object.get("direction"));
      }
    }
    return new ClipVocabulary(name, vocabulary.values(), merges, added, sides);
  }

  private static void checkIds(ConfigFile vocabulary) throws BundleException {
    for (Map.Entry<String, JsonElement> token : vocabulary.values().entrySet()) {
      vocabulary.atLeast(0, token.getKey(), 0);
    }
  }

  private static ConfigFile inner(ConfigFile outer, String key, String name)
      throws BundleException {
    if (!(outer.values().get(key) instanceof JsonObject object)) {
      throw outer.wrong(key, "an object", outer.values().get(key));
    }
    return new ConfigFile(name + " `" + key + "`", object);
  }

  private static List<JsonElement> list(ConfigFile file, String key) throws BundleException {
    if (!file.isWritten(key)) {
      return List.of();
    }
    if (!(file.values().get(key) instanceof JsonArray list)) {
      throw file.wrong(key, "a list", file.values().get(key));
    }
    return list.asList();
  }

  private static JsonArray pair(String line, String name) throws BundleException {
    String[] pair = line.split(" ", -1);
    if (pair.length != 2 || pair[0].isEmpty() || pair[1].isEmpty()) {
      throw new BundleException(name + " must hold two tokens a line, was '" + line + "'");
    }
    JsonArray merge = new JsonArray();
    merge.add(pair[0]);
    merge.add(pair[1]);
    return merge;
  }
}
