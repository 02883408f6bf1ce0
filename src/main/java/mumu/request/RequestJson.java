package mumu.request;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.util.function.Function;

/**
 * A request as JSON, with or without the pixels it stands for: what a result image keeps, so that
 * it can be made again.
 *
 * <p>Pixels are PNG in base 64 beside their {@link Picture#sha256}. Half characters (lone
 * surrogates, possible in ROI names) are written as {@code \ud83d} and survive.
 */
public final class RequestJson {
  static final int VERSION = 1;

  private static final String BOUND_FORMAT = "mumu-bound-request";
  private static final String FORMAT = "mumu-request";
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private RequestJson() {}

  /** Writes a request with its pixels. */
  public static String toJson(BoundRequest request) {
    return write(BOUND_FORMAT, JsonWriting.bound(request));
  }

  /** Writes a request without pixels. */
  public static String toJson(GenerationRequest request) {
    return write(FORMAT, JsonWriting.request(request));
  }

  /**
   * Reads a request with its pixels and checks their SHA-256.
   *
   * @throws IllegalArgumentException naming the field, what was expected and what was found
   */
  public static BoundRequest boundFromJson(String json) {
    return read(json, BOUND_FORMAT, JsonReading::bound);
  }

  /**
   * Reads a request without pixels.
   *
   * @throws IllegalArgumentException naming the field, what was expected and what was found
   */
  public static GenerationRequest fromJson(String json) {
    return read(json, FORMAT, JsonReading::request);
  }

  private static String write(String format, JsonElement content) {
    JsonObject top = new JsonObject();
    top.addProperty("format", format);
    top.addProperty("version", VERSION);
    top.add("request", content);
    return escapeHalves(GSON.toJson(top));
  }

  private static <T> T read(String json, String format, Function<JsonFields, T> reader) {
    return JsonFields.read(
        parse(json),
        "",
        top -> {
          top.require("format", format);
          top.require("version", "" + VERSION);
          return top.object("request", reader);
        });
  }

  /** NB: Gson's own parse methods are lenient: they accept comments, NaN and missing quotes. */
  private static JsonElement parse(String json) {
    try (JsonReader reader = new JsonReader(new StringReader(json))) {
      JsonElement element = GSON.getAdapter(JsonElement.class).read(reader);
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw new IOException("text after the end");
      }
      return element;
    } catch (IOException | JsonParseException | NumberFormatException e) {
      String start = json.substring(0, Math.min(json.length(), 60)).strip();
      throw new IllegalArgumentException(
          "the request cannot be read: expected JSON, found '"
              + start
              + "…' ("
              + e.getMessage()
              + ")",
          e);
    }
  }

  /** NB: UTF-8 cannot hold half a character, JSON's escapes can. */
  private static String escapeHalves(String json) {
    StringBuilder escaped = new StringBuilder(json.length());
    json.codePoints()
        .forEach(
            point -> {
              if (Character.getType(point) == Character.SURROGATE) {
                escaped.append("\\u%04x".formatted(point));
              } else {
                escaped.appendCodePoint(point);
              }
            });
    return escaped.toString();
  }
}
