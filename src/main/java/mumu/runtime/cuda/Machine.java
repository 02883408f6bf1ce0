package mumu.runtime.cuda;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What was found on this machine, as a value: every judgement is a pure function of it.
 *
 * @param places folders with CUDA libraries, those taken first at the front
 * @param trials what happened when a tiny graph was run on each device
 */
public record Machine(
    Host host, OrtFacts ort, Driver driver, List<Place> places, List<Trial> trials) {
  public Machine {
    places = List.copyOf(places);
    trials = List.copyOf(trials);
  }

  /**
   * @param memoryMegabytes of the machine, not of Java; 0 when unknown
   * @param vcRuntimes every {@code msvcp140.dll} that Java may load, the one it takes first
   */
  public record Host(
      String os,
      String arch,
      String cpu,
      int cores,
      long memoryMegabytes,
      String java,
      List<VcRuntime> vcRuntimes) {
    public Host {
      vcRuntimes = List.copyOf(vcRuntimes);
    }

    Optional<Platform> platform() {
      return Platform.of(os, arch);
    }
  }

  /**
   * @param version of the Java classes
   * @param failure why the native library did not load
   * @param jars every jar on the class path that holds ONNX Runtime's classes
   * @param provider the CUDA provider that is in use
   * @param waiting an installation that is used only from the next start on
   */
  public record OrtFacts(
      String version,
      Optional<String> failure,
      List<String> jars,
      Optional<Provider> provider,
      Optional<Path> waiting) {
    public OrtFacts {
      jars = List.copyOf(jars);
    }
  }

  /**
   * @param cuda major version of CUDA it is built for
   */
  public record Provider(Path folder, int cuda) {}

  /**
   * @param library {@code libcuda.so.1} or {@code nvcuda.dll}, which comes with the driver
   */
  public record Driver(Optional<String> version, Optional<Path> library, List<Gpu> gpus) {
    public static final Driver NONE = new Driver(Optional.empty(), Optional.empty(), List.of());

    public Driver {
      gpus = List.copyOf(gpus);
    }

    boolean isAbsent() {
      return version.isEmpty() && library.isEmpty() && gpus.isEmpty();
    }
  }

  /**
   * @param capability compute capability as in {@code 8.6}; empty when the driver does not tell
   */
  public record Gpu(
      int index, String name, String capability, long totalMegabytes, long freeMegabytes) {}

  /** A tiny graph on a device, and why it did not run. */
  public record Trial(String device, Optional<String> failure, long milliseconds) {}

  /** The build whose libraries count here: the provider's or, without one, the one to install. */
  Build build(Platform platform) {
    return Build.of(ort.provider().map(Provider::cuda).orElse(Build.INSTALLABLE), platform);
  }

  /** The same machine after more trials. */
  public Machine withTrials(List<Trial> more) {
    return new Machine(host, ort, driver, places, more);
  }
}
