package mumu.runtime.cuda;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The preflight report: what is here, what ran, what is missing, and the next step. */
public final class PreflightText {
  private final StringBuilder text = new StringBuilder();

  private PreflightText() {}

  /**
   * @param machine with a trial of every device
   * @param auto what {@code device=auto} takes and why
   * @param broken a sentence for each library that did not load
   */
  public static String of(Machine machine, String auto, List<String> broken) {
    PreflightText report = new PreflightText();
    report.host(machine.host());
    report.ort(machine.ort());
    report.driver(machine.driver());
    machine.host().platform().ifPresent(it -> report.libraries(machine, it));
    broken.forEach(it -> report.line("  does not load", it));
    report.trials(machine.trials());
    report.line("auto", auto);
    report.line("Next step", next(machine).next());
    return report.text.toString();
  }

  private static Advice next(Machine machine) {
    return Ladder.advise(machine, "cuda:0");
  }

  private void host(Machine.Host host) {
    line("System", host.os() + " " + host.arch());
    line("CPU", host.cpu() + ", " + host.cores() + " logical cores usable");
    line(
        "Memory",
        "%d MB in the machine, Java may take %d MB; models lie outside of that"
            .formatted(host.memoryMegabytes(), Runtime.getRuntime().maxMemory() >> 20));
    line("Java", host.java());
    host.vcRuntimes()
        .forEach(
            it ->
                line(
                    "Microsoft C++ runtime",
                    it.version() + " in " + it.file() + (it.isTooOld() ? ", too old" : "")));
  }

  private void ort(Machine.OrtFacts ort) {
    line(
        "ONNX Runtime",
        ort.failure().isEmpty()
            ? ort.version() + " from " + String.join(" and ", ort.jars())
            : "no: " + ort.failure().get());
    line(
        "CUDA provider",
        ort.provider()
            .map(it -> "for CUDA " + it.cuda() + " in " + it.folder())
            .or(() -> ort.waiting().map(it -> "used from the next start of ImageJ, in " + it))
            .orElse("none, this is ONNX Runtime for the CPU only"));
  }

  private void driver(Machine.Driver driver) {
    line(
        "NVIDIA driver",
        driver.isAbsent()
            ? "none found"
            : driver.version().orElse("of unknown version")
                + driver.library().map(it -> ", " + it).orElse(""));
    for (Machine.Gpu gpu : driver.gpus()) {
      line(
          "GPU " + gpu.index(),
          "%s, compute capability %s, %d of %d MB free"
              .formatted(
                  gpu.name(),
                  gpu.capability().isEmpty() ? "unknown" : gpu.capability(),
                  gpu.freeMegabytes(),
                  gpu.totalMegabytes()));
    }
  }

  private void libraries(Machine machine, Platform platform) {
    List<Place> places = machine.places();
    if (places.isEmpty() && machine.driver().isAbsent()) {
      line("CUDA libraries", "none found");
      return;
    }
    for (Place place : places) {
      line(
          "CUDA libraries",
          "%d in %s (%s)".formatted(place.files().size(), place.folder(), place.kind().words()));
    }
    line("Needed", "for the provider of CUDA " + machine.build(platform).cuda());
    for (Finding finding : Finding.of(machine, platform)) {
      line("  " + finding.library().name(), words(finding));
    }
  }

  private static String words(Finding finding) {
    String file = finding.file().map(Path::toString).orElse("");
    String others =
        finding.others().isEmpty()
            ? ""
            : finding.others().stream()
                .map(Path::toString)
                .collect(Collectors.joining(", ", "; not used: ", ""));
    return switch (finding.state()) {
      case FOUND -> "found " + file + others;
      case MISSING ->
          "missing "
              + finding.library().file()
              + (finding.isNeeded() ? "" : " (only some models need it)");
      case WRONG_MAJOR -> "wrong version " + file + ", needed is " + finding.library().file();
      case SHADOWED -> "shadowed by " + file + ", which is in this program already" + others;
    };
  }

  private void trials(List<Machine.Trial> trials) {
    for (Machine.Trial trial : trials) {
      Optional<String> failure = trial.failure();
      line(
          trial.device(),
          failure.isEmpty()
              ? "yes, a test graph ran in " + trial.milliseconds() + " ms"
              : "no: " + failure.get());
    }
  }

  private void line(String name, String value) {
    text.append(name).append(": ").append(value).append('\n');
  }
}
