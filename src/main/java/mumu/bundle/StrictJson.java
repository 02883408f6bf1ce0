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

  private static final String BYTE_ORDER_MARK = "\ufeff";

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
    String quoted =
        NOT_FINITE
            .matcher(decode(bytes, file))
            .replaceAll(
                found ->
                    Matcher.quoteReplacement(
                        found.group(1) == null ? found.group() : '"' + found.group() + '"'));
    return object(quoted.getBytes(StandardCharsets.UTF_8), file);
  }

  private static JsonElement parse(byte[] bytes, String file) throws BundleException {
    String text = decode(bytes, file);
    try (JsonReader reader = new JsonReader(new StringReader(text))) {
      JsonElement json = new Gson().getAdapter(JsonElement.class).read(reader);
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw new JsonParseException("text after the end of the object");
      }
      return json;
    } catch (IOException | JsonParseException | NumberFormatException | IllegalStateException e) {
      throw new BundleException(file + " is not valid JSON: " + e.getMessage(), e);
    }
  }

  /** NB: without the byte order mark that some editors of Windows put before a text. */
  static String decode(byte[] bytes, String file) throws BundleException {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new BundleException(file + " is not UTF-8 text; save it as such", e);
    }
  }
}
