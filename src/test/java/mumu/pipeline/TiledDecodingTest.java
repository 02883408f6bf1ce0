package mumu.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import mumu.runtime.Cancellation;
import mumu.runtime.Devices;
import mumu.runtime.GraphFile;
import mumu.runtime.GraphSession;
import mumu.runtime.Port;
import mumu.runtime.Signature;
import mumu.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Large pictures as diffusers' tiled_decode makes them; golden by make_diffusers_fixtures.py. */
class TiledDecodingTest {
  private static final int FACTOR = 8;

  @TempDir Path folder;

  @Test
  void tilesAreCutAndBlendedAsDiffusersDoes() throws IOException {
    JsonObject golden = golden();
    ByteBuffer latents = bytes(golden, "latents");
    float[] values = new float[4 * 21 * 14];
    latents.asFloatBuffer().get(values);
    Tensor start = Tensor.of(values, 1, 4, 21, 14);
    ByteBuffer pixels = bytes(golden, "pixels");
    double scale = golden.get("scale").getAsDouble() / 32767;
    Signature any =
        new Signature()
            .real("latent_sample", Port.FREE, 4, Port.FREE, Port.FREE)
            .output("sample", Port.FREE, 3, Port.FREE, Port.FREE);
    Path graph = TestBundles.unpack("sd15", folder).resolve("vae_decoder/model.onnx");
    try (GraphSession decoder =
        GraphSession.open(GraphFile.of(graph), Devices.choose("cpu"), any)) {
      Tensor found =
          new TiledDecoding(golden.get("tile").getAsInt(), FACTOR)
              .decode(
                  start,
                  tile ->
                      decoder.run(Map.of("latent_sample", tile), new Cancellation()).get("sample"));
      assertEquals(List.of(1, 3, 21 * FACTOR, 14 * FACTOR), extents(found));
      float[] expected = new float[found.values().length];
      for (int i = 0; i < expected.length; i++) {
        expected[i] = (float) (pixels.getShort() * scale);
      }
      assertArrayEquals(expected, found.values(), 2e-4f); // NB: 1/255 is 8e-3
      Tensor whole = decoder.run(Map.of("latent_sample", start), new Cancellation()).get("sample");
      double largest = 0;
      for (int i = 0; i < expected.length; i++) {
        largest = Math.max(largest, Math.abs(expected[i] - whole.values()[i]));
      }
      assertTrue(largest > 0.05, "the golden would not notice missing tiles: " + largest);
    }
  }

  private static List<Integer> extents(Tensor tensor) {
    List<Integer> extents = new ArrayList<>();
    for (int axis = 0; axis < 4; axis++) {
      extents.add(tensor.shape().extent(axis));
    }
    return extents;
  }

  private static ByteBuffer bytes(JsonObject golden, String key) {
    return ByteBuffer.wrap(Base64.getDecoder().decode(golden.get(key).getAsString()))
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  private static JsonObject golden() throws IOException {
    try (Reader reader =
        new InputStreamReader(
            TiledDecodingTest.class.getResourceAsStream("/golden/diffusers/tiles.json"),
            StandardCharsets.UTF_8)) {
      return JsonParser.parseReader(reader).getAsJsonObject();
    }
  }
}
