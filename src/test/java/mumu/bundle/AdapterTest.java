package mumu.bundle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** LoHa, LoKr and DoRA against numbers of {@code src/test/python/make_lycoris_goldens.py}. */
class AdapterTest {
  private static final Path FILE =
      Path.of("src", "test", "resources", "golden", "lycoris", "every-kind.safetensors");

  @TempDir Path folder;

  @Test
  void everyKindGivesTheNumbersOfItsFormula() throws IOException {
    List<WeightChange> changes = FineTuneFile.open(FILE, 2).changes();
    JsonArray goldens = goldens();
    assertEquals(goldens.size(), changes.size());
    for (int i = 0; i < goldens.size(); i++) {
      JsonObject golden = goldens.get(i).getAsJsonObject();
      String key = golden.get("key").getAsString();
      float[] expected = new Gson().fromJson(golden.get("weight"), float[].class);
      float[] weight = before(expected.length);
      changeOf(changes, key)
          .apply(weight, golden.get("outs").getAsInt(), golden.get("strength").getAsDouble());
      assertArrayEquals(expected, weight, 2e-5f, key);
    }
  }

  private static WeightChange changeOf(List<WeightChange> changes, String module) {
    return changes.stream()
        .filter(change -> change.key().startsWith(module + "."))
        .findFirst()
        .orElseThrow();
  }

  private static float[] before(int length) {
    float[] weight = new float[length];
    for (int i = 0; i < length; i++) {
      weight[i] = (float) Math.sin(i / 10.0);
    }
    return weight;
  }

  private static JsonArray goldens() throws IOException {
    try (Reader reader =
        new InputStreamReader(
            AdapterTest.class.getResourceAsStream("/golden/lycoris/merged.json"),
            StandardCharsets.UTF_8)) {
      return new Gson().fromJson(reader, JsonArray.class);
    }
  }

  @Test
  void theirModulesAreFoundInTheModel() throws IOException {
    List<WeightChange> changes = FineTuneFile.open(FILE, 2).changes();
    WeightChange text = changeOf(changes, "lora_te_text_model_encoder_layers_0_mlp_fc1");
    assertEquals("text_encoder", text.part());
    assertEquals("text_model_encoder_layers_0_mlp_fc1", text.module());
    WeightChange old = changeOf(changes, "lora_unet_input_blocks_1_0_in_layers_2");
    assertEquals("down_blocks_0_resnets_0_conv1", old.module());
    assertEquals("weight", old.parameter());
  }

  /** Other than the golden's 6 × 4: a message that names file and key. */
  @Test
  void aWeightOfAnotherSizeIsRefused() throws IOException {
    for (WeightChange change : FineTuneFile.open(FILE, 2).changes()) {
      for (int outs : new int[] {1, 5, 7}) {
        String message =
            assertThrows(BundleException.class, () -> change.apply(new float[5 * outs], outs, 1))
                .getMessage();
        assertTrue(message.contains(FILE.toString()) && message.contains("fit"), message);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"hada_w1_a", "hada_w2_b", "lokr_w2_b", "lokr_w1", "lora_up.weight"})
  void aMissingFactorIsNamed(String role) throws IOException {
    byte[] bytes = Files.readAllBytes(FILE);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    String other = role.startsWith("lora") ? "alpha_of_other" : "x".repeat(role.length());
    // the same length, or else the header's would be wrong
    String renamed = text.replace("." + role + '"', "." + other + '"');
    Path file = folder.resolve("cut.safetensors");
    Files.write(file, renamed.getBytes(StandardCharsets.ISO_8859_1));
    String message =
        assertThrows(BundleException.class, () -> FineTuneFile.open(file, 2)).getMessage();
    assertTrue(message.contains("incomplete") && message.contains(file.toString()), message);
  }

  @Test
  void aThousandMutatedFilesEndInAMessageOrWork() throws IOException {
    byte[] whole = Files.readAllBytes(FILE);
    Path file = folder.resolve("mutated.safetensors");
    Random random = new Random(6);
    int refused = 0;
    for (int i = 0; i < 1000; i++) {
      byte[] bytes = whole.clone();
      for (int k = 0; k <= random.nextInt(4); k++) {
        bytes[8 + random.nextInt(6000)] ^= (byte) (1 << random.nextInt(8));
      }
      Files.write(file, bytes);
      try {
        for (WeightChange change : FineTuneFile.open(file, 2).changes()) {
          change.apply(new float[24], 6, 1);
        }
      } catch (BundleException e) {
        assertFalse(e.getMessage().isBlank());
        refused++;
      }
    }
    assertTrue(refused > 300, "refused: " + refused);
  }

  @Test
  void whatIsOfOtherKindsIsAnErrorThatSaysWhatIsMerged() throws IOException {
    Path file = folder.resolve("oft.safetensors");
    String header =
        "{\"lora_unet_conv_in.oft_blocks\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";
    java.nio.ByteBuffer bytes =
        java.nio.ByteBuffer.allocate(12 + header.length())
            .order(java.nio.ByteOrder.LITTLE_ENDIAN)
            .putLong(header.length())
            .put(header.getBytes(StandardCharsets.US_ASCII));
    Files.write(file, bytes.array());
    String message =
        assertThrows(BundleException.class, () -> FineTuneFile.open(file, 2)).getMessage();
    assertTrue(message.contains("oft_blocks is of OFT; expected LoRA, LoHa"), message);
  }
}
