package mumu.bundle;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * JSON objects as records, strictly: every component must be there, unless it is an {@link
 * Optional}, and nothing else.
 *
 * <p>Gson alone ignores unknown fields and fills missing ones with null; a misspelt field of a
 * manifest would then be lost silently.
 */
final class RecordReader {
  private RecordReader() {}

  /**
   * @throws IllegalArgumentException naming the field by its path, e.g. {@code canvas.width}
   */
  static <R extends Record> R read(JsonObject json, Class<R> type, String path) {
    RecordComponent[] components = type.getRecordComponents();
    Set<String> names =
        Arrays.stream(components).map(RecordComponent::getName).collect(Collectors.toSet());
    Set<String> unknown = new TreeSet<>(json.keySet());
    unknown.removeAll(names);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "unknown field `" + path + unknown.iterator().next() + "`; known are " + sorted(names));
    }
    Object[] values = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      String field = path + components[i].getName();
      JsonElement element = json.get(components[i].getName());
      types[i] = components[i].getType();
      values[i] =
          types[i] == Optional.class
              ? optional(element, components[i].getGenericType(), field)
              : required(element, components[i].getGenericType(), field);
    }
    return construct(type, types, values, path);
  }

  private static <R extends Record> R construct(
      Class<R> type, Class<?>[] types, Object[] values, String path) {
    try {
      return type.getDeclaredConstructor(types).newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException problem) {
        String where = path.isEmpty() ? "" : "in `" + path.substring(0, path.length() - 1) + "`: ";
        throw new IllegalArgumentException(where + problem.getMessage(), problem);
      }
      throw new IllegalStateException(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** NB: null is no way to leave a field out. */
  private static Optional<Object> optional(JsonElement element, Type type, String field) {
    Type inner = ((ParameterizedType) type).getActualTypeArguments()[0];
    return Optional.ofNullable(element).map(present -> value(present, inner, field));
  }

  private static Object required(JsonElement element, Type type, String field) {
    if (element == null || element.isJsonNull()) {
      throw new IllegalArgumentException("field `" + field + "` is missing");
    }
    return value(element, type, field);
  }

  private static Object value(JsonElement element, Type type, String field) {
    if (type instanceof ParameterizedType generic) {
      return generic.getRawType() == Map.class
          ? map(element, generic.getActualTypeArguments()[1], field)
          : list(element, generic.getActualTypeArguments()[0], field);
    }
    Class<?> plain = (Class<?>) type;
    if (plain == JsonObject.class || plain.isRecord()) {
      if (!element.isJsonObject()) {
        throw wrong(field, "an object", element);
      }
      return plain.isRecord()
          ? read(element.getAsJsonObject(), plain.asSubclass(Record.class), field + ".")
          : element.getAsJsonObject();
    }
    return scalar(element, plain, field);
  }

  private static List<Object> list(JsonElement element, Type type, String field) {
    if (!element.isJsonArray()) {
      throw wrong(field, "a list", element);
    }
    List<Object> values = new ArrayList<>();
    for (JsonElement item : element.getAsJsonArray()) {
      values.add(value(item, type, field + "[" + values.size() + "]"));
    }
    return values;
  }

  private static Map<String, Object> map(JsonElement element, Type type, String field) {
    if (!element.isJsonObject()) {
      throw wrong(field, "an object", element);
    }
    Map<String, Object> values = new LinkedHashMap<>();
    element
        .getAsJsonObject()
        .entrySet()
        .forEach(
            entry ->
                values.put(
                    entry.getKey(), value(entry.getValue(), type, field + "." + entry.getKey())));
    return values;
  }

  private static Object scalar(JsonElement element, Class<?> type, String field) {
    if (!(element instanceof JsonPrimitive primitive)) {
      throw wrong(field, "a single value", element);
    }
    if (type == String.class || type.isEnum()) {
      if (!primitive.isString()) {
        throw wrong(field, "a text in quotes", element);
      }
      return type.isEnum() ? constant(primitive.getAsString(), type, field) : element.getAsString();
    }
    if (!primitive.isNumber()) {
      throw wrong(field, "a number", element);
    }
    double number = primitive.getAsDouble();
    if (type == double.class || type == Double.class) {
      return number;
    }
    boolean small = type == int.class || type == Integer.class;
    double limit = small ? Integer.MAX_VALUE : 1L << 53; // doubles are exact up to 2⁵³
    if (number != Math.rint(number) || Math.abs(number) > limit) {
      throw wrong(field, "a whole number", element);
    }
    return small ? (Object) (int) number : (Object) (long) number;
  }

  private static Object constant(String text, Class<?> type, String field) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> constant.toString().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "field `"
                        + field
                        + "` must be one of "
                        + Arrays.toString(type.getEnumConstants())
                        + ", was "
                        + text));
  }

  private static IllegalArgumentException wrong(String field, String rule, JsonElement found) {
    String text = found.toString();
    return new IllegalArgumentException(
        "field `"
            + field
            + "` must be "
            + rule
            + ", was "
            + (text.length() > 60 ? text.substring(0, 60) + "…" : text));
  }

  private static String sorted(Set<String> names) {
    return String.join(", ", new TreeSet<>(names));
  }
}
