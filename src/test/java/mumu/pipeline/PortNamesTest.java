package mumu.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Graphs whose ports have other names than optimum gives them. */
class PortNamesTest {
  @TempDir Path folder;

  /** NB: every name is as long as the one before, so that it can be written in place. */
  @ParameterizedTest
  @CsvSource({
    "sd15, unet, out_sample=conv2d_123",
    "sd15, unet, timestep=t_embed.;out_sample=latent_out",
    "sd15, unet, encoder_hidden_states=clip.text_embeddings.",
    "sd15, vae_decoder, latent_sample=decoder.input",
    "sd15, text_encoder, input_ids=l_ids.1_0",
    "sdxl, unet, text_embeds=embedding_1;out_sample=conv2d_123",
    "sdxl, unet, time_ids=k_sizes_",
    "sdxl, text_encoder_2, text_embeds=linear_1881",
    "sdxl, text_encoder, input_ids=l_ids.1_0"
  })
  void portsAreToldByTheirFormWhereOneFits(String bundle, String part, String names)
      throws IOException {
    Path model = TestBundles.unpack(bundle, folder);
    for (String name : names.split(";")) {
      rename(model.resolve(part), name.split("=")[0], name.split("=")[1]);
    }
    assertEquals(TestBundles.drawn(bundle), TestBundles.draw(model));
  }

  /** As torch's exporter calls outputs that nobody has named. */
  @ParameterizedTest
  @CsvSource({"sd15, text_encoder, 2", "sdxl, text_encoder, 2", "sdxl, text_encoder_2, 3"})
  void hiddenStatesWithoutNamesAreThoseOfTransformers(String bundle, String part, int layers)
      throws IOException {
    Path model = TestBundles.unpack(bundle, folder);
    rename(model.resolve(part), "last_hidden_state", "layer_norm_123456");
    for (int i = 0; i <= layers; i++) {
      rename(model.resolve(part), "hidden_states." + i, "add_1234567890" + i);
    }
    assertEquals(TestBundles.drawn(bundle), TestBundles.draw(model));
  }

  /** Exports without `output_hidden_states`, and such for another family. */
  @ParameterizedTest
  @CsvSource({
    "sdxl, text_encoder, hidden_states[.]., hidden_states.N of the layer before the last",
    "sdxl, text_encoder_2, hidden_states[.]., hidden_states.N of the layer before the last",
    "sd15, text_encoder, last_hidden_state|hidden_states[.][01], last_hidden_state"
  })
  void theOnlyStateIsNotTakenForAnother(String bundle, String part, String gone, String wanted)
      throws IOException {
    Path model = TestBundles.unpack(bundle, folder);
    removeOutputs(model.resolve(part + "/model.onnx"), gone);
    String message =
        assertThrows(GenerationException.class, () -> TestBundles.draw(model)).getMessage();
    assertTrue(message.contains(part + "/model.onnx"), message);
    assertTrue(message.contains("has no output " + wanted), message);
  }

  @Test
  void theOnlyStateIsTakenWhereItsLayerIsKnown() throws IOException {
    Path model = TestBundles.unpack("sdxl", folder);
    removeOutputs(
        model.resolve("text_encoder/model.onnx"), "last_hidden_state|hidden_states[.][02]");
    assertEquals(TestBundles.drawn("sdxl"), TestBundles.draw(model));
    Path config = model.resolve("text_encoder/config.json");
    Files.writeString(config, Files.readString(config).replace("num_hidden_layers", "unknown"));
    String message =
        assertThrows(GenerationException.class, () -> TestBundles.draw(model)).getMessage();
    assertTrue(message.contains("hidden_states.1 FLOAT32"), message);
    assertTrue(
        message.endsWith("text_encoder/config.json does not say `num_hidden_layers`"), message);
  }

  /** NB: in place: the field of the graph that they stand in becomes one that nobody knows. */
  private static void removeOutputs(Path graph, String names) throws IOException {
    String bytes = Files.readString(graph, StandardCharsets.ISO_8859_1);
    String without =
        Pattern.compile("b(.\n.(" + names + ")\u0012)", Pattern.DOTALL)
            .matcher(bytes)
            .replaceAll("\u001a$1");
    assertNotEquals(bytes, without);
    Files.writeString(graph, without, StandardCharsets.ISO_8859_1);
  }

  @Test
  void whatIsPooledIsNotTakenForItsProjection() throws IOException {
    Path model = TestBundles.unpack("sdxl", folder);
    Path without = model.resolve("text_encoder/model.onnx");
    Path graph = model.resolve("text_encoder_2/model.onnx");
    Files.copy(without, graph, StandardCopyOption.REPLACE_EXISTING);
    String message =
        assertThrows(GenerationException.class, () -> TestBundles.draw(model)).getMessage();
    assertTrue(message.startsWith("text_encoder_2/model.onnx"), message);
    assertTrue(message.endsWith("has no output text_embeds"), message);
  }

  /** NB: that of both encoders is compared with diffusers in its goldens. */
  @Test
  void theFirstProjectionIsTakenAsInDiffusersAlsoWhereItIsTheOnlyOne() throws IOException {
    Path first = TestBundles.unpack("sdxl-solver", folder);
    removeOutputs(first.resolve("text_encoder_2/model.onnx"), "text_embeds");
    assertEquals(TestBundles.drawn("sdxl-solver"), TestBundles.draw(first));
    Path second = TestBundles.unpack("sdxl-solver", folder.resolve("second"));
    removeOutputs(second.resolve("text_encoder/model.onnx"), "text_embeds");
    assertNotEquals(TestBundles.drawn("sdxl-solver"), TestBundles.draw(second));
  }

  /** In diffusers the denoiser fails. */
  @Test
  void aProjectionThatDoesNotFitTheDenoiserLeavesItToTheOther() throws IOException {
    Path model = TestBundles.unpack("sdxl", folder);
    rename(model.resolve("text_encoder"), "pooler_output", "a.text_embeds");
    assertEquals(TestBundles.drawn("sdxl"), TestBundles.draw(model));
  }

  @Test
  void guidanceAsAnInputNeedsItsWidthInTheConfiguration() throws IOException {
    Path model = TestBundles.unpack("sdxl-lcm", folder);
    Path config = model.resolve("unet/config.json");
    Files.writeString(config, Files.readString(config).replace("time_cond_proj_dim", "unknown"));
    String message =
        assertThrows(GenerationException.class, () -> TestBundles.draw(model)).getMessage();
    assertTrue(message.contains("unet/model.onnx"), message);
    assertTrue(message.contains("has the input timestep_cond"), message);
    assertTrue(message.contains("unet/config.json does not say"), message);
    assertTrue(message.contains("`time_cond_proj_dim`"), message);
  }

  @Test
  void twoPortsThatCouldBeMeantAreNotGuessed() throws IOException {
    Path model = TestBundles.unpack("sdxl", folder);
    rename(model.resolve("unet"), "text_embeds", "embedding_1");
    rename(model.resolve("unet"), "time_ids", "k_sizes_");
    String message =
        assertThrows(GenerationException.class, () -> TestBundles.draw(model)).getMessage();
    assertTrue(message.contains("unet/model.onnx"), message);
    assertTrue(message.contains("input text_embeds is missing"), message);
    assertTrue(message.contains("embedding_1"), message);
  }

  private static void rename(Path part, String name, String other) throws IOException {
    char length = (char) name.length();
    TestBundles.patch(part.resolve("model.onnx"), length + name, length + other);
  }
}
