package mumu.pipeline;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mumu.bundle.Bundle;
import mumu.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The goldens notice the mistakes that other programs make. */
class DiffusersNegativeControlTest {
  /** A hundred times what right latents may differ by. */
  private static final double NOTICED = 1e-2;

  @TempDir Path folder;

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "the wrong spacing, scheduler/scheduler_config.json, leading, trailing",
    "a forgotten offset, scheduler/scheduler_config.json, '\"steps_offset\": 1', '\"steps_offset\":"
        + " 0'",
    "an empty negative prompt encoded, model_index.json, '\"force_zeros_for_empty_prompt\": true',"
        + " '\"force_zeros_for_empty_prompt\": false'",
    "the padding of the other tokenizer, tokenizer_2/special_tokens_map.json, '\"pad_token\":"
        + " \"!\"', '\"pad_token\": \"<|endoftext|>\"'",
    "another layer of the text encoder, text_encoder_2/config.json, '\"num_hidden_layers\": 3',"
        + " '\"num_hidden_layers\": 2'"
  })
  void isNoticed(String mistake, String file, String before, String after) throws IOException {
    Path bundle = TestBundles.unpack("sdxl", folder);
    Path changed = bundle.resolve(file);
    String text = Files.readString(changed);
    assertTrue(text.contains(before), text);
    Files.writeString(changed, text.replace(before, after));
    double difference = difference(bundle, GoldenCase.of("sdxl").get(0));
    assertTrue(difference > NOTICED, mistake + " moves latents by only " + difference);
  }

  @Test
  void paddingThatIsNotHiddenIsNoticed() throws IOException {
    Path bundle = TestBundles.unpack("sd-masked", folder);
    Path config = bundle.resolve("text_encoder/config.json");
    String text = Files.readString(config);
    assertTrue(text.contains("\"use_attention_mask\": true"), text);
    Files.writeString(config, text.replace("\"use_attention_mask\": true", "\"x\": true"));
    double difference = difference(bundle, GoldenCase.of("sd-masked").get(0));
    assertTrue(difference > NOTICED, "moves latents by only " + difference);
  }

  @Test
  void noiseInAnotherOrderIsNoticed() throws IOException {
    Path bundle = TestBundles.unpack("sdxl", folder);
    GoldenCase fromImage =
        GoldenCase.of("sdxl").stream()
            .filter(golden -> golden.text("task", "").equals("img2img"))
            .findFirst()
            .orElseThrow();
    // NB: an encoder that draws from its cloud itself takes nothing from the stream, so that the
    // latent noise comes first; its weights are those of another model, but the noise alone would
    // do
    Path other = TestBundles.unpack("sd2", folder);
    for (String name : List.of("model.onnx", "model.onnx_data")) {
      Path target = bundle.resolve("vae_encoder").resolve(name);
      Files.deleteIfExists(target);
      Files.copy(other.resolve("vae_encoder").resolve(name), target);
    }
    assertTrue(difference(bundle, fromImage) > NOTICED);
  }

  private static double difference(Path bundle, GoldenCase golden) throws IOException {
    try (LatentPipeline pipeline = TestBundles.open(Bundle.open(bundle))) {
      List<Tensor> found = pipeline.latents(golden.request());
      float[] expected = golden.latents();
      double largest = 0;
      for (int i = 0; i < expected.length; i++) {
        largest = Math.max(largest, Math.abs(found.get(0).values()[i] - expected[i]));
      }
      return largest;
    }
  }
}
