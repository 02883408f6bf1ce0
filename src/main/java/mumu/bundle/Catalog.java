package mumu.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The installed bundles: the embedded one, then those in the given folders. */
public final class Catalog {
  /** Id and resource folder of the bundle in the jar. */
  public static final String EMBEDDED = "mumu-tiny";

  private final List<Path> folders;

  /**
   * @param folders places that hold bundles as sub-folders or zips, e.g. {@code
   *     <ImageJ>/models/mumu}; one that does not exist holds none
   */
  public Catalog(List<Path> folders) {
    this.folders = folders.stream().map(path -> path.toAbsolutePath().normalize()).toList();
  }

  /**
   * What is there now.
   *
   * @param bundles by id; of two with one id the first wins
   * @param problems one sentence per bundle that cannot be used
   */
  public record Listing(Map<String, Bundle> bundles, List<String> problems) {}

  /** Reads the manifests of all installed bundles. */
  public Listing list() {
    Map<String, Bundle> bundles = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    collect(Catalog::embedded, bundles, problems);
    for (Path folder : folders) {
      for (Path candidate : candidates(folder, problems)) {
        collect(() -> Optional.of(Bundle.open(candidate)), bundles, problems);
      }
    }
    return new Listing(bundles, problems);
  }

  /**
   * Clears away what killed imports have left, unless somebody is importing now.
   *
   * @return one sentence per folder that cannot be cleared
   */
  public List<String> sweep() {
    List<String> problems = new ArrayList<>();
    for (Path folder : folders) {
      try {
        List<Path> left = InstallFolder.holdsLeftovers(folder) ? sweep(folder) : List.of();
        left.forEach(path -> problems.add(path + " cannot be deleted now; it is of no more use"));
      } catch (IOException e) {
        problems.add(folder + " cannot be cleared of a broken import: " + Reason.of(e));
      }
    }
    return problems;
  }

  private static List<Path> sweep(Path path) throws IOException {
    Optional<InstallFolder> held = InstallFolder.tryHold(path);
    if (held.isEmpty()) {
      return List.of();
    }
    try (InstallFolder folder = held.get()) {
      return folder.sweep();
    }
  }

  /** Everything in the folders that is or may have been a model. */
  List<Path> candidates() {
    List<String> ignored = new ArrayList<>();
    return folders.stream().flatMap(folder -> candidates(folder, ignored).stream()).toList();
  }

  /**
   * @param model an installed bundle's id, or the path of a bundle's folder or zip
   * @throws IllegalArgumentException listing what is installed when there is no such model
   * @throws BundleException when the bundle is damaged
   */
  public Bundle find(String model) throws IOException {
    if (model.equals(EMBEDDED)) {
      Optional<Bundle> embedded = embedded();
      if (embedded.isPresent()) {
        return embedded.get();
      }
    }
    Optional<Bundle> installed = installed(model);
    if (installed.isPresent()) {
      return installed.get();
    }
    Optional<Path> path = existing(model);
    if (path.isPresent()) {
      return Bundle.open(path.get());
    }
    Listing listing = list();
    throw new IllegalArgumentException(
        "no model '"
            + model
            + "': expected the path of a bundle or one of "
            + listing.bundles().keySet()
            + (listing.problems().isEmpty() ? "" : "; unusable: " + listing.problems()));
  }

  /**
   * The first of that id.
   *
   * <p>NB: what cannot be it is not opened; that takes a quarter of a second for each SDXL model.
   */
  private Optional<Bundle> installed(String id) {
    Map<String, Bundle> bundles = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>(); // of no interest where a model is found
    for (Path candidate : candidates()) {
      collect(
          () ->
              DiffusersCard.mayBe(id, candidate)
                  ? Optional.of(Bundle.open(candidate))
                  : Optional.empty(),
          bundles,
          problems);
      if (bundles.containsKey(id)) {
        return Optional.of(bundles.get(id));
      }
    }
    return Optional.empty();
  }

  private static Optional<Bundle> embedded() throws IOException {
    return MumuBundle.embedded(EMBEDDED).map(bundle -> bundle);
  }

  private static Optional<Path> existing(String model) {
    try {
      return Optional.of(Path.of(model)).filter(Files::exists);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static List<Path> candidates(Path folder, List<String> problems) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(folder)) {
      return children
          .filter(path -> !path.getFileName().toString().startsWith("."))
          .filter(path -> Files.isDirectory(path) || path.toString().endsWith(".zip"))
          .sorted()
          .toList();
    } catch (IOException e) {
      problems.add(folder + " cannot be listed: " + e.getMessage());
      return List.of();
    }
  }

  private static void collect(Source source, Map<String, Bundle> bundles, List<String> problems) {
    try {
      source.open().ifPresent(bundle -> bundles.putIfAbsent(bundle.id(), bundle));
    } catch (IOException e) {
      problems.add(e.getMessage());
    }
  }

  private interface Source {
    Optional<Bundle> open() throws IOException;
  }
}
