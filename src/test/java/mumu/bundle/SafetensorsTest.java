package mumu.bundle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files by other people: read when they are well-formed, else one message. */
class SafetensorsTest {
  @TempDir Path folder;

  @Test
  void numbersOfEveryPrecisionAreRead() throws IOException {
    ByteBuffer data = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    data.putDouble(0.5).putFloat(-1.25f).putFloat(3).putShort((short) 0x3C00);
    data.putShort((short) 0xC000).putShort((short) 0x3F80).putShort((short) 0xC020);
    Safetensors file =
        Safetensors.open(
            write(
                "{'__metadata__':{'format':'pt'},"
                    + "'d':{'dtype':'F64','shape':[],'data_offsets':[0,8]},"
                    + "'f':{'dtype':'F32','shape':[1,2],'data_offsets':[8,16]},"
                    + "'h':{'dtype':'F16','shape':[2],'data_offsets':[16,20]},"
                    + "'b':{'dtype':'BF16','shape':[2],'data_offsets':[20,24]}}",
                data.array()));
    assertArrayEquals(new float[] {0.5f}, file.read("d"));
    assertArrayEquals(new float[] {-1.25f, 3}, file.read("f"));
    assertArrayEquals(new float[] {1, -2}, file.read("h"));
    assertArrayEquals(new float[] {1, -2.5f}, file.read("b"));
    assertArrayEquals(new int[] {1, 2}, file.shape("f"));
    assertEquals("pt", file.metadata().get("format"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'w':{'dtype':'F32','shape':[2],'data_offsets':[0,9]}}|data_offsets",
        "{'w':{'dtype':'F32','shape':[2],'data_offsets':[-8,0]}}|data_offsets",
        "{'w':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}}|data_offsets",
        "{'w':{'dtype':'F32','shape':[2]}}|data_offsets",
        "{'w':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}}|shape",
        "{'w':{'dtype':'F32','shape':[1e9,1e9],'data_offsets':[0,8]}}|shape",
        "{'w':{'dtype':'F32','shape':[2000000000],'data_offsets':[0,8]}}|shape",
        "{'w':{'dtype':'F32','data_offsets':[0,8]}}|shape",
        "{'w':{'dtype':7,'shape':[2],'data_offsets':[0,8]}}|dtype",
        "{'w':5}|w must be an object",
        "[]|JSON object",
        "{'w':{}|JSON",
      })
  void aHeaderThatDoesNotFitIsNamedWithItsKey(String header, String part) throws IOException {
    Path file = write(header, new byte[8]);
    String message = assertThrows(BundleException.class, () -> Safetensors.open(file)).getMessage();
    assertTrue(message.contains(part) && message.contains(file.toString()), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"F8_E4M3", "I64", ""})
  void aTypeThatIsNoRealNumberIsNamed(String type) throws IOException {
    Path file =
        write("{'w':{'dtype':'" + type + "','shape':[2],'data_offsets':[0,8]}}", new byte[8]);
    Safetensors opened = Safetensors.open(file);
    String message = assertThrows(BundleException.class, () -> opened.read("w")).getMessage();
    assertTrue(message.contains("w has the type"), message);
  }

  @Test
  void numbersThatDoNotFillTheShapeAreRefused() throws IOException {
    Path file = write("{'w':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}}", new byte[8]);
    Safetensors opened = Safetensors.open(file);
    assertThrows(BundleException.class, () -> opened.read("w"));
  }

