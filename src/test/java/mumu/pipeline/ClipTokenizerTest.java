package mumu.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import mumu.bundle.ClipTokenizer;
import mumu.bundle.TokenizerFolder;
import mumu.runtime.TokenEncoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Ids as transformers' CLIPTokenizer gives them; goldens by src/test/python/make_clip_golden.py.
 */
class ClipTokenizerTest {
  private static final String GOLDEN = "/golden/clip/";
  private static final String END = "<|endoftext|>";

  @TempDir Path folder;

  @Test
  void tenThousandStringsHaveTheIdsOfTransformers() throws IOException {
    assertEquals(List.of(), differences(END, 1));
  }

  @Test
  void anExclamationMarkIsAMarkOfItsOwnWhereItPads() throws IOException {
    assertEquals(List.of(), differences("!", 2));
  }

  @Test
  void theGoldenNoticesThePaddingOfTheOtherTokenizer() throws IOException {
    assertTrue(differences("!", 1).size() > 500);
  }

  @Test
  void theMarksHaveClipsIds() throws IOException {
    ClipTokenizer tokenizer = tokenizer("!");
    assertEquals(49407, tokenizer.end());
    assertEquals(0, tokenizer.pad());
    assertEquals(77, tokenizer.length());
    try (TokenEncoder encoder = TokenEncoder.open(tokenizer.file(), tokenizer.json())) {
      assertArrayEquals(new long[] {49406, 49407}, encoder.encodeMarked("").ids());
    }
  }

  @Test
  void halfACharacterDoesNotStopTheTokenizer() throws IOException {
    ClipTokenizer tokenizer = tokenizer(END);
    try (TokenEncoder encoder = TokenEncoder.open(tokenizer.file(), tokenizer.json())) {
      assertArrayEquals(
          encoder.encodeMarked("a \uFFFD b").ids(), encoder.encodeMarked("a \uD800 b").ids());
    }
  }

  /** By src/test/python/make_inversion_golden.py. */
  @Test
  void wordsOfTextualInversionHaveTheIdsOfDiffusers() throws IOException {
    JsonObject golden = read("/golden/inversions.json");
    Path files = TestBundles.unpack("sd15", folder).resolve("tokenizer");
    Files.writeString(files.resolve("added_tokens.json"), golden.get("added").toString());
    ClipTokenizer tokenizer = TokenizerFolder.open(files, 77);
    try (TokenEncoder encoder = TokenEncoder.open(tokenizer.file(), tokenizer.json())) {
      for (JsonElement element : golden.getAsJsonArray("prompts")) {
        String text = element.getAsJsonObject().get("text").getAsString();
        String told = tokenizer.spelledOut(text, encoder.encodeMarked(text).ids());
        JsonArray ids = new JsonArray();
        Arrays.stream(encoder.encodeMarked(told).ids()).forEach(ids::add);
        assertEquals(element.getAsJsonObject().get("ids"), ids, text);
      }
    }
  }

  /** By src/test/python/make_tokenizer_golden.py. */
  @Test
  void whateverTheSmallFilesSayTheIdsAreThoseOfTransformers() throws IOException {
    JsonObject golden = read("/golden/tokenizers.json");
    Path files = TestBundles.unpack("sd15", folder).resolve("tokenizer");
    for (JsonElement element : golden.getAsJsonArray("cases")) {
      JsonObject written = element.getAsJsonObject().getAsJsonObject("files");
      for (String name :
          List.of("tokenizer_config.json", "special_tokens_map.json", "added_tokens.json")) {
        Files.deleteIfExists(files.resolve(name));
        if (written.has(name)) {
          Files.writeString(files.resolve(name), written.get(name).toString());
        }
      }
      ClipTokenizer tokenizer = TokenizerFolder.open(files, 77);
      try (TokenEncoder encoder = TokenEncoder.open(tokenizer.file(), tokenizer.json())) {
        JsonArray all = new JsonArray();
        for (JsonElement text : golden.getAsJsonArray("texts")) {
          JsonArray ids = new JsonArray();
          long[] found = tokenizer.fitted(encoder.encodeMarked(text.getAsString()).ids());
          Arrays.stream(found).forEach(ids::add);
          all.add(ids);
        }
        assertEquals(element.getAsJsonObject().get("ids"), all, written.toString());
      }
    }
  }

  @Test
  void whatIsCutIsQuotedFromTheEndThatIsCut() throws IOException {
    Path files = TestBundles.unpack("sd15", folder).resolve("tokenizer");
    for (String side : List.of("left", "right")) {
      Files.writeString(
          files.resolve("tokenizer_config.json"),
          "{\"model_max_length\": 4, \"truncation_side\": \"" + side + "\"}");
      ClipTokenizer tokenizer = TokenizerFolder.open(files, 77);
      try (TokenEncoder encoder = TokenEncoder.open(tokenizer.file(), tokenizer.json())) {
        TokenEncoder.Tokens tokens = encoder.encodeMarked("1 2 3 4 5");
        String cut = tokenizer.cut("1 2 3 4 5", tokens.starts(), tokens.ends());
        assertEquals(side.equals("left") ? "1 2 3" : "3 4 5", cut);
      }
    }
  }

