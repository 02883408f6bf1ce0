package mumu.runtime;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mumu.runtime.cuda.Advice;
import mumu.runtime.cuda.Ladder;
import mumu.runtime.cuda.Machine;
import mumu.runtime.cuda.Platform;
import mumu.runtime.cuda.PreflightText;
import mumu.runtime.cuda.Preloading;
import mumu.runtime.cuda.Surroundings;
import mumu.runtime.cuda.Survey;
import mumu.runtime.install.Installed;
import mumu.runtime.install.Plan;

/** What graphs can run on here. */
public final class Devices {
  private static final String CPU = "cpu";
  private static final String CUDA = "cuda";
  private static final String FIRST = "cuda:0";

  /** Where the CUDA runtime was looked for; set once, for ONNX Runtime asks only once. */
  private static final String SEARCHED = "mumu.libraries.searched";

  /** ONNX Runtime's own option: the folder with its native libraries. */
  private static final String NATIVE_PATH = "onnxruntime.native.path";

  private Devices() {}

  /**
   * Looks for an installed CUDA runtime and has ONNX Runtime use it, else libraries that were
   * unpacked before. To be called before anything else here; later calls do nothing, because ONNX
   * Runtime reads its option when its first class is used.
   *
   * @param folders those that may hold an installation, by preference
   * @return a sentence where ONNX Runtime has to unpack its libraries itself, and why
   */
  public static synchronized Optional<String> prepare(List<Path> folders) {
    if (System.getProperty(SEARCHED) != null) {
      return Optional.empty();
    }
    String searched =
        folders.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    System.setProperty(SEARCHED, searched);
    if (System.getProperty(NATIVE_PATH) != null) {
      return Optional.empty();
    }
    try {
      Optional<Path> ready = installed();
      ready = ready.isPresent() ? ready : UnpackedLibraries.in(UserCache.folder("libraries"));
      ready.ifPresent(it -> System.setProperty(NATIVE_PATH, it.toString()));
      return Optional.empty();
    } catch (IOException e) {
      Object reason = e instanceof FileSystemException ? e : e.getMessage(); // else only a path
      return Optional.of("ONNX Runtime unpacks its libraries at every start: " + reason);
    }
  }

  /**
   * Whether ONNX Runtime has been told where its libraries are; a new installation comes too late.
   */
  public static boolean isPrepared() {
    return System.getProperty(SEARCHED) != null;
  }

  /**
   * Finds out by running a tiny graph whether a device works.
   *
   * @param name {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:N}; {@code cuda} never falls
   *     back
   * @throws IllegalArgumentException when the device cannot be used, with the reason and what to do
   */
  public static Device choose(String name) {
    if (name.equals(CPU)) {
      return new Device(CPU, "the CPU was asked for");
    }
    if (name.equals("auto")) {
      Optional<Advice> advice = whyNotCuda(FIRST);
      return advice.isEmpty()
          ? new Device(FIRST, "auto took the first CUDA GPU")
          : new Device(CPU, "auto took the CPU: " + advice.get().what());
    }
    if (!name.matches("cuda(:[0-9]{1,3})?")) {
      throw new IllegalArgumentException(
          "device must be auto, cpu, cuda or cuda:N, was '" + name + "'");
    }
    String device =
        name.equals(CUDA)
            ? FIRST
            : CUDA + ":" + Integer.parseInt(name.substring(CUDA.length() + 1));
    Optional<Advice> advice = whyNotCuda(device);
    if (advice.isPresent()) {
      throw new IllegalArgumentException(
          "device=%s cannot be used: %s. %s device=auto takes what works; 'MUMU Check Device...' tells more."
              .formatted(name, advice.get().what(), advice.get().next()));
    }
    return new Device(device, "CUDA was asked for");
  }

  /** ONNX Runtime's version. */
  public static String runtimeVersion() {
    return Ort.environment().getVersion();
  }

  /** The preflight report: what was tried here and now, what is missing, and the next step. */
  public static String report() {
    DeviceMemory.REAL.forget();
    Survey survey = new Survey(Surroundings.real());
    Machine machine = survey.askDriver(survey.look(OrtHome.facts(nativeFolder(), installed())));
    List<String> broken = Preloading.load(machine);
    machine = machine.withTrials(trials(machine));
    boolean works = Ladder.works(machine, FIRST);
    String auto = works ? FIRST : CPU + ", because " + Ladder.advise(machine, FIRST).what();
    return PreflightText.of(machine, auto, broken);
  }

  private static List<Machine.Trial> trials(Machine machine) {
    List<Machine.Trial> trials = new ArrayList<>();
    if (machine.ort().failure().isEmpty()) {
      trials.add(Trials.run(CPU));
      int gpus = Math.max(1, machine.driver().gpus().size());
      IntStream.range(0, gpus).forEach(it -> trials.add(Trials.run(CUDA + ":" + it)));
    }
    return trials;
  }

  /** NB: the driver is asked only about a failure, for that may take a second. */
  private static Optional<Advice> whyNotCuda(String device) {
    Survey survey = new Survey(Surroundings.real());
    Machine machine = survey.look(OrtHome.facts(nativeFolder(), installed()));
    Preloading.load(machine);
    Machine.Trial trial =
        machine
            .ort()
            .failure()
            .map(failure -> new Machine.Trial(device, Optional.of(failure), 0))
            .orElseGet(() -> Trials.run(device));
    return trial.failure().isEmpty()
        ? Optional.empty()
        : Optional.of(Ladder.advise(survey.askDriver(machine).withTrials(List.of(trial)), device));
  }

  private static Optional<Path> nativeFolder() {
    return Optional.ofNullable(System.getProperty(NATIVE_PATH)).map(Path::of);
  }

  /** The whole installation for our version of ONNX Runtime, be it in use or not. */
  private static Optional<Path> installed() {
    List<Path> folders =
        Arrays.stream(System.getProperty(SEARCHED, "").split(File.pathSeparator))
            .filter(it -> !it.isEmpty())
            .map(Path::of)
            .toList();
    return Platform.current()
        .map(it -> OrtHome.classVersion().orElse(Plan.of(it).runtimeVersion()))
        .flatMap(it -> Installed.find(folders, it));
  }
}
