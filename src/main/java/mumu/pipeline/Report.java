package mumu.pipeline;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What happened while the pictures were made.
 *
 * @param modelId id of the bundle
 * @param modelSha256 SHA-256 of the bundle's manifest, which holds the hashes of all its files
 * @param device device used, {@code cpu} or {@code cuda:N}
 * @param deviceReason why that device
 * @param runtimeVersion ONNX Runtime's version
 * @param milliseconds wall time per stage in the order they ran, e.g. load, encode, denoise, decode
 * @param graphMilliseconds time inside ONNX Runtime per stage; the rest is the host's overhead
 * @param warnings what the user should know
 */
public record Report(
    String modelId,
    String modelSha256,
    String device,
    String deviceReason,
    String runtimeVersion,
    Map<String, Double> milliseconds,
    Map<String, Double> graphMilliseconds,
    List<String> warnings) {
  public Report {
    milliseconds = Collections.unmodifiableMap(new LinkedHashMap<>(milliseconds));
    graphMilliseconds = Collections.unmodifiableMap(new LinkedHashMap<>(graphMilliseconds));
    warnings = List.copyOf(warnings);
  }

  /** The same with these of its warnings. */
  Report warningOf(Predicate<String> kept) {
    return new Report(
        modelId,
        modelSha256,
        device,
        deviceReason,
        runtimeVersion,
        milliseconds,
        graphMilliseconds,
        warnings.stream().filter(kept).toList());
  }
}
