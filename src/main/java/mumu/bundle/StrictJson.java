package mumu.bundle;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** UTF-8 JSON, strictly: Gson's own JsonParser forgives quotes, commas and trailing text. */
final class StrictJson {
  /** Texts, so that nothing in them is found, and numbers that are not finite. */
  private static final Pattern NOT_FINITE =
      Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*+\"|(-?Infinity|NaN)");

  private StrictJson() {}

  /**
   * @param file for messages
   */
  static JsonObject object(byte[] bytes, String file) throws BundleException {
    JsonElement json = parse(bytes, file);
    if (!json.isJsonObject()) {
      throw new BundleException(file + " must be a JSON object");
    }
    return json.getAsJsonObject();
  }

  /**
   * As {@link #object}, of a file by Python, which writes numbers that JSON does not know, e.g.
   * {@code -Infinity}; they become texts.
   */
  static JsonObject objectOfPython(byte[] bytes, String file) throws BundleException {
    try {
      String quoted =
          NOT_FINITE
              .matcher(decode(bytes))
              .replaceAll(
                  found ->
                      Matcher.quoteReplacement(
                          found.group(1) == null ? found.group() : '"' + found.group() + '"'));
      return object(quoted.getBytes(StandardCharsets.UTF_8), file);
    } catch (CharacterCodingException e) {
      throw new BundleException(file + " is not valid JSON: " + e.getMessage(), e);
    }
  }

  private static JsonElement parse(byte[] bytes, String file) throws BundleException {
    try (JsonReader reader = new JsonReader(new StringReader(decode(bytes)))) {
      JsonElement json = new Gson().getAdapter(JsonElement.class).read(reader);
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw new JsonParseException("text after the end of the object");
      }
      return json;
    } catch (IOException | JsonParseException | NumberFormatException | IllegalStateException e) {
      throw new BundleException(file + " is not valid JSON: " + e.getMessage(), e);
    }
  }

  static String decode(byte[] bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }
}
