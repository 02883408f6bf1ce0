package mumu.command;

import ij.IJ;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import mumu.bundle.Watch;
import mumu.runtime.Devices;
import mumu.runtime.cuda.Platform;
import mumu.runtime.install.CudaInstall;
import mumu.runtime.install.Installed;
import mumu.runtime.install.MavenSettings;
import mumu.runtime.install.PipSettings;
import mumu.runtime.install.Plan;
import mumu.runtime.install.Repository;

/** Fetches the CUDA runtime when the user asks for it, and removes it. */
final class InstallCuda implements Command {
  static final String LABEL = "MUMU Install CUDA...";
  static final String SHORT_LICENCES =
      "ONNX Runtime: MIT; CUDA and cuDNN: NVIDIA Software License Agreement";
  private static final double BYTES_PER_MEGABYTE = 1e6;

  @Override
  public void run(Optional<String> options) throws IOException {
    Recording recording = Recording.begin(LABEL);
    CudaAction action = options.isPresent() ? CudaAction.parse(options.get()) : ask();
    String sentence = perform(action);
    Screen.tell(LABEL, sentence, options.isPresent());
    recording.write(action.format());
  }

  /** Does what the options say; what came of it as text. */
  static String perform(CudaAction action) throws IOException {
    Plan plan = plan();
    try (Work work = new Work()) {
      return action.remove() ? remove(work) : install(action, plan, work);
    }
  }

  private static String install(CudaAction action, Plan plan, Work work) throws IOException {
    List<Repository> repositories = repositories(action.repository(), action.index());
    boolean late = Devices.isPrepared();
    long start = System.nanoTime();
    Path folder = new CudaInstall(plan, repositories, Folders.libraries()).run(watch(work));
    return "CUDA is installed in %s (%.0f MB, %.0f s). %s"
        .formatted(
            folder,
            plan.installedBytes() / BYTES_PER_MEGABYTE,
            (System.nanoTime() - start) / 1e9,
            late ? "Restart ImageJ to use it." : "It is used from now on.");
  }

  private static String remove(Work work) throws IOException {
    Production.unload();
    List<Path> removed = CudaInstall.remove(Folders.libraries(), watch(work));
    return removed.isEmpty()
        ? "there was no CUDA to remove"
        : "removed " + removed + ". Restart ImageJ.";
  }

  private static Watch watch(Work work) {
    IJ.showStatus("MUMU: CUDA… (Esc cancels)");
    return new Watch() {
      private long shownPercent = -1;

      @Override
      public void read(long done, long total) {
        work.cancellation().check();
        long percent = total > 0 ? done * 100 / total : 0;
        if (total > 0 && percent != shownPercent) {
          shownPercent = percent;
          IJ.showProgress((double) done / total);
          IJ.showStatus(
              "MUMU: CUDA, %.0f of %.0f MB (Esc cancels, and the next try goes on there)"
                  .formatted(done / BYTES_PER_MEGABYTE, total / BYTES_PER_MEGABYTE));
        }
      }
    };
  }

  private static CudaAction ask() throws IOException {
    Screen.needOptions(LABEL, "accept=true, after reading the licences (" + SHORT_LICENCES + ")");
    Plan plan = plan();
    List<Path> folders = Folders.libraries();
    boolean installed = Installed.find(folders, plan.runtimeVersion()).isPresent();
    String question =
        installed
            ? ""
            : question(plan, repositories(Optional.empty(), Optional.empty()), folders.get(0));
    return CudaDialog.ask(LABEL, question);
  }

  /** What will be fetched, from where, how much of it, and under which licences. */
  private static String question(Plan plan, List<Repository> repositories, Path folder) {
    String from =
        repositories.stream()
            .map(it -> it.base() + " (" + it.origin() + ")")
            .collect(Collectors.joining(" and "));
    return Sentences.wrap(
            "Fetch %.0f MB from %s and install them in %s, where they take %.0f MB?"
                .formatted(
                    plan.downloadBytes() / BYTES_PER_MEGABYTE,
                    from,
                    folder,
                    plan.installedBytes() / BYTES_PER_MEGABYTE))
        + "\n \nLicences of the parts:\n"
        + String.join("\n", plan.licences());
  }

  /** NB: the proxy of Maven's settings serves for both. */
  private static List<Repository> repositories(Optional<String> repository, Optional<String> index)
      throws IOException {
    Path home = Path.of(System.getProperty("user.home"));
    Repository maven =
        MavenSettings.repository(
            repository.or(() -> property("mumu.repository")),
            home.resolve(".m2").resolve("settings.xml"),
            System.getenv());
    Repository python =
        PipSettings.index(
            index.or(() -> property("mumu.index")), home, System.getenv(), maven.proxy());
    return List.of(maven, python);
  }

  private static Optional<String> property(String name) {
    return Optional.ofNullable(System.getProperty(name));
  }

  /** What was pinned for this platform, unless somebody has pinned their own. */
  private static Plan plan() throws IOException {
    Platform platform =
        Platform.current()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "CUDA cannot be installed here: expected Linux or Windows on x64, found %s on %s. Use device=cpu."
                            .formatted(
                                System.getProperty("os.name"), System.getProperty("os.arch"))));
    Optional<String> own = property("mumu.plan");
    return own.isPresent() ? Plan.read(Path.of(own.get())) : Plan.of(platform);
  }
}
