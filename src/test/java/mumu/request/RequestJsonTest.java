package mumu.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestJsonTest {
  private static final Picture PICTURE = new Picture(2, 1, new int[] {0x80102030, 0x00010203});

  private static final BoundRequest BOUND =
      new BoundRequest(
          new GenerationRequest(
              Prompt.parse("a {man}"),
              BindingText.parse("man='Boats':'#1'@0.7!box"),
              Settings.DEFAULTS.toBuilder()
                  .steps(20)
                  .init(BindingText.parseSource("Boats"))
                  .finetune(List.of(new FineTune("a.safetensors", 0.5)))
                  .build()),
          List.of(new BoundImage("man", PICTURE, 0.7, new Origin("Boats", "", "aQ==", "box"))),
          Optional.of(new BoundImage("init", PICTURE, 1, new Origin("Boats", "", "", "whole"))));

  private static final String JSON = RequestJson.toJson(BOUND);

  @Test
  void theJsonIsReadableByPeople() {
    String json = RequestJson.toJson(BOUND.request());
    assertEquals(
        """
        {
          "format": "mumu-request",
          "version": 1,
          "request": {
            "prompt": "a {man}",
            "bindings": [
              {
                "slot": "man",
                "sources": [
                  {
                    "source": "'Boats':'#1'",
                    "weight": 0.7,
                    "crop": "box"
                  }
                ]
              }
            ],
            "settings": {
              "model": "mumu-tiny",
              "device": "auto",
              "scheduler": "default",
              "steps": 20,
              "count": 1,
              "init": {
                "source": "Boats",
                "weight": 1.0,
                "crop": "auto"
              },
              "finetune": [
                {
                  "file": "a.safetensors",
                  "strength": 0.5
                }
              ]
            }
          }
        }""",
        json);
    assertEquals(BOUND.request(), RequestJson.fromJson(json));
  }

  @Test
  void everyFieldIsNeededKnownAndOfItsType() {
    List<String> paths = new ArrayList<>();
    collectObjects(JsonParser.parseString(JSON), "", paths);
    assertTrue(paths.size() >= 9, paths.toString());
    for (String path : paths) {
      for (String field : objectAt(JsonParser.parseString(JSON), path).keySet()) {
        if (!List.of("steps", "init").contains(field)) {
          refused(changed(path, object -> object.remove(field)), field);
        }
        refused(changed(path, object -> object.add(field, JsonParser.parseString("[[]]"))), "");
        refused(changed(path, object -> object.add(field, JsonParser.parseString("null"))), "");
        refused(changed(path, object -> object.addProperty(field, true)), "");
      }
      refused(changed(path, object -> object.addProperty("surprise", 1)), "surprise");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "42",
        "hello",
        "{",
        "{}",
        "{} {}",
        "{'format':'mumu-request'}",
        "{\"format\": \"mumu-request\", \"version\": 1, \"request\": NaN}",
        "{\"format\": \"mumu-request\", \"version\": 2, \"request\": {}}",
        "{\"format\": \"other\", \"version\": 1, \"request\": {}}",
        "// a comment\n{\"format\": \"mumu-request\", \"version\": 1, \"request\": {}}",
      })
  void whatIsNoRequestIsRefused(String json) {
    assertThrows(IllegalArgumentException.class, () -> RequestJson.fromJson(json));
    assertThrows(IllegalArgumentException.class, () -> RequestJson.boundFromJson(json));
  }

  @Test
  void deepNestingIsRefused() {
    refused("[".repeat(100_000), "");
    refused("{\"format\":".repeat(100_000), "");
  }

  @ParameterizedTest
  @CsvSource({
    "\"steps\": 20, \"steps\": 1e999999999",
    "\"steps\": 20, \"steps\": 20.5",
    "\"steps\": 20, \"steps\": \"20\"",
    "\"steps\": 20, \"steps\": 99999999999999999999999",
    "\"count\": 1, \"count\": 0",
    "\"weight\": 0.7, \"weight\": 1e400",
    "\"weight\": 0.7, \"weight\": -1",
    "\"crop\": \"box\", \"crop\": \"circle\"",
    "\"device\": \"auto\", \"device\": \"toaster\"",
    "\"prompt\": \"a {man}\", \"prompt\": \"a {man\"",
    "\"prompt\": \"a {man}\", \"prompt\": \"a {dog}\"",
  })
  void valuesAreCheckedAsEverywhere(String before, String after) {
    assertTrue(JSON.contains(before), before);
    refused(JSON.replace(before, after), "");
  }

  @Test
  void aChangedPixelIsNoticed() {
    String other = Base64.getEncoder().encodeToString(Png.encode(new Picture(1, 1, new int[1])));
    String json = changed("request.images.0", image -> image.addProperty("png", other));
    refused(json, "expected pixels with SHA-256 " + PICTURE.sha256());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "AAAA", "not base 64!", "iVBORw0KGgo=", "iVBORw0KGg"})
  void textThatIsNoPictureIsRefused(String png) {
    refused(changed("request.images.0", image -> image.addProperty("png", png)), "expected");
  }

  @Test
  void aCutOrFlippedFileIsRefusedOrReadAsItIs() {
    Random random = new Random(3);
    for (int i = 0; i < 2_000; i++) {
      StringBuilder json = new StringBuilder(JSON);
      if (i % 2 == 0) {
        json.setLength(random.nextInt(json.length()));
      } else {
        int at = random.nextInt(json.length());
        json.setCharAt(at, (char) (json.charAt(at) ^ (1 << random.nextInt(7))));
      }
      readOrRefuse(json.toString());
    }
  }

  @Test
  void anImageWithoutASlotIsRefused() {
    refused(changed("request.images.0", image -> image.addProperty("slot", "cat")), "'cat'");
  }

  private static void readOrRefuse(String json) {
    try {
      RequestJson.boundFromJson(json);
    } catch (IllegalArgumentException e) {
      assertTrue(!e.getMessage().isBlank());
    }
  }

  private static void refused(String json, String expected) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> RequestJson.boundFromJson(json), json)
            .getMessage();
    assertTrue(message.contains(expected), message);
  }

  private static String changed(String path, Consumer<JsonObject> change) {
    JsonElement json = JsonParser.parseString(JSON);
    change.accept(objectAt(json, path));
    return json.toString();
  }

  private static JsonObject objectAt(JsonElement json, String path) {
    JsonElement element = json;
    for (String name : path.isEmpty() ? new String[0] : path.split("\\.")) {
      element =
          element.isJsonArray()
              ? element.getAsJsonArray().get(Integer.parseInt(name))
              : element.getAsJsonObject().get(name);
    }
    return element.getAsJsonObject();
  }

  private static void collectObjects(JsonElement element, String path, List<String> paths) {
    String prefix = path.isEmpty() ? "" : path + ".";
    if (element.isJsonObject()) {
      paths.add(path);
      element
          .getAsJsonObject()
          .entrySet()
          .forEach(field -> collectObjects(field.getValue(), prefix + field.getKey(), paths));
    } else if (element.isJsonArray()) {
      for (int i = 0; i < element.getAsJsonArray().size(); i++) {
        collectObjects(element.getAsJsonArray().get(i), prefix + i, paths);
      }
    }
  }
}
