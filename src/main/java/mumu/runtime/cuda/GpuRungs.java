package mumu.runtime.cuda;

import java.util.List;
import java.util.Optional;

/** What a driver or GPU may lack. */
final class GpuRungs {
  /** First driver of each CUDA version, from NVIDIA's table in the CUDA release notes. */
  private static final int DRIVER_FOR_12 = 525;

  private static final int DRIVER_FOR_13 = 580;

  /** Oldest compute capability in the provider's code, as {@code cuobjdump} lists it. */
  private static final double CAPABILITY_FOR_12 = 7.0;

  private static final double CAPABILITY_FOR_13 = 7.5;

  private static final long LEAST_FREE_MEGABYTES = 500;

  private GpuRungs() {}

  static Optional<Advice> oldDriver(Machine machine, String device) {
    int cuda = cuda(machine);
    int needed = cuda == Build.INSTALLABLE ? DRIVER_FOR_12 : DRIVER_FOR_13;
    Optional<String> version = machine.driver().version();
    boolean old = version.isPresent() && major(version.get()) < needed;
    String failure = Ladder.failure(machine, device).orElse("");
    if (!old
        && !failure.contains("driver version is insufficient")
        && !failure.contains("CUDA failure 35")) {
      return Optional.empty();
    }
    return Ladder.advice(
        "the NVIDIA driver%s is too old for CUDA %d"
            .formatted(version.map(it -> " " + it).orElse(""), cuda),
        "Have the driver updated to %d or newer, or use device=cpu.".formatted(needed));
  }

  static Optional<Advice> oldGpu(Machine machine, String device) {
    double needed = cuda(machine) == Build.INSTALLABLE ? CAPABILITY_FOR_12 : CAPABILITY_FOR_13;
    Optional<Machine.Gpu> old =
        gpu(machine, device)
            .filter(it -> it.capability().matches("[0-9]{1,2}\\.[0-9]"))
            .filter(it -> Double.parseDouble(it.capability()) < needed);
    if (old.isPresent()) {
      return Ladder.advice(
          "the %s is too old for ONNX Runtime's CUDA provider (compute capability %s, needed is %.1f)"
              .formatted(old.get().name(), old.get().capability(), needed),
          "Use device=cpu or another GPU.");
    }
    return Ladder.failure(machine, device).orElse("").contains("no kernel image")
        ? Ladder.advice(
            "ONNX Runtime's CUDA provider has no code for this GPU",
            "Use device=cpu, and send us this report.")
        : Optional.empty();
  }

  static Optional<Advice> memory(Machine machine, String device) {
    String failure = Ladder.failure(machine, device).orElse("");
    Optional<Machine.Gpu> full =
        gpu(machine, device)
            .filter(it -> it.totalMegabytes() > 0 && it.freeMegabytes() < LEAST_FREE_MEGABYTES);
    if (full.isEmpty()
        && !failure.contains("out of memory")
        && !failure.contains("CUDNN_STATUS_ALLOC_FAILED")) {
      return Optional.empty();
    }
    return Ladder.advice(
        "the GPU's memory is full%s"
            .formatted(
                full.map(
                        it ->
                            " (%d of %d MB free)"
                                .formatted(it.freeMegabytes(), it.totalMegabytes()))
                    .orElse("")),
        "Close other programs that use the GPU (nvidia-smi lists them), or use device=cpu.");
  }

  private static Optional<Machine.Gpu> gpu(Machine machine, String device) {
    List<Machine.Gpu> gpus = machine.driver().gpus();
    return gpus.stream().filter(it -> device.equals("cuda:" + it.index())).findFirst();
  }

  private static int cuda(Machine machine) {
    return machine.ort().provider().map(Machine.Provider::cuda).orElse(Build.INSTALLABLE);
  }

  private static int major(String version) {
    String digits = version.replaceAll("\\..*|[^0-9.].*", "");
    return digits.isEmpty() || digits.length() > 6 ? Integer.MAX_VALUE : Integer.parseInt(digits);
  }
}
