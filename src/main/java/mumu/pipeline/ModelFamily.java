package mumu.pipeline;

import mumu.bundle.Bundle;
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
}
