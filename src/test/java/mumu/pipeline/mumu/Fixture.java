package mumu.pipeline.mumu;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.imageio.ImageIO;
import mumu.bundle.Bundle;
import mumu.bundle.Catalog;
import mumu.bundle.MumuBundle;
import mumu.pipeline.Families;
import mumu.pipeline.Pipeline;
import mumu.pipeline.Progress;
import mumu.request.Binding;
import mumu.request.BoundImage;
import mumu.request.BoundRequest;
import mumu.request.GenerationRequest;
import mumu.request.Origin;
import mumu.request.Picture;
import mumu.request.Prompt;
import mumu.request.Settings;
import mumu.request.SettingsBuilder;
import mumu.runtime.Devices;

/** The untrained bundle tiny-random and requests for it. */
final class Fixture {
  static final Origin NOWHERE = new Origin("", "", "", "");

  private Fixture() {}

  static Path folder() {
    return resource("/bundles/tiny-random/mumu.json").getParent();
  }

  static Path resource(String name) {
    try {
      return Path.of(Fixture.class.getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static MumuBundle bundle() {
    try {
      return MumuBundle.open(folder());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Pipeline open() {
    return open(bundle());
  }

  /** The bundle in the plugin's jar. */
  static Bundle embedded() {
    try {
      return new Catalog(List.of()).find(Settings.DEFAULT_MODEL);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Pipeline open(Bundle bundle) {
    return Families.discover()
        .find(bundle.card().family())
        .open(bundle, Devices.choose("cpu"), Progress.silent());
  }

  static Picture picture(String name) {
    return picture("tiny-random", name);
  }

  static Picture picture(String bundle, String name) {
    try {
      BufferedImage image = ImageIO.read(resource("/golden/" + bundle + "/" + name).toFile());
      int width = image.getWidth();
      return new Picture(
          width,
          image.getHeight(),
          image.getRGB(
              0, 0, width, image.getHeight(), new int[width * image.getHeight()], 0, width));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static BoundImage bound(String slot, String picture, double weight) {
    return new BoundImage(slot, picture(picture), weight, NOWHERE);
  }

  static BoundRequest request(
      String prompt, List<BoundImage> images, UnaryOperator<SettingsBuilder> settings) {
    return request(prompt, images, Optional.empty(), settings);
  }

  static BoundRequest request(
      String prompt,
      List<BoundImage> images,
      Optional<BoundImage> init,
      UnaryOperator<SettingsBuilder> settings) {
    SettingsBuilder start = Settings.DEFAULTS.toBuilder().steps(3).seed(42);
    return new BoundRequest(
        new GenerationRequest(
            Prompt.parse(prompt), List.<Binding>of(), settings.apply(start).build()),
        images,
        init);
  }

  /** A dog and a cat, weights as in the golden pictures. */
  static List<BoundImage> pets() {
    return List.of(bound("dog", "crop-0.png", 1), bound("cat", "crop-1.png", 0.7));
  }

  static final String PETS = "a {dog} and the {cat} on a red background";
}
