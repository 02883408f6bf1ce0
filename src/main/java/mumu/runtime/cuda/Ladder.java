package mumu.runtime.cuda;

import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * Why CUDA does not work, the thing to mend first at the top.
 *
 * <p>Every rung is a pure function of what was found, so each can be tested without the machine
 * that has the fault.
 */
public final class Ladder {
  static final String INSTALL = "Run 'MUMU Install CUDA...' once.";
  private static final String CPU_ONLY = "Use device=cpu.";

  /** Since 1.24 there is no native library for Macs with Intel processors. */
  private static final String INTEL_MAC =
      "ONNX Runtime has no library for Macs with an Intel processor";

  /** A rung: the machine and the device that was tried, to what is wrong. */
  private interface Rung extends BiFunction<Machine, String, Optional<Advice>> {}

  private static final List<Rung> RUNGS =
      List.of(
          Ladder::runtime,
          Ladder::twoJars,
          Ladder::nothing,
          Ladder::platform,
          Ladder::driver,
          Ladder::gpu,
          Ladder::provider,
          Ladder::startedBefore,
          Ladder::device,
          GpuRungs::oldDriver,
          GpuRungs::oldGpu,
          LibraryRungs::wrongMajor,
          LibraryRungs::missing,
          LibraryRungs::shadowed,
          GpuRungs::memory,
          LibraryRungs::unnamed,
          Ladder::unknown);

  private Ladder() {}

  /**
   * What to do about a device.
   *
   * @param device {@code cuda:N} that was tried
   */
  public static Advice advise(Machine machine, String device) {
    return RUNGS.stream()
        .flatMap(rung -> rung.apply(machine, device).stream())
        .findFirst()
        .orElseThrow();
  }

  private static Optional<Advice> runtime(Machine machine, String device) {
    Optional<String> failure = machine.ort().failure();
    if (failure.isEmpty()) {
      return Optional.empty();
    }
    if (isMac(machine) && machine.host().arch().equals("x86_64")) {
      return advice(INTEL_MAC, "Use a Mac with Apple silicon, Linux or Windows.");
    }
    List<VcRuntime> runtimes = machine.host().vcRuntimes();
    if (!runtimes.isEmpty() && runtimes.get(0).isTooOld()) {
      VcRuntime old = runtimes.get(0);
      return advice(
          "this Java brings a Microsoft C++ runtime that is too old for ONNX Runtime (%s is version %s, needed is %d.%d or newer)"
              .formatted(old.file(), old.version(), VcRuntime.NEEDED_MAJOR, VcRuntime.NEEDED_MINOR),
          "Use another Java 17 or 21, such as Temurin's or Zulu's, or the one of a current Fiji.");
    }
    if (machine.host().os().startsWith("Windows") && failure.get().contains("DLL")) {
      return advice(
          "ONNX Runtime's library did not start (" + failure.get() + ")",
          "Install the current Microsoft Visual C++ Redistributable for x64, then restart ImageJ.");
    }
    return advice(
        "ONNX Runtime's library did not load (" + failure.get() + ")",
        "Unpack the plugin's zip again over the ImageJ folder; supported are Linux and Windows on"
            + " x64, Linux and macOS on arm64.");
  }

  private static Optional<Advice> twoJars(Machine machine, String device) {
    List<String> jars = machine.ort().jars();
    return jars.size() < 2
        ? Optional.empty()
        : advice(
            "ONNX Runtime is on the class path more than once: " + String.join(" and ", jars),
            "Keep onnxruntime-%s.jar, move the others away, and restart ImageJ."
                .formatted(machine.ort().version()));
  }

  /** Whether a tiny graph ran on the device. */
  public static boolean works(Machine machine, String device) {
    return machine.trials().stream()
        .anyMatch(trial -> trial.device().equals(device) && trial.failure().isEmpty());
  }

  private static Optional<Advice> nothing(Machine machine, String device) {
    return works(machine, device)
        ? advice("nothing", "Nothing is to be done: device=" + device + " works.")
        : Optional.empty();
  }

  private static Optional<Advice> platform(Machine machine, String device) {
    if (isMac(machine)) {
      return advice("there is no CUDA on macOS", CPU_ONLY);
    }
    return machine.host().platform().isPresent()
        ? Optional.empty()
        : advice(
            "ONNX Runtime's CUDA provider exists for Linux and Windows on x64 only, this is %s on %s"
                .formatted(machine.host().os(), machine.host().arch()),
            CPU_ONLY);
  }

  private static Optional<Advice> driver(Machine machine, String device) {
    return machine.driver().isAbsent()
        ? advice(
            "no NVIDIA driver was found",
            "If this machine has an NVIDIA GPU, have its driver installed; else use device=cpu.")
        : Optional.empty();
  }

  private static Optional<Advice> gpu(Machine machine, String device) {
    Machine.Driver driver = machine.driver();
    if (failure(machine, device).orElse("").contains("no CUDA-capable device")) {
      return advice(
          "CUDA sees no GPU",
          "Look at what nvidia-smi says, and whether CUDA_VISIBLE_DEVICES is set and hides it.");
    }
    return driver.gpus().isEmpty() && driver.version().isPresent()
        ? advice(
            "the NVIDIA driver %s shows no GPU".formatted(driver.version().get()),
            "Look at what nvidia-smi says; a container needs --gpus all, a notebook may have the"
                + " GPU switched off.")
        : Optional.empty();
  }

  private static Optional<Advice> provider(Machine machine, String device) {
    if (machine.ort().provider().isPresent()) {
      return Optional.empty();
    }
    return machine.ort().waiting().isPresent()
        ? advice("CUDA was installed after ImageJ had started", "Restart ImageJ.")
        : advice("this installation has ONNX Runtime for the CPU only", INSTALL);
  }

  /** NB: ONNX Runtime asks once where its libraries are, when its first class is used. */
  private static Optional<Advice> startedBefore(Machine machine, String device) {
    return failure(machine, device).orElse("").contains("Failed to find CUDA shared provider")
        ? advice(
            "another plugin has started ONNX Runtime before MUMU could tell it where CUDA is",
            "Restart ImageJ and use MUMU first.")
        : Optional.empty();
  }

  private static Optional<Advice> device(Machine machine, String device) {
    int index = Integer.parseInt(device.substring(device.indexOf(':') + 1));
    int count = machine.driver().gpus().size();
    boolean refused = failure(machine, device).orElse("").contains("invalid device ordinal");
    if (!refused && (count == 0 || index < count)) {
      return Optional.empty();
    }
    return advice(
        "there is no GPU number %d".formatted(index),
        count == 0
            ? "Use device=cuda for the first GPU."
            : "Use cuda:0%s.".formatted(count == 1 ? "" : " to cuda:" + (count - 1)));
  }

  private static Optional<Advice> unknown(Machine machine, String device) {
    return advice(
        "the CUDA provider did not open (" + failure(machine, device).orElse("not tried") + ")",
        "Use device=cpu, and send us this report.");
  }

  /** What the trial of the device said; absent when it ran, or was not tried. */
  static Optional<String> failure(Machine machine, String device) {
    Stream<Machine.Trial> trials =
        machine.trials().stream().filter(trial -> trial.device().equals(device));
    return trials.flatMap(trial -> trial.failure().stream()).findFirst();
  }

  static Optional<Advice> advice(String what, String next) {
    return Optional.of(new Advice(what, next));
  }

  private static boolean isMac(Machine machine) {
    return machine.host().os().startsWith("Mac");
  }
}
