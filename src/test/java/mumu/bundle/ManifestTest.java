package mumu.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestTest {
  private static byte[] fixture() throws IOException {
    return TestBundle.copy().files().get(Manifest.FILE);
  }

  private static JsonObject json() throws IOException {
    return JsonParser.parseString(new String(fixture(), StandardCharsets.UTF_8)).getAsJsonObject();
  }

  private static Manifest read(String json) throws BundleException {
    return ManifestReader.read(json.getBytes(StandardCharsets.UTF_8), "here");
  }

  private static String refusal(String json) {
    return assertThrows(BundleException.class, () -> read(json)).getMessage();
  }

  @Test
  void theFixtureReads() throws IOException {
    Manifest manifest = ManifestReader.read(fixture(), "here");
    assertEquals("mumu", manifest.family());
    assertEquals(48, manifest.canvas().width());
    assertEquals(4, manifest.image().channels().count());
    assertEquals("v_prediction", manifest.scheduler().get("prediction_type").getAsString());
    assertEquals(7, manifest.files().size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "null", "[]", "{", "{}x", "{'format':'mumu-bundle'}", "{\"a\":NaN}", "\u0000"})
  void whatIsNotAJsonObjectIsRefused(String text) {
    String message = refusal(text);
    assertTrue(message.contains("mumu.json") && message.contains("here"), message);
  }

  @Test
  void brokenUtf8IsRefused() {
    assertThrows(
        BundleException.class,
        () -> ManifestReader.read(new byte[] {'{', (byte) 0xC3, '"', '}'}, "here"));
  }

  @Test
  void everyMissingFieldIsNamed() throws IOException {
    for (String path : paths(json(), "")) {
      JsonObject json = json();
      parent(json, path).remove(last(path));
      String message = refusal(json.toString());
      assertTrue(message.contains("`" + path + "` is missing"), message);
    }
  }

  @Test
  void everyFieldOfAnotherTypeIsNamed() throws IOException {
    for (String path : paths(json(), "")) {
      JsonObject json = json();
      JsonElement before = parent(json, path).get(last(path));
      boolean text = before.isJsonPrimitive() && before.getAsJsonPrimitive().isString();
      parent(json, path).add(last(path), text ? new JsonPrimitive(5) : new JsonPrimitive("x"));
      String message = refusal(json.toString());
      assertTrue(message.contains("`" + path + "`"), message);
      parent(json, path).add(last(path), JsonNull.INSTANCE);
      assertTrue(refusal(json.toString()).contains("`" + path + "`"), path);
    }
  }

  @Test
  void anUnknownFieldIsNamedWherever() throws IOException {
    for (String place : List.of("", "canvas.", "license.", "image.")) {
      JsonObject json = json();
      parent(json, place + "widht").addProperty("widht", 1);
      String message = refusal(json.toString());
      assertTrue(message.contains("unknown field `" + place + "widht`"), message);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "format, \"other\"",
    "formatVersion, 2",
    "formatVersion, 1.5",
    "id, \"../x\"",
    "id, \"Big\"",
    "family, \"a b\"",
    "canvas.width, 47",
    "canvas.height, 80",
    "canvas.multiple, 0",
    "canvas.minimum, 65",
    "canvas.maximum, 1e9",
    "defaults.steps, 0",
    "defaults.guidance, -1",
    "image.size, 0",
    "image.fill, [1]",
    "image.tokens, 0",
    "image.maximum, 0",
    "image.channels, \"CMYK\"",
    "prompt.maximumTokens, 1",
    "prompt.imagePlace, \"after\"",
    "latents.channels, 0",
    "latents.factor, 0",
    "latents.scalingFactor, 0",
    "components, {}",
    "files, []",
    "latents.scalingFactor, 1e999"
  })
  void anImpossibleValueIsNamed(String path, String value) throws IOException {
    JsonObject json = json();
    parent(json, path).add(last(path), JsonParser.parseString(value));
    String message = refusal(json.toString());
    assertTrue(message.contains(last(path)) || message.contains("JSON"), message);
  }

  @Test
  void numberWordsMayBeThereOrNot() throws IOException {
    assertEquals(Optional.empty(), ManifestReader.read(fixture(), "here").prompt().numbers());
    assertEquals(
        Map.of("two", 2, "2", 2, "vier", 4),
        read(withPrompt("numbers", "{\"two\": 2, \"2\": 2, \"vier\": 4}").toString())
            .prompt()
            .numbers()
            .orElseThrow());
    assertEquals(
        Map.of(), read(withPrompt("numbers", "{}").toString()).prompt().numbers().orElseThrow());
  }

  @Test
  void numberWordsGoFromOneToSixtyFour() throws IOException {
    JsonObject json = withPrompt("numbers", "{\"one\": 1, \"sixty\": 60, \"64\": 64}");
    json.getAsJsonObject("image").addProperty("maximum", 64);
    assertEquals(
        Map.of("one", 1, "sixty", 60, "64", 64),
        read(json.toString()).prompt().numbers().orElseThrow());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "null; `prompt.numbers` must be an object, was null",
        "[]; `prompt.numbers` must be an object, was []",
        "2; `prompt.numbers` must be an object, was 2",
        "{\"two\": \"2\"}; `prompt.numbers.two` must be a number",
        "{\"two\": null}; `prompt.numbers.two` must be a single value",
        "{\"two\": {}}; `prompt.numbers.two` must be a single value",
        "{\"two\": 2.5}; `prompt.numbers.two` must be a whole number, was 2.5",
        "{\"two\": 1e10}; `prompt.numbers.two` must be a whole number",
        "{\"two\": 0.5}; `prompt.numbers.two` must be a whole number, was 0.5",
        "{\"none\": 0}; in `prompt`: `numbers.none` must be 1 to 64, was 0",
        "{\"no\": -2}; `numbers.no` must be 1 to 64, was -2",
        "{\"many\": 65}; `numbers.many` must be 1 to 64, was 65",
        "{\"five\": 5}; `prompt.numbers.five` must not be above `image.maximum` 4, was 5",
        "{\"\": 2}; `numbers` must be by one lower-case word each, was ''",
        "{\" \": 2}; `numbers` must be by one lower-case word each, was ' '",
        "{\"Two\": 2}; `numbers` must be by one lower-case word each, was 'Two'",
        "{\"a pair\": 2}; `numbers` must be by one lower-case word each, was 'a pair'",
        "{\"twenty-one\": 3}; `numbers` must be by one lower-case word each, was 'twenty-one'"
      })
  void hostileNumberWordsAreNamed(String numbers, String expected) throws IOException {
    refusalOfPromptField("numbers", numbers, expected);
  }

  /** NB: put into the text, as not everything that a file may say survives a JsonObject. */
  private static void refusalOfPromptField(String field, String value, String expected)
      throws IOException {
    String text = withPrompt(field, "\"here\"").toString();
    text = text.replace("\"here\"", value);
    assertTrue(text.contains(value));
    String message = refusal(text);
    assertTrue(message.startsWith("mumu.json of here") && message.contains(expected), message);
  }

  @Test
  void groundNamesMayBeThereOrNot() throws IOException {
    assertEquals(Optional.empty(), ManifestReader.read(fixture(), "here").prompt().grounds());
    assertEquals(
        List.of("background", "hintergrund", "背景"),
        read(withPrompt("grounds", "[\"background\", \"hintergrund\", \"背景\"]").toString())
            .prompt()
            .grounds()
            .orElseThrow());
    assertEquals(
        List.of(), read(withPrompt("grounds", "[]").toString()).prompt().grounds().orElseThrow());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "null; `prompt.grounds` must be a list, was null",
        "{}; `prompt.grounds` must be a list, was {}",
        "\"ground\"; `prompt.grounds` must be a list, was \"ground\"",
        "[null]; `prompt.grounds[0]` must be a single value, was null",
        "[\"sky\", 3]; `prompt.grounds[1]` must be a text in quotes, was 3",
        "[[\"sky\"]]; `prompt.grounds[0]` must be a single value",
        "[\"\"]; in `prompt`: `grounds` must be one lower-case word of letters each, was ''",
        "[\"Sky\"]; `grounds` must be one lower-case word of letters each, was 'Sky'",
        "[\"wet agar\"]; `grounds` must be one lower-case word of letters each, was 'wet agar'",
        "[\"sky \"]; `grounds` must be one lower-case word of letters each, was 'sky '",
        "[\"ground2\"]; `grounds` must be one lower-case word of letters each, was 'ground2'",
        "[\"back-drop\"]; `grounds` must be one lower-case word of letters each, was 'back-drop'",
        "[\"{sky}\"]; `grounds` must be one lower-case word of letters each, was '{sky}'",
        "[\"sky\", \"sea\", \"sky\"]; `grounds` must list every word once, was [sky, sea, sky]"
      })
  void hostileGroundNamesAreNamed(String grounds, String expected) throws IOException {
    refusalOfPromptField("grounds", grounds, expected);
  }

  @Test
  void wordsThatHaveThingsTouchMayBeThereOrNot() throws IOException {
    assertEquals(Optional.empty(), ManifestReader.read(fixture(), "here").prompt().touching());
    assertEquals(
        Optional.of(List.of("in clusters", "touching")),
        read(withPrompt("touching", "[\"in clusters\", \"touching\"]").toString())
            .prompt()
            .touching());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "null; `prompt.touching` must be a list, was null",
        "\"touching\"; `prompt.touching` must be a list, was \"touching\"",
        "[true]; `prompt.touching[0]` must be a text in quotes, was true",
        "[]; in `prompt`: `touching` must list at least one phrase, was []",
        "[\"\"]; `touching` must be one to eight lower-case words of letters each, was ''",
        "[\"touching\", \"In clusters\"]; `touching` must be one to eight lower-case words",
        "[\"in  clusters\"]; `touching` must be one to eight lower-case words",
        "[\"in {clusters}\"]; `touching` must be one to eight lower-case words",
        "[\"a b c d e f g h i\"]; `touching` must be one to eight lower-case words"
      })
  void hostileWordsThatHaveThingsTouchAreNamed(String words, String expected) throws IOException {
    refusalOfPromptField("touching", words, expected);
  }

  private static JsonObject withPrompt(String field, String value) throws IOException {
    JsonObject json = json();
    json.getAsJsonObject("prompt").add(field, JsonParser.parseString(value));
    return json;
  }

  @Test
  void aComponentThatIsNotListedIsNamed() throws IOException {
    JsonObject json = json();
    json.getAsJsonObject("components").addProperty("decoder", "other.onnx");
    assertTrue(refusal(json.toString()).contains("components.decoder"));
  }

  @Test
  void pathsThatDifferOnlyInCaseAreRefused() throws IOException {
    JsonObject json = json();
    JsonArray files = json.getAsJsonArray("files");
    JsonObject twin = files.get(1).deepCopy().getAsJsonObject();
    twin.addProperty("path", "DECODER.onnx");
    files.add(twin);
    assertTrue(refusal(json.toString()).contains("once"));
  }

  @Test
  void randomlyDamagedManifestsEndInAMessageOrAManifest() throws IOException {
    Random random = new Random(11);
    for (int i = 0; i < 2000; i++) {
      byte[] bytes = fixture();
      for (int change = random.nextInt(3); change >= 0; change--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        ManifestReader.read(bytes, "here");
      } catch (BundleException e) {
        assertTrue(e.getMessage().startsWith("mumu.json of here"), e.getMessage());
      }
    }
  }

  private static List<String> paths(JsonObject json, String prefix) {
    List<String> paths = new ArrayList<>();
    for (Map.Entry<String, JsonElement> entry : json.entrySet()) {
      paths.add(prefix + entry.getKey());
      boolean free = entry.getKey().equals("scheduler") || entry.getKey().equals("components");
      if (entry.getValue().isJsonObject() && !free) {
        paths.addAll(paths(entry.getValue().getAsJsonObject(), prefix + entry.getKey() + "."));
      }
    }
    return paths;
  }

  private static JsonObject parent(JsonObject json, String path) {
    JsonObject parent = json;
    String[] names = path.split("\\.");
    for (int i = 0; i < names.length - 1; i++) {
      parent = parent.getAsJsonObject(names[i]);
    }
    return parent;
  }

  private static String last(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }
}
