package mumu.runtime.cuda;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Looks at the machine; everything here only reads. */
public final class Survey {
  private static final String VC_RUNTIME = "msvcp140.dll";

  private final Surroundings surroundings;

  public Survey(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /**
   * The machine before any device was tried.
   *
   * @param ort what is known of ONNX Runtime, given the provider that is in use
   * @param nativeFolder where ONNX Runtime's native libraries were told to be, if anywhere
   */
  public Machine look(
      Optional<Path> nativeFolder, Function<Optional<Machine.Provider>, Machine.OrtFacts> ort) {
    Optional<Platform> platform = Platform.of(surroundings.os(), surroundings.arch());
    Optional<Machine.Provider> provider =
        platform.flatMap(it -> nativeFolder.flatMap(folder -> ProviderFile.in(folder, it)));
    return new Machine(
        host(),
        ort.apply(provider),
        new DriverSurvey(surroundings).ask(),
        platform.map(it -> places(it, provider)).orElse(List.of()),
        List.of());
  }

  private List<Place> places(Platform platform, Optional<Machine.Provider> provider) {
    int cuda = provider.map(Machine.Provider::cuda).orElse(Build.INSTALLABLE);
    return Places.find(
        surroundings, Build.of(cuda, platform), provider.map(Machine.Provider::folder));
  }

  private Machine.Host host() {
    return new Machine.Host(
        surroundings.os(),
        surroundings.arch(),
        cpu(),
        Runtime.getRuntime().availableProcessors(),
        memoryMegabytes(),
        System.getProperty("java.version")
            + " "
            + System.getProperty("java.vendor")
            + " in "
            + surroundings.javaHome(),
        vcRuntimes());
  }

  private String cpu() {
    Path file = surroundings.system("proc/cpuinfo");
    try (Stream<String> lines = Files.isReadable(file) ? Files.lines(file) : Stream.empty()) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .or(() -> surroundings.variable("PROCESSOR_IDENTIFIER"))
          .orElse("unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }

  private static long memoryMegabytes() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getTotalMemorySize() >> 20
        : 0;
  }

  /** NB: Java's own copy beside java.exe is found before the system's. */
  private List<VcRuntime> vcRuntimes() {
    if (!surroundings.isWindows()) {
      return List.of();
    }
    Stream<Path> java = Stream.of(surroundings.javaHome().resolve("bin"));
    Stream<Path> system = surroundings.folders("SystemRoot").map(it -> it.resolve("System32"));
    return Stream.concat(java, system)
        .flatMap(folder -> VcRuntime.read(folder.resolve(VC_RUNTIME)).stream())
        .toList();
  }
}
