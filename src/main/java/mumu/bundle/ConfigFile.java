package mumu.bundle;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A {@code config.json} written by diffusers or transformers: many keys, of which a few matter.
 *
 * <p>Every getter takes the value that the Python class has where the key is not written; a key of
 * the wrong type is an error that names file and key.
 *
 * @param file for messages
 */
record ConfigFile(String file, JsonObject values) {
  boolean isWritten(String key) {
    return values.has(key) && !values.get(key).isJsonNull();
  }

  /** Whether an index of parts says that there is no such part. */
  boolean isNone(String part) {
    return values.get(part) instanceof JsonArray list
        && list.size() == 2
        && list.get(1).isJsonNull();
  }

  double number(String key, double fallback) throws BundleException {
    if (!isWritten(key)) {
      return fallback;
    }
    return number(key, values.get(key));
  }

  int whole(String key, int fallback) throws BundleException {
    double number = number(key, fallback);
    if (number != Math.rint(number) || Math.abs(number) > Integer.MAX_VALUE) {
      throw wrong(key, "a whole number", values.get(key));
    }
    return (int) number;
  }

  int atLeast(int least, String key, int fallback) throws BundleException {
    int number = whole(key, fallback);
    if (number < least) {
      throw wrong(key, "at least " + least, values.get(key));
    }
    return number;
  }

  /** A whole number, where it is written. */
  OptionalInt atLeast(int least, String key) throws BundleException {
    return isWritten(key) ? OptionalInt.of(atLeast(least, key, 0)) : OptionalInt.empty();
  }

  boolean flag(String key, boolean fallback) throws BundleException {
    if (!isWritten(key)) {
      return fallback;
    }
    if (!(values.get(key) instanceof JsonPrimitive primitive) || !primitive.isBoolean()) {
      throw wrong(key, "true or false", values.get(key));
    }
    return primitive.getAsBoolean();
  }

  /** As {@link #flag}, but a written {@code null} is false, as it is to an {@code if} of Python. */
  boolean flagOfPython(String key, boolean fallback) throws BundleException {
    return values.has(key) ? flag(key, false) : fallback;
  }

  /** A list of texts; empty when the key is not written. */
  List<String> texts(String key) throws BundleException {
    List<String> texts = new ArrayList<>();
    for (JsonElement item : items(key, "a list of texts")) {
      if (!(item instanceof JsonPrimitive text) || !text.isString()) {
        throw wrong(key, "a list of texts", item);
      }
      texts.add(text.getAsString());
    }
    return texts;
  }

  Optional<String> text(String key) throws BundleException {
    if (!isWritten(key)) {
      return Optional.empty();
    }
    if (!(values.get(key) instanceof JsonPrimitive primitive) || !primitive.isString()) {
      throw wrong(key, "a text in quotes", values.get(key));
    }
    return Optional.of(primitive.getAsString());
  }

  /** A list of numbers; empty when the key is not written. */
  List<Double> numbers(String key) throws BundleException {
    List<Double> numbers = new ArrayList<>();
    for (JsonElement item : items(key, "a list of numbers")) {
      numbers.add(number(key, item));
    }
    return numbers;
  }

  /**
   * @param rule what the list is, for messages
   */
  private JsonArray items(String key, String rule) throws BundleException {
    if (!isWritten(key)) {
      return new JsonArray();
    }
    if (!values.get(key).isJsonArray()) {
      throw wrong(key, rule, values.get(key));
    }
    return values.get(key).getAsJsonArray();
  }

  private double number(String key, JsonElement value) throws BundleException {
    if (!(value instanceof JsonPrimitive primitive) || !primitive.isNumber()) {
      throw wrong(key, "a number", value);
    }
    double number = primitive.getAsDouble();
    if (!Double.isFinite(number)) {
      throw wrong(key, "a finite number", value);
    }
    return number;
  }

  BundleException wrong(String key, String rule, JsonElement found) {
    String text = String.valueOf(found);
    return new BundleException(
        file
            + ": `"
            + key
            + "` must be "
            + rule
            + ", was "
            + (text.length() > 60 ? text.substring(0, 60) + "…" : text));
  }
}
