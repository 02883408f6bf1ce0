package mumu.runtime.cuda;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What became of the search for one library.
 *
 * @param file the library that is taken, or of another version; absent when there is none
 * @param others further files of the same name, which are not taken
 */
public record Finding(CudaLibrary library, State state, Optional<Path> file, List<Path> others) {
  /** NB: shadowed: another copy is in this program already, and ours cannot take its place. */
  enum State {
    FOUND,
    MISSING,
    WRONG_MAJOR,
    SHADOWED
  }

  public Finding {
    others = List.copyOf(others);
  }

  /** Whether there is no picture without it. */
  boolean isNeeded() {
    return library.need() != CudaLibrary.Need.EXTRA;
  }

  /** Whether it can be loaded. */
  boolean isUsable() {
    return state == State.FOUND;
  }

  /** Looks for every library of the machine's build. */
  static List<Finding> of(Machine machine, Platform platform) {
    List<CudaLibrary> libraries = machine.build(platform).libraries();
    List<Place> places = machine.places();
    List<Place> cudnn = homeOfCudnn(libraries, places);
    return libraries.stream().map(it -> find(it, it.isCudnn() ? cudnn : places)).toList();
  }

  /** NB: parts of cuDNN from two places are of two versions sooner or later, and then it fails. */
  private static List<Place> homeOfCudnn(List<CudaLibrary> libraries, List<Place> places) {
    CudaLibrary last = libraries.get(libraries.size() - 1);
    return places.stream()
        .filter(place -> place.files().stream().anyMatch(last::is))
        .findFirst()
        .map(List::of)
        .orElse(places);
  }

  private static Finding find(CudaLibrary library, List<Place> places) {
    List<Path> same = new ArrayList<>();
    List<Path> different = new ArrayList<>();
    Predicate<String> anyVersion = library.anyVersion();
    for (Place place : places) {
      for (String file : place.files()) {
        if (library.is(file)) {
          same.add(place.folder().resolve(file));
        } else if (anyVersion.test(file)) {
          different.add(place.folder().resolve(file));
        }
      }
    }
    if (same.isEmpty()) {
      State state = different.isEmpty() ? State.MISSING : State.WRONG_MAJOR;
      return new Finding(library, state, different.stream().findFirst(), List.of());
    }
    State state = isShadowed(places, same) ? State.SHADOWED : State.FOUND;
    return new Finding(library, state, Optional.of(same.get(0)), same.subList(1, same.size()));
  }

  private static boolean isShadowed(List<Place> places, List<Path> same) {
    return isIn(Place.Kind.LOADED, same.get(0), places)
        && same.stream().skip(1).anyMatch(file -> isIn(Place.Kind.PROVIDER, file, places));
  }

  private static boolean isIn(Place.Kind kind, Path file, List<Place> places) {
    return places.stream()
        .anyMatch(place -> place.kind() == kind && file.startsWith(place.folder()));
  }
}
