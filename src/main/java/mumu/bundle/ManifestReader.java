package mumu.bundle;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** {@code mumu.json} as text to {@link Manifest}; every error names the bundle and the field. */
final class ManifestReader {
  private ManifestReader() {}

  /**
   * @param where the bundle, for messages
   */
  static Manifest read(byte[] bytes, String where) throws BundleException {
    JsonElement json = parse(bytes, where);
    if (!json.isJsonObject()) {
      throw new BundleException(Manifest.FILE + " of " + where + " must be a JSON object");
    }
    try {
      return RecordReader.read(json.getAsJsonObject(), Manifest.class, "");
    } catch (IllegalArgumentException e) {
      throw new BundleException(Manifest.FILE + " of " + where + ": " + e.getMessage(), e);
    }
  }

  /** NB: strict, unlike Gson's own JsonParser, which forgives quotes, commas and trailing text. */
  private static JsonElement parse(byte[] bytes, String where) throws BundleException {
    try (JsonReader reader = new JsonReader(new StringReader(decode(bytes)))) {
      JsonElement json = new Gson().getAdapter(JsonElement.class).read(reader);
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw new JsonParseException("text after the end of the object");
      }
      return json;
    } catch (IOException | JsonParseException | NumberFormatException | IllegalStateException e) {
      throw new BundleException(
          Manifest.FILE + " of " + where + " is not valid JSON: " + e.getMessage(), e);
    }
  }

  private static String decode(byte[] bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }
}
