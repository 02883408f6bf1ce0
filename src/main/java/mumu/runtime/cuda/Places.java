package mumu.runtime.cuda;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Finds the folders where CUDA libraries may lie: installed by the system, conda, pip or us. */
final class Places {
  private static final List<String> SYSTEM =
      List.of(
          "usr/local/cuda/lib64",
          "usr/lib/x86_64-linux-gnu",
          "usr/lib64",
          "usr/local/lib",
          "opt/cuda/lib64",
          "usr/local/nvidia/lib64");

  private final Surroundings surroundings;

  /** File names of the build's libraries, in any version. */
  private final Predicate<String> wanted;

  private final List<Place> places = new ArrayList<>();
  private final Set<Path> seen = new HashSet<>();

  private Places(Surroundings surroundings, Build build) {
    this.surroundings = surroundings;
    this.wanted =
        build.libraries().stream()
            .map(CudaLibrary::anyVersion)
            .reduce(name -> false, Predicate::or);
  }

  /**
   * @param provider the folder of the CUDA provider, if there is one
   */
  static List<Place> find(Surroundings surroundings, Build build, Optional<Path> provider) {
    Places found = new Places(surroundings, build);
    // NB: our own folder is in this program's memory after its first use; that shadows nothing
    List<Path> mapped = found.mapped().filter(it -> !isSame(it, provider)).toList();
    found.add(Place.Kind.LOADED, mapped.stream());
    found.add(Place.Kind.PROVIDER, provider.stream());
    boolean windows = surroundings.isWindows();
    found.add(Place.Kind.SEARCH_PATH, surroundings.folders(windows ? "PATH" : "LD_LIBRARY_PATH"));
    found.add(Place.Kind.CUDA_PATH, found.cudaPath());
    if (!windows) {
      found.add(Place.Kind.SYSTEM, found.system());
    }
    found.add(Place.Kind.CONDA, found.conda());
    found.add(Place.Kind.PIP, new PythonFolders(surroundings).nvidia());
    return List.copyOf(found.places);
  }

  private void add(Place.Kind kind, Stream<Path> folders) {
    folders.forEach(
        folder -> {
          Optional<Path> real = real(folder);
          if (real.isPresent() && !seen.contains(real.get())) {
            List<String> files = files(folder);
            if (!files.isEmpty()) {
              seen.add(real.get());
              places.add(new Place(kind, folder, files));
            }
          }
        });
  }

  private List<String> files(Path folder) {
    List<String> files = new ArrayList<>();
    try (DirectoryStream<Path> list = Files.newDirectoryStream(folder)) {
      for (Path file : list) {
        String name = file.getFileName().toString();
        if (wanted.test(name)) {
          files.add(name);
        }
      }
    } catch (IOException e) {
      return List.of(); // not ours to read
    }
    files.sort(null);
    return files;
  }

  private Stream<Path> cudaPath() {
    return Stream.of("CUDA_PATH", "CUDA_HOME", "CUDNN_PATH")
        .flatMap(surroundings::folders)
        .flatMap(
            it ->
                Stream.of(
                    it.resolve("bin"),
                    it.resolve("bin/x64"),
                    it.resolve("lib64"),
                    it.resolve("lib")));
  }

  private Stream<Path> system() {
    List<Path> versions = PythonFolders.children(surroundings.system("usr/local"), "cuda-*");
    return Stream.concat(
        SYSTEM.stream().map(surroundings::system),
        versions.stream().map(it -> it.resolve("lib64")));
  }

  private Stream<Path> conda() {
    return surroundings
        .folders("CONDA_PREFIX")
        .flatMap(it -> Stream.of(it.resolve("lib"), it.resolve("Library").resolve("bin")));
  }

  /** Folders of libraries that this program has in memory; Linux only. */
  private Stream<Path> mapped() {
    Path maps = surroundings.system("proc/self/maps");
    try {
      List<String> lines = Files.isReadable(maps) ? Files.readAllLines(maps) : List.of();
      return lines.stream()
          .filter(line -> line.contains("/") && line.contains(".so"))
          .map(line -> Path.of(line.substring(line.indexOf('/'))))
          .filter(it -> wanted.test(it.getFileName().toString()))
          .map(Path::getParent)
          .distinct();
    } catch (IOException e) {
      return Stream.empty();
    }
  }

  private static boolean isSame(Path folder, Optional<Path> provider) {
    return provider.isPresent() && real(folder).equals(real(provider.get()));
  }

  private static Optional<Path> real(Path folder) {
    try {
      return Files.isDirectory(folder) ? Optional.of(folder.toRealPath()) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
