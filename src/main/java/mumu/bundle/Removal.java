package mumu.bundle;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Takes installed models away: only what lies in a models folder, never where a link leads. */
public final class Removal {
  private final Catalog catalog;

  public Removal(Catalog catalog) {
    this.catalog = catalog;
  }

  /** Ids of the installed models, and file names of what lies beside them but is not listed. */
  public List<String> names() {
    Map<String, Bundle> bundles = catalog.list().bundles();
    Set<String> listed = bundles.values().stream().map(Bundle::where).collect(Collectors.toSet());
    Stream<String> others =
        catalog.candidates().stream()
            .filter(child -> !listed.contains(child.toString()))
            .map(child -> child.getFileName().toString());
    return Stream.concat(bundles.keySet().stream(), others)
        .filter(name -> !name.equals(Catalog.EMBEDDED))
        .distinct()
        .toList();
  }

  /**
   * Where a model lies.
   *
   * @param name an installed model's id or, for one that cannot be read, its file name
   * @throws IllegalArgumentException when there is no such model, or it is the embedded one
   */
  public Path find(String name) {
    if (name.equals(Catalog.EMBEDDED)) {
      throw new IllegalArgumentException(
          "the model '" + name + "' cannot be removed: it is embedded in the plugin's jar.");
    }
    Catalog.Listing listing = catalog.list();
    if (listing.bundles().containsKey(name)) {
      return Path.of(listing.bundles().get(name).where());
    }
    List<Path> children = catalog.candidates();
    return children.stream()
        .filter(child -> child.getFileName().toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the model '%s' cannot be removed: expected the id of an installed model, one of %s, or a name in a models folder, one of %s."
                        .formatted(
                            name,
                            listing.bundles().keySet(),
                            children.stream().map(Path::getFileName).toList())));
  }

  /**
   * Removes a model.
   *
   * @return where it was
   * @throws IOException when it cannot be moved or deleted
   */
  public Path remove(String name, Watch watch) throws IOException {
    Path place = find(name);
    try (InstallFolder folder = InstallFolder.hold(place.getParent(), watch)) {
      folder.remove(place);
    } catch (IOException e) {
      throw new IOException(
          "the model '%s' in %s cannot be removed: %s. Close what uses it, or check your permissions."
              .formatted(name, place, Reason.of(e)),
          e);
    }
    return place;
  }
}
