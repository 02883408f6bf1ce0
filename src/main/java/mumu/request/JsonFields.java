package mumu.request;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The fields of a JSON object, each read once; errors name the field's path. */
final class JsonFields {
  private final JsonObject object;
  private final String path;
  private final Set<String> unread;

  private JsonFields(JsonElement element, String path) {
    if (!element.isJsonObject()) {
      throw wrong(path, "an object { }", element);
    }
    this.object = element.getAsJsonObject();
    this.path = path;
    this.unread = new LinkedHashSet<>(object.keySet());
  }

  /** Reads an object to its last field; a field that was not read is an error. */
  static <T> T read(JsonElement element, String path, Function<JsonFields, T> reader) {
    JsonFields fields = new JsonFields(element, path);
    T value = reader.apply(fields);
    if (!fields.unread.isEmpty()) {
      throw new IllegalArgumentException(
          "the JSON of a request has the unknown field %s: expected none but the fields of format version %d"
              .formatted(fields.pathOf(fields.unread.iterator().next()), RequestJson.VERSION));
    }
    return value;
  }

  String text(String name) {
    JsonPrimitive value = primitive(name);
    if (!value.isString()) {
      throw wrong(pathOf(name), "text in quotes", value);
    }
    return value.getAsString();
  }

  int integer(String name) {
    return (int) Numbers.whole(pathOf(name), number(name), Numbers.INT_DIGITS);
  }

  long whole(String name) {
    return Numbers.whole(pathOf(name), number(name), Numbers.LONG_DIGITS);
  }

  double decimal(String name) {
    return Numbers.decimal(pathOf(name), number(name));
  }

  /** The field, if it is there, read by one of the other methods. */
  <T> Optional<T> optional(String name, Function<String, T> reader) {
    return object.has(name) ? Optional.of(reader.apply(name)) : Optional.empty();
  }

  <T> T object(String name, Function<JsonFields, T> reader) {
    return read(required(name), pathOf(name), reader);
  }

  <T> List<T> list(String name, Function<JsonFields, T> reader) {
    JsonElement value = required(name);
    if (!value.isJsonArray()) {
      throw wrong(pathOf(name), "a list [ ]", value);
    }
    JsonArray array = value.getAsJsonArray();
    List<T> list = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      list.add(read(array.get(i), pathOf(name) + "[" + i + "]", reader));
    }
    return list;
  }

  /** Checks a field of which only one value can be read. */
  void require(String name, String expected) {
    String found = primitive(name).getAsString();
    if (!found.equals(expected)) {
      throw wrong(pathOf(name), expected, object.get(name));
    }
  }

  private String number(String name) {
    JsonPrimitive value = primitive(name);
    if (!value.isNumber()) {
      throw wrong(pathOf(name), "a number", value);
    }
    return value.getAsString();
  }

  private JsonPrimitive primitive(String name) {
    JsonElement value = required(name);
    if (!value.isJsonPrimitive()) {
      throw wrong(pathOf(name), "text or a number", value);
    }
    return value.getAsJsonPrimitive();
  }

  private JsonElement required(String name) {
    unread.remove(name);
    if (!object.has(name)) {
      throw new IllegalArgumentException(
          "the JSON of a request lacks the field %s: found only %s"
              .formatted(pathOf(name), object.keySet()));
    }
    return object.get(name);
  }

  private String pathOf(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private static IllegalArgumentException wrong(String path, String expected, JsonElement found) {
    String kind =
        found.isJsonObject()
            ? "an object"
            : found.isJsonArray() ? "a list" : abbreviated(found.toString());
    return new IllegalArgumentException(
        "the JSON of a request is wrong at %s: expected %s, found %s"
            .formatted(path.isEmpty() ? "its top" : path, expected, kind));
  }

  private static String abbreviated(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }
}
