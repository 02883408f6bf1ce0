package mumu.runtime.cuda;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the CUDA libraries may lack. */
final class LibraryRungs {
  /** How Linux says which library it did not find. */
  private static final Pattern NOT_FOUND =
      Pattern.compile("(\\S+\\.so[.0-9]*): cannot open shared object file");

  private LibraryRungs() {}

  static Optional<Advice> wrongMajor(Machine machine, String device) {
    List<Finding> wrong = in(machine, Finding.State.WRONG_MAJOR);
    if (wrong.isEmpty()) {
      return Optional.empty();
    }
    return Ladder.advice(
        "ONNX Runtime's CUDA provider is built for CUDA %d and cuDNN 9, but found %s"
            .formatted(cuda(machine), list(wrong, true)),
        next(machine));
  }

  static Optional<Advice> missing(Machine machine, String device) {
    List<Finding> missing = in(machine, Finding.State.MISSING);
    if (!missing.isEmpty()) {
      return Ladder.advice("needed for CUDA and not found: " + list(missing, false), next(machine));
    }
    Matcher named = NOT_FOUND.matcher(Ladder.failure(machine, device).orElse(""));
    if (!named.find()) {
      return Optional.empty();
    }
    String library = named.group(1);
    return library.startsWith("libcuda.so")
        ? Ladder.advice(
            "the NVIDIA driver's library " + library + " was not found",
            "Have NVIDIA's driver installed; a container needs --gpus all. Else use device=cpu.")
        : Ladder.advice("needed for CUDA and not found: " + library, next(machine));
  }

  static Optional<Advice> shadowed(Machine machine, String device) {
    List<Finding> shadowed = in(machine, Finding.State.SHADOWED);
    return shadowed.isEmpty()
        ? Optional.empty()
        : Ladder.advice(
            "something else in this program has loaded its own copy of " + list(shadowed, true),
            "Restart ImageJ and use MUMU before the other plugin, or remove that plugin.");
  }

  /** NB: Windows says that something is missing, but never what. */
  static Optional<Advice> unnamed(Machine machine, String device) {
    String failure = Ladder.failure(machine, device).orElse("");
    if (failure.contains("error 126") || failure.contains("error 127")) {
      return Ladder.advice(
          "Windows did not find a library that the CUDA provider needs, or found a wrong one ("
              + failure
              + ")",
          "Install the current Microsoft Visual C++ Redistributable for x64 and restart ImageJ;"
              + " then run 'MUMU Install CUDA...' again.");
    }
    return failure.contains("cuDNN is not available") || failure.contains("CUDNN_STATUS_NOT_INIT")
        ? Ladder.advice("cuDNN did not start (" + failure + ")", next(machine))
        : Optional.empty();
  }

  /** NB: our own folder is whole or absent, so what is missing is missing elsewhere. */
  private static String next(Machine machine) {
    return cuda(machine) == Build.INSTALLABLE
        ? Ladder.INSTALL
        : "Install the libraries of CUDA %d and cuDNN 9 there (with pip or conda), or run 'MUMU Install CUDA...' and start ImageJ without onnxruntime.native.path."
            .formatted(cuda(machine));
  }

  private static List<Finding> in(Machine machine, Finding.State state) {
    return machine
        .host()
        .platform()
        .map(platform -> Finding.of(machine, platform))
        .orElse(List.of())
        .stream()
        .filter(it -> it.state() == state && it.isNeeded())
        .toList();
  }

  private static String list(List<Finding> findings, boolean where) {
    return findings.stream()
        .map(it -> where ? it.file().orElseThrow().toString() : it.library().file())
        .collect(Collectors.joining(", "));
  }

  private static int cuda(Machine machine) {
    return machine.ort().provider().map(Machine.Provider::cuda).orElse(Build.INSTALLABLE);
  }
}
