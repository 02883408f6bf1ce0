package mumu.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mumu.bundle.Bundle;
import mumu.request.BoundRequest;
import mumu.request.GenerationRequest;
import mumu.request.Picture;
import mumu.request.Prompt;
import mumu.request.Settings;
import mumu.runtime.Device;

/**
 * Makes the same small picture several times and on every device, and says by how much the pixels
 * differ: whether results can be repeated here, and carried from one device to the other.
 */
public final class SelfTest {
  private static final int STEPS = 4;
  private static final int CHANNEL_BITS = 8;
  private static final int COLOR_BITS = 24;
  private static final int CHANNEL = 0xFF;

  private final Bundle bundle;
  private final ModelFamily family;
  private final Progress progress;

  /**
   * @param bundle a model that takes sentences without images
   */
  public SelfTest(Bundle bundle, ModelFamily family, Progress progress) {
    this.bundle = bundle;
    this.family = family;
    this.progress = progress;
  }

  /**
   * @param again largest difference between two runs, of 255
   * @param reopened between runs of the model opened twice
   * @param picture the first one
   */
  private record Outcome(int again, int reopened, Picture picture) {}

  /**
   * A line per device, the first one is what the others are compared with.
   *
   * @throws java.util.concurrent.CancellationException when the user cancels
   */
  public String report(List<Device> devices) {
    StringBuilder text = new StringBuilder();
    Optional<Outcome> reference = Optional.empty();
    for (Device device : devices) {
      text.append("Same seed on ").append(device.name()).append(": ");
      try {
        Outcome outcome = test(device);
        text.append(
            "pixels differ by %d of 255 from run to run, %d with the model opened again"
                .formatted(outcome.again(), outcome.reopened()));
        reference.ifPresent(
            first ->
                text.append(
                    ", %d from %s"
                        .formatted(
                            difference(first.picture(), outcome.picture()),
                            devices.get(0).name())));
        reference = reference.or(() -> Optional.of(outcome));
      } catch (GenerationException e) {
        text.append("failed: ").append(e.getMessage());
      }
      text.append('\n');
    }
    return text.toString();
  }

  private Outcome test(Device device) {
    List<Picture> pictures = new ArrayList<>();
    for (int runs = 2; runs > 0; runs--) {
      try (Pipeline pipeline = family.open(bundle, device, progress)) {
        for (int run = 0; run < runs; run++) {
          pictures.addAll(pipeline.generate(request(), progress).pictures());
        }
      }
    }
    Picture first = pictures.get(0);
    return new Outcome(
        difference(first, pictures.get(1)), difference(first, pictures.get(2)), first);
  }

  private static BoundRequest request() {
    Settings settings = Settings.DEFAULTS.toBuilder().steps(STEPS).seed(1).build();
    return new BoundRequest(
        new GenerationRequest(Prompt.parse("a red house on a hill"), List.of(), settings),
        List.of(),
        Optional.empty());
  }

  /** Largest difference of red, green and blue of all pixels, of 255. */
  static int difference(Picture one, Picture other) {
    int[] a = one.argb();
    int[] b = other.argb();
    if (one.width() != other.width() || a.length != b.length) {
      return CHANNEL;
    }
    int largest = 0;
    for (int i = 0; i < a.length; i++) {
      for (int shift = 0; shift < COLOR_BITS; shift += CHANNEL_BITS) {
        int distance = Math.abs((a[i] >> shift & CHANNEL) - (b[i] >> shift & CHANNEL));
        largest = Math.max(largest, distance);
      }
    }
    return largest;
  }
}
