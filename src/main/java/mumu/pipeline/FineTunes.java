package mumu.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import mumu.bundle.DiffusersBundle;
import mumu.bundle.FineTuneFile;
import mumu.bundle.WeightChange;
import mumu.request.FineTune;
import mumu.runtime.GraphException;
import mumu.runtime.GraphFile;
import mumu.runtime.WeightMerge;
import mumu.runtime.WeightMerge.Strong;

/** The fine-tunes of a request, read as far as is needed to merge them into a model's graphs. */
final class FineTunes {
  private final List<Source> sources;
  private final Map<String, List<Strong>> changes;
  private final List<String> warnings;

  /** What makes two lists of fine-tunes the same. */
  private record Source(Path path, long bytes, long changed, double strength) {}

  private FineTunes(
      List<Source> sources, Map<String, List<Strong>> changes, List<String> warnings) {
    this.sources = sources;
    this.changes = changes;
    this.warnings = warnings;
  }

  static FineTunes none() {
    return new FineTunes(List.of(), Map.of(), List.of());
  }

  /**
   * @throws IllegalArgumentException when a file does not exist or changes no part of the model
   * @throws GenerationException when a file is damaged or of another kind
   */
  static FineTunes of(DiffusersBundle bundle, List<FineTune> wanted) {
    List<Source> sources = new ArrayList<>();
    Map<String, List<Strong>> changes = new LinkedHashMap<>();
    List<String> warnings = new ArrayList<>();
    for (FineTune fineTune : wanted) {
      Path path = find(bundle, fineTune.file());
      try {
        sources.add(
            new Source(
                path,
                Files.size(path),
                Files.getLastModifiedTime(path).toMillis(),
                fineTune.strength()));
        FineTuneFile file = FineTuneFile.open(path, bundle.denoiser().layersPerBlock());
        if (!file.ignored().isEmpty()) {
          warnings.add(
              "the fine-tune " + path + " also holds " + file.ignored() + ", which is not merged");
        }
        for (WeightChange change : file.changes()) {
          changes
              .computeIfAbsent(change.part(), part -> new ArrayList<>())
              .add(new Strong(change, fineTune.strength()));
        }
      } catch (IOException e) {
        throw new GenerationException(e.getMessage(), e);
      }
    }
    for (String part : changes.keySet()) {
      if (!bundle.has(part) && !part.equals("vae_encoder")) {
        throw new IllegalArgumentException(
            "the fine-tune changes %s, which the model %s does not have; it was made for another kind of model"
                .formatted(part, bundle.id()));
      }
    }
    return new FineTunes(sources, changes, warnings);
  }

  /** A file by its path, or by its name inside the model. */
  private static Path find(DiffusersBundle bundle, String file) {
    try {
      Path path = Path.of(file);
      if (Files.isRegularFile(path)) {
        return path.toAbsolutePath().normalize();
      }
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          "finetune: '" + file + "' is no path: " + e.getMessage(), e);
    }
    Optional<Path> inside = bundle.fineTune(file);
    return inside.orElseThrow(
        () ->
            new IllegalArgumentException(
                "the fine-tune '%s' does not exist; expected a .safetensors file, or one of those inside the model: %s"
                    .formatted(file, bundle.fineTunes())));
  }

  boolean changes(String part) {
    return changes.containsKey(part);
  }

  /**
   * A part's graph with what these want of it.
   *
   * <p>NB: exporters leave out layers of text encoders that the denoiser does not listen to, so
   * that only there some may be missing.
   *
   * @param warn told what had no effect
   * @throws GraphException when the graph does not have the weights
   */
  GraphFile merge(String part, GraphFile file, Consumer<String> warn) {
    if (!changes(part)) {
      return file;
    }
    int all = changes.get(part).size();
    WeightMerge.Merged merged = WeightMerge.merge(file, changes.get(part));
    int missing = merged.unmatched().size();
    if (missing > 0) {
      String message =
          "%d of %d weights that the fine-tune changes are not in %s, the first is %s"
              .formatted(missing, all, file.name(), merged.unmatched().get(0));
      if (missing == all || !part.startsWith("text_encoder")) {
        throw new GraphException(
            message
                + "; expected a fine-tune for this kind of model, and graphs that were not fused by"
                + " an optimiser");
      }
      warn.accept(message);
    }
    return merged.graph();
  }

  List<String> warnings() {
    return warnings;
  }

  boolean isSame(FineTunes other) {
    return sources.equals(other.sources);
  }
}