  @Test
  void aThousandMutatedFilesEndInAMessageOrWork() throws IOException {
    Path file =
        write(
            "{'lora_unet_conv_in.lora_up.weight':{'dtype':'F32','shape':[2,1],'data_offsets':[0,8]},"
                + "'lora_unet_conv_in.lora_down.weight':{'dtype':'F32','shape':[1,2],'data_offsets':[8,16]},"
                + "'lora_unet_conv_in.alpha':{'dtype':'F32','shape':[],'data_offsets':[16,20]}}",
            new byte[20]);
    byte[] whole = Files.readAllBytes(file);
    assertEquals(1, FineTuneFile.open(file, 2).changes().size());
    Random random = new Random(5);
    int refused = 0;
    for (int i = 0; i < 1000; i++) {
      byte[] bytes = whole.clone();
      for (int k = 0; k <= random.nextInt(3); k++) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      }
      int length = i % 5 == 0 ? random.nextInt(bytes.length) : bytes.length;
      Files.write(file, java.util.Arrays.copyOf(bytes, length));
      try {
        for (WeightChange change : FineTuneFile.open(file, 2).changes()) {
          change.apply(new float[4], 2, 1);
        }
      } catch (BundleException e) {
        assertFalse(e.getMessage().isBlank());
        refused++;
      }
    }
    assertTrue(refused > 300, "refused: " + refused);
  }

  @Test
  void aKernelBetweenTheFactorsIsMultipliedIn() throws IOException {
    ByteBuffer data = ByteBuffer.allocate(60).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : new float[] {2, 3, 1, 0, 0, 5, 10, 20, 7, 1, 4}) {
      data.putFloat(value);
    }
    Path file =
        write(
            "{'lora_unet_conv_in.lora_up.weight':{'dtype':'F32','shape':[1,2,1,1],'data_offsets':[0,8]},"
                + "'lora_unet_conv_in.lora_mid.weight':{'dtype':'F32','shape':[2,2,1,1],'data_offsets':[8,24]},"
                + "'lora_unet_conv_in.lora_down.weight':{'dtype':'F32','shape':[2,1,1,1],'data_offsets':[24,32]},"
                + "'lora_unet_conv_in.alpha':{'dtype':'F32','shape':[],'data_offsets':[40,44]}}",
            data.array());
    float[] weight = {1};
    FineTuneFile.open(file, 2).changes().get(0).apply(weight, 1, 0.5);
    // up [2 3] · mid [[1 0] [0 5]] · down [10 20] = 320, times 0.5 · alpha 4 / rank 2
    assertArrayEquals(new float[] {321}, weight);
  }

  @ParameterizedTest
  @CsvSource({
    "lora_unet_input_blocks_4_1_transformer_blocks_0_attn1_to_q, unet, down_blocks_1_attentions_0_transformer_blocks_0_attn1_to_q",
    "model.diffusion_model.input_blocks.3.0.op, unet, down_blocks_0_downsamplers_0_conv",
    "model.diffusion_model.input_blocks.1.0.in_layers.2, unet, down_blocks_0_resnets_0_conv1",
    "model.diffusion_model.middle_block.2.out_layers.3, unet, mid_block_resnets_1_conv2",
    "model.diffusion_model.output_blocks.2.1.conv, unet, up_blocks_0_upsamplers_0_conv",
    "model.diffusion_model.output_blocks.5.2.conv, unet, up_blocks_1_upsamplers_0_conv",
    "model.diffusion_model.output_blocks.8.1.proj_in, unet, up_blocks_2_attentions_2_proj_in",
    "model.diffusion_model.time_embed.2, unet, time_embedding_linear_2",
    "model.diffusion_model.label_emb.0.0, unet, add_embedding_linear_1",
    "model.diffusion_model.out.2, unet, conv_out",
    "cond_stage_model.transformer.text_model.final_layer_norm, text_encoder, text_model_final_layer_norm",
    "vae.decoder.conv_in, vae_decoder, decoder_conv_in",
    "down_blocks.0.resnets.0.conv1, unet, down_blocks_0_resnets_0_conv1"
  })
  void namesOfOtherProgramsAreThoseOfDiffusers(String name, String part, String module) {
    assertEquals(
        new CheckpointNames.Place(part, module), new CheckpointNames(2).find(name).orElseThrow());
  }

  private Path write(String header, byte[] data) throws IOException {
    byte[] json = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    ByteBuffer all =
        ByteBuffer.allocate(Long.BYTES + json.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    all.putLong(json.length).put(json).put(data);
    return Files.write(folder.resolve("x.safetensors"), all.array());
  }
}
