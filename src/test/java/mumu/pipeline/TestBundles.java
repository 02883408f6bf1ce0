package mumu.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import mumu.bundle.Bundle;
import mumu.request.BoundImage;
import mumu.request.BoundRequest;
import mumu.request.GenerationRequest;
import mumu.request.Picture;
import mumu.request.Prompt;
import mumu.request.Settings;
import mumu.runtime.Devices;

/** The tiny diffusers-layout bundles of src/test/resources, unpacked. */
final class TestBundles {
  private static final Path ZIPS = Path.of("src", "test", "resources", "bundles", "diffusers");
  private static final Map<String, Picture> DRAWN = new HashMap<>();

  private TestBundles() {}

  /** One of the tiny bundles as a folder. */
  static Path unpack(String bundle, Path folder) throws IOException {
    Path unpacked = folder.resolve(bundle);
    unzip("/bundles/diffusers/" + bundle + ".zip", unpacked);
    return unpacked;
  }

  static LatentPipeline open(Bundle bundle) {
    return (LatentPipeline)
        Families.discover()
            .find(bundle.card().family())
            .open(bundle, Devices.choose("cpu"), Progress.silent());
  }

  /** Pictures of a dog by a model on disk, opened for them alone. */
  static List<Picture> draw(Path model, Settings settings, Optional<BoundImage> init)
      throws IOException {
    GenerationRequest request = new GenerationRequest(Prompt.parse("a dog"), List.of(), settings);
    try (LatentPipeline pipeline = open(Bundle.open(model))) {
      return pipeline
          .generate(new BoundRequest(request, List.of(), init), Progress.silent())
          .pictures();
    }
  }

  /** One of them, small and soon. */
  static Picture draw(Path model) throws IOException {
    Settings settings = Settings.DEFAULTS.toBuilder().steps(2).seed(7).width(64).height(64).build();
    return draw(model, settings, Optional.empty()).get(0);
  }

  /** What a bundle draws as it is; drawn once for all tests, for opening a model takes long. */
  static Picture drawn(String bundle) throws IOException {
    if (!DRAWN.containsKey(bundle)) {
      DRAWN.put(bundle, draw(ZIPS.resolve(bundle + ".zip")));
    }
    return DRAWN.get(bundle);
  }

  /**
   * @param resource absolute name of a zip on the class path
   */
  static void unzip(String resource, Path folder) throws IOException {
    try (InputStream stream = TestBundles.class.getResourceAsStream(resource);
        ZipInputStream zip = new ZipInputStream(stream)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path file = folder.resolve(entry.getName());
        Files.createDirectories(file.getParent());
        Files.copy(zip, file, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  /** Puts other bytes of the same number in place of all that are so, for no length changes. */
  static void patch(Path graph, String before, String after) throws IOException {
    assertEquals(before.length(), after.length());
    String bytes = Files.readString(graph, StandardCharsets.ISO_8859_1);
    assertTrue(bytes.contains(before));
    Files.writeString(graph, bytes.replace(before, after), StandardCharsets.ISO_8859_1);
  }

  /** Of red, green and blue of all pixels. */
  static int largestDifference(Picture one, Picture other) {
    int largest = 0;
    int[] a = one.argb();
    int[] b = other.argb();
    for (int i = 0; i < a.length; i++) {
      for (int shift = 0; shift < 24; shift += 8) {
        largest = Math.max(largest, Math.abs((a[i] >> shift & 0xFF) - (b[i] >> shift & 0xFF)));
      }
    }
    return largest;
  }

  /** How many pixels differ by more in red, green or blue. */
  static int pixelsAbove(int difference, Picture one, Picture other) {
    int count = 0;
    for (int y = 0; y < one.height(); y++) {
      for (int x = 0; x < one.width(); x++) {
        Picture a = new Picture(1, 1, new int[] {one.argb(x, y)});
        Picture b = new Picture(1, 1, new int[] {other.argb(x, y)});
        count += largestDifference(a, b) > difference ? 1 : 0;
      }
    }
    return count;
  }

  static double meanDifference(Picture one, Picture other) {
    double sum = 0;
    int[] a = one.argb();
    int[] b = other.argb();
    for (int i = 0; i < a.length; i++) {
      for (int shift = 0; shift < 24; shift += 8) {
        sum += Math.abs((a[i] >> shift & 0xFF) - (b[i] >> shift & 0xFF));
      }
    }
    return sum / (3.0 * a.length);
  }
}
