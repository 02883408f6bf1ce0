package mumu.bundle;

import java.util.Arrays;
import java.util.Map;

/**
 * What a fine-tune's file holds for one module.
 *
 * @param keys by role, e.g. {@code hada_w1_a}, {@code dora_scale}, {@code alpha}
 * @param alpha NaN for the rank
 */
record Adapter(
    Safetensors file, CheckpointNames.Place place, Map<String, String> keys, double alpha) {
  Adapter {
    keys = Map.copyOf(keys);
  }

  boolean has(String role) {
    return keys.containsKey(role);
  }

  /**
   * @throws BundleException when the file lacks it
   */
  String key(String role) throws BundleException {
    if (!has(role)) {
      throw new BundleException(
          "%s: %s has no %s; the file is incomplete"
              .formatted(file.file(), keys.values().stream().sorted().findFirst().get(), role));
    }
    return keys.get(role);
  }

  /** alpha ÷ rank. */
  double scale(int rank) {
    return Double.isNaN(alpha) ? 1 : alpha / rank;
  }

  /** The factors of a matrix by their roles; the kernel between them may be absent. */
  Factors factors(String left, String kernel, String right) throws BundleException {
    return has(kernel)
        ? Factors.around(file, key(kernel), key(left), key(right))
        : Factors.of(file, key(left), key(right));
  }

  BundleException misfit(String role, int outs, float[] weight) throws BundleException {
    return new BundleException(
        "%s: %s %s does not fit a weight of %d × %d; the file was made for another model"
            .formatted(
                file.file(),
                key(role),
                Arrays.toString(file.shape(key(role))),
                outs,
                weight.length / Math.max(1, outs)));
  }
}
