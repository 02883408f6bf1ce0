package mumu.runtime.cuda;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Finds what pip has installed of NVIDIA's libraries, in every Python that can be found. */
final class PythonFolders {
  private final Surroundings surroundings;

  PythonFolders(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** The folders {@code nvidia/<package>/lib} (Windows: {@code bin}) of all Pythons. */
  Stream<Path> nvidia() {
    return sitePackages()
        .map(it -> it.resolve("nvidia"))
        .flatMap(it -> children(it, "*").stream())
        .flatMap(it -> Stream.of(it.resolve("lib"), it.resolve("bin"), it.resolve("bin/x86_64")));
  }

  private Stream<Path> sitePackages() {
    Stream<Path> environments =
        Stream.concat(surroundings.folders("VIRTUAL_ENV"), surroundings.folders("CONDA_PREFIX"));
    Stream<Path> named = surroundings.folders("PYTHONPATH");
    return Stream.concat(named, Stream.concat(environments, roots()).flatMap(this::packagesOf));
  }

  /** Where a Python may have been installed. */
  private Stream<Path> roots() {
    if (surroundings.isWindows()) {
      Stream<Path> installed =
          surroundings.folders("LOCALAPPDATA").map(it -> it.resolve("Programs").resolve("Python"));
      Stream<Path> users = surroundings.folders("APPDATA").map(it -> it.resolve("Python"));
      return Stream.concat(
          Stream.concat(installed, users).flatMap(it -> children(it, "Python3*").stream()),
          surroundings.folders("PATH"));
    }
    Stream<Path> onPath = surroundings.folders("PATH").map(it -> it.resolveSibling(""));
    Stream<Path> fixed =
        Stream.of("usr", "usr/local", "opt/conda", "opt/venv").map(surroundings::system);
    return Stream.concat(
        Stream.of(surroundings.home().resolve(".local")), Stream.concat(onPath, fixed));
  }

  private Stream<Path> packagesOf(Path root) {
    if (surroundings.isWindows()) {
      return Stream.of(root.resolve("Lib").resolve("site-packages"), root.resolve("site-packages"));
    }
    return children(root.resolve("lib"), "python3*").stream()
        .flatMap(it -> Stream.of(it.resolve("site-packages"), it.resolve("dist-packages")));
  }

  static List<Path> children(Path folder, String glob) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> list = Files.newDirectoryStream(folder, glob)) {
      list.forEach(children::add);
    } catch (IOException e) {
      return List.of(); // not ours to read
    }
    children.sort(null);
    return children;
  }
}
