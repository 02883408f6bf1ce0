package mumu.pipeline;

import java.util.List;
import mumu.bundle.Bundle;
import mumu.request.BoundRequest;
import mumu.request.Picture;
import mumu.runtime.Device;
import org.scijava.plugin.SciJavaPlugin;

/**
 * How the graphs of a bundle become stages; a third party adds one as a SciJava plugin
 * ({@code @Plugin(type = ModelFamily.class)}) in a jar of its own.
 */
public interface ModelFamily extends SciJavaPlugin {
  /** The manifest's {@code family}. */
  String id();

  /**
   * Opens the bundle's graphs on a device and checks them against the manifest.
   *
   * @throws GenerationException naming file and field when the bundle does not fit
   */
  Pipeline open(Bundle bundle, Device device, Progress progress);

  /**
   * Exactly what the image encoder would see, one picture per bound image, in order; opens no
   * graph.
   *
   * @throws IllegalArgumentException when images are bound and the model sees none
   */
  List<Picture> tokens(Bundle bundle, BoundRequest request);
}
