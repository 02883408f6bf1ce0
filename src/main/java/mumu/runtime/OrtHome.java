package mumu.runtime;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import mumu.runtime.cuda.Build;
import mumu.runtime.cuda.Machine;
import mumu.runtime.cuda.Platform;
import mumu.runtime.cuda.Surroundings;
import mumu.runtime.cuda.Survey;

/** Where ONNX Runtime comes from, and whether it works at all. */
final class OrtHome {
  private static final String CLASS = "ai/onnxruntime/OrtEnvironment.class";

  private OrtHome() {}

  /** The version of the Java classes, from their jar, without starting ONNX Runtime. */
  static Optional<String> classVersion() {
    return Optional.ofNullable(OrtEnvironment.class.getPackage().getImplementationVersion());
  }

  /**
   * @param nativeFolder where ONNX Runtime was told to find its native libraries
   * @param installed an installation of the CUDA runtime, in use or not
   */
  static Machine.OrtFacts facts(Optional<Path> nativeFolder, Optional<Path> installed) {
    Optional<Machine.Provider> provider =
        nativeFolder.flatMap(new Survey(Surroundings.real())::provider).or(OrtHome::providerInJar);
    Optional<Path> waiting =
        installed.filter(it -> provider.isEmpty() || !it.equals(provider.get().folder()));
    Optional<String> failure = failure();
    String version =
        failure.isEmpty() ? Ort.environment().getVersion() : classVersion().orElse("unknown");
    return new Machine.OrtFacts(version, failure, jars(), provider, waiting);
  }

  /** Starts ONNX Runtime. */
  private static Optional<String> failure() {
    try {
      Ort.environment();
      return Optional.empty();
    } catch (GraphException e) {
      return Optional.of(e.getMessage());
    }
  }

  /** The jar onnxruntime_gpu carries the provider; its libraries are unpacked at every start. */
  private static Optional<Machine.Provider> providerInJar() {
    return Platform.current()
        .map(
            it ->
                OrtEnvironment.class.getResource(
                    "native/" + it.folder() + "/" + it.file("onnxruntime_providers_cuda")))
        .map(OrtHome::jar)
        .map(it -> new Machine.Provider(Path.of(it), Build.INSTALLABLE));
  }

  private static List<String> jars() {
    ClassLoader loader = OrtEnvironment.class.getClassLoader();
    try {
      return Collections.list(loader.getResources(CLASS)).stream()
          .map(OrtHome::jar)
          .distinct()
          .toList();
    } catch (IOException e) {
      return List.of("an unknown place");
    }
  }

  private static String jar(URL resource) {
    try {
      URI file =
          resource.openConnection() instanceof JarURLConnection connection
              ? connection.getJarFileURL().toURI()
              : resource.toURI();
      return Path.of(file).toString();
    } catch (IOException | java.net.URISyntaxException | IllegalArgumentException e) {
      return resource.toString(); // e.g. a class loader that makes its own addresses
    }
  }
}
