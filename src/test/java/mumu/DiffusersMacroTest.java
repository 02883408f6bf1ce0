package mumu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.Roi;
import ij.gui.ShapeRoi;
import ij.process.ColorProcessor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The pictures of diffusers by {@code Ext.mumuGenerate}, as a macro without a display makes them:
 * models as zips, an open image as init, its selection as what is repainted.
 */
class DiffusersMacroTest {
  private static final String GOLDEN = "/golden/diffusers/";

  private Scene scene;

  @BeforeEach
  void openTheScene() {
    scene = new Scene();
  }

  @AfterEach
  void closeTheScene() {
    scene.ext("mumuUnbind");
    scene.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"sd15", "sdxl", "sd-old", "sd-lcm", "sd-sample", "sdxl-solver", "sdxl-refiner"})
  void macrosMakeThePicturesOfDiffusers(String bundle) throws IOException {
    int compared = 0;
    for (JsonElement element : goldens(bundle)) {
      JsonObject golden = element.getAsJsonObject();
      if (!golden.has("pictures")) {
        continue;
      }
      ImagePlus init = init(golden);
      ImagePlus result = Scene.image(scene.ext("mumuGenerate", options(bundle, golden)));
      JsonArray pictures = golden.getAsJsonArray("pictures");
      assertEquals(pictures.size(), result.getStackSize());
      for (int i = 0; i < pictures.size(); i++) {
        int[] expected = pixels(pictures.get(i).getAsString());
        int[] found = (int[]) result.getStack().getPixels(i + 1);
        assertClose(expected, found, init, golden);
        compared++;
      }
    }
    assertTrue(compared > 0);
  }

  private static void assertClose(int[] expected, int[] found, ImagePlus init, JsonObject golden) {
    assertEquals(expected.length, found.length);
    Roi selection = init.getRoi();
    for (int i = 0; i < found.length; i++) {
      int x = i % init.getWidth();
      int y = i / init.getWidth();
      boolean kept = selection != null && !selection.contains(x, y);
      int wanted = kept ? init.getProcessor().getPixel(x, y) : expected[i];
      for (int shift = 0; shift < 24; shift += 8) {
        int difference = Math.abs((wanted >> shift & 0xFF) - (found[i] >> shift & 0xFF));
        assertTrue(difference <= (kept ? 0 : 1), difference + " at " + x + "," + y + golden);
      }
    }
  }

  private String options(String bundle, JsonObject golden) {
    String zip =
        Path.of("src", "test", "resources", "bundles", "diffusers", bundle + ".zip")
            .toAbsolutePath()
            .toString();
    StringBuilder options = new StringBuilder("model=[" + zip + "]");
    for (String key :
        new String[] {"scheduler", "steps", "guidance", "guidance_rescale", "seed", "count"}) {
      if (golden.has(key)) {
        options.append(' ').append(key).append('=').append(golden.get(key).getAsString());
      }
    }
    for (Map.Entry<String, Integer> side : Map.of("width", 64, "height", 64).entrySet()) {
      int value =
          golden.has(side.getKey()) ? golden.get(side.getKey()).getAsInt() : side.getValue();
      options.append(' ').append(side.getKey()).append('=').append(value);
    }
    if (golden.has("negative")) {
      options.append(" negative=[").append(golden.get("negative").getAsString()).append(']');
    }
    if (golden.has("strength")) {
      options.append(" init=Start strength=").append(golden.get("strength").getAsString());
    }
    return options + " prompt=[" + golden.get("prompt").getAsString() + "]";
  }

  /** The image to start from; where a part is repainted, with it as selection. */
  private ImagePlus init(JsonObject golden) throws IOException {
    scene.closeImages();
    BufferedImage png = read("init.png");
    int width = png.getWidth();
    int[] argb = png.getRGB(0, 0, width, png.getHeight(), null, 0, width);
    int[] rgb = argb.clone();
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = rgb[i] & 0xFFFFFF;
    }
    ImagePlus image = new ImagePlus("Start", new ColorProcessor(width, png.getHeight(), rgb));
    if (golden.has("task") && golden.get("task").getAsString().equals("inpaint")) {
      ShapeRoi part = new ShapeRoi(new Roi(20, 11, 27, 39));
      image.setRoi(part.not(new ShapeRoi(new Roi(20, 11, 13, 16))));
      for (int i = 0; i < argb.length; i++) {
        assertEquals(argb[i] >>> 24 == 255, image.getRoi().contains(i % width, i / width));
      }
    }
    image.show();
    WindowManager.setTempCurrentImage(image);
    return image;
  }

  private static int[] pixels(String file) throws IOException {
    BufferedImage image = read(file);
    return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
  }

  private static BufferedImage read(String file) throws IOException {
    try (InputStream stream = DiffusersMacroTest.class.getResourceAsStream(GOLDEN + file)) {
      return ImageIO.read(stream);
    }
  }

  private static JsonArray goldens(String bundle) throws IOException {
    try (InputStreamReader reader =
        new InputStreamReader(
            DiffusersMacroTest.class.getResourceAsStream(GOLDEN + bundle + ".json"),
            StandardCharsets.UTF_8)) {
      return JsonParser.parseReader(reader).getAsJsonArray();
    }
  }
}
