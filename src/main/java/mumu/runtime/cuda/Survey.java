package mumu.runtime.cuda;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Looks at the machine; everything here only reads. */
public final class Survey {
  private static final String VC_RUNTIME = "msvcp140.dll";

  private final Surroundings surroundings;

  public Survey(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /**
   * The provider in the folder where ONNX Runtime's native libraries are, if it is there.
   *
   * @param folder what {@code onnxruntime.native.path} says
   */
  public Optional<Machine.Provider> provider(Path folder) {
    return Platform.of(surroundings.os(), surroundings.arch())
        .flatMap(it -> ProviderFile.in(folder, it));
  }

  /** What can be seen in files, without asking the driver and before any device was tried. */
  public Machine look(Machine.OrtFacts ort) {
    List<Place> places =
        Platform.of(surroundings.os(), surroundings.arch())
            .map(it -> places(it, ort.provider()))
            .orElse(List.of());
    return new Machine(host(), ort, Machine.Driver.NONE, places, List.of());
  }

  /**
   * Memory of a CUDA device that is free now, in MB; this may take a second.
   *
   * @param index as CUDA counts: the fastest first, of all that are visible to this program
   * @return absent where the driver does not say or may count in another order
   */
  public OptionalLong freeMegabytes(int index) {
    List<Machine.Gpu> gpus = new DriverSurvey(surroundings).ask().gpus();
    boolean alike = gpus.stream().map(Machine.Gpu::name).distinct().count() == 1;
    boolean byBus =
        surroundings.variable("CUDA_DEVICE_ORDER").filter("PCI_BUS_ID"::equals).isPresent();
    boolean all = surroundings.variable("CUDA_VISIBLE_DEVICES").isEmpty();
    return all && (alike || byBus)
        ? gpus.stream()
            .filter(it -> it.index() == index && it.totalMegabytes() > 0)
            .mapToLong(Machine.Gpu::freeMegabytes)
            .findFirst()
        : OptionalLong.empty();
  }

  /** The same machine with what its driver says; this may take a second. */
  public Machine askDriver(Machine machine) {
    return new Machine(
        machine.host(),
        machine.ort(),
        new DriverSurvey(surroundings).ask(),
        machine.places(),
        machine.trials());
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