  @Test
  void theOneNewFileGoesBeforeTheTwoOldOnes() throws IOException {
    Path files = TestBundles.unpack("sd-old", folder).resolve("tokenizer");
    assertTrue(Files.exists(files.resolve("tokenizer.json")));
    String text = "a photo of the beach";
    long[] ids = ids(files, text);
    Path old = TestBundles.unpack("sd15", folder).resolve("tokenizer");
    Files.copy(old.resolve("vocab.json"), files.resolve("vocab.json"));
    Files.writeString(files.resolve("merges.txt"), "#version: 0.2\ni n\n");
    assertArrayEquals(ids, ids(files, text));
    Files.delete(files.resolve("tokenizer.json"));
    assertTrue(ids(files, text).length > ids.length);
  }

  private static long[] ids(Path files, String text) throws IOException {
    ClipTokenizer tokenizer = TokenizerFolder.open(files, 77);
    try (TokenEncoder encoder = TokenEncoder.open(tokenizer.file(), tokenizer.json())) {
      return encoder.encodeMarked(text).ids();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "padding_side, '\"middle\"'",
    "truncation_side, 7",
    "extra_special_tokens, '\"<sks>\"'",
    "additional_special_tokens, '[{}]'",
    "extra_special_tokens, '[null]'",
    "mask_token, '{}'",
    "eos_token, '\"[END]\"'"
  })
  void aFieldThatIsWrongIsNamed(String key, String value) throws IOException {
    Path files = TestBundles.unpack("sd15", folder).resolve("tokenizer");
    Files.delete(files.resolve("special_tokens_map.json"));
    Files.writeString(files.resolve("tokenizer_config.json"), "{\"%s\": %s}".formatted(key, value));
    String message =
        assertThrows(IOException.class, () -> TokenizerFolder.open(files, 77)).getMessage();
    assertTrue(message.contains("`" + key + "`"), message);
  }

  @Test
  void aTokenOfTextualInversionWithoutIdIsNamedWithItsFile() throws IOException {
    Path files = TestBundles.unpack("sd15", folder).resolve("tokenizer");
    Files.writeString(files.resolve("added_tokens.json"), "{\"<cat>\": \"many\"}");
    String message =
        assertThrows(IOException.class, () -> TokenizerFolder.open(files, 77)).getMessage();
    assertTrue(message.startsWith("tokenizer/added_tokens.json"), message);
    assertTrue(message.contains("`<cat>`"), message);
  }

  private static JsonObject read(String resource) throws IOException {
    try (InputStreamReader reader =
        new InputStreamReader(
            ClipTokenizerTest.class.getResourceAsStream(resource), StandardCharsets.UTF_8)) {
      return JsonParser.parseReader(reader).getAsJsonObject();
    }
  }

  private List<String> differences(String pad, int column) throws IOException {
    ClipTokenizer tokenizer = tokenizer(pad);
    List<String> differences = new ArrayList<>();
    int count = 0;
    try (TokenEncoder encoder = TokenEncoder.open(tokenizer.file(), tokenizer.json());
        BufferedReader lines = strings()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonArray golden = JsonParser.parseString(line).getAsJsonArray();
        String text = golden.get(0).getAsString();
        if (sum(encoder.encodeMarked(text).ids()) != golden.get(column).getAsLong()) {
          differences.add(text);
        }
        count++;
      }
    }
    assertEquals(10_500, count);
    return differences;
  }

  private static BufferedReader strings() throws IOException {
    return new BufferedReader(
        new InputStreamReader(
            new GZIPInputStream(
                ClipTokenizerTest.class.getResourceAsStream(GOLDEN + "strings.jsonl.gz")),
            StandardCharsets.UTF_8));
  }

  private static long sum(long[] ids) {
    ByteBuffer bytes = ByteBuffer.allocate(ids.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (long id : ids) {
      bytes.putInt((int) id);
    }
    CRC32 crc = new CRC32();
    crc.update(bytes.array());
    return crc.getValue();
  }

  private ClipTokenizer tokenizer(String pad) throws IOException {
    Path tokenizer = folder.resolve("tokenizer");
    TestBundles.unzip(GOLDEN + "vocabulary.zip", tokenizer);
    String mark = "{\"content\": \"%s\", \"normalized\": true}";
    String map =
        "{\"bos_token\": %1$s, \"eos_token\": %2$s, \"unk_token\": %2$s, \"pad_token\": \"%3$s\"}"
            .formatted(mark.formatted("<|startoftext|>"), mark.formatted(END), pad);
    Files.writeString(tokenizer.resolve("special_tokens_map.json"), map);
    return TokenizerFolder.open(tokenizer, 77);
  }
}
