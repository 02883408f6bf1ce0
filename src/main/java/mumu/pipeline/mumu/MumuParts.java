package mumu.pipeline.mumu;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mumu.bundle.Manifest;
import mumu.bundle.MumuBundle;
import mumu.pipeline.GraphParts;
import mumu.runtime.GraphFile;

/** The graphs of a MUMU bundle; each file is verified once. */
final class MumuParts implements GraphParts {
  static final String IMAGE_ENCODER = "image_encoder";
  static final String PROMPT_ENCODER = "prompt_encoder";
  static final String DENOISER = "denoiser";
  static final String DECODER = "decoder";
  static final String ENCODER = "encoder";

  /** Larger graphs are opened by path, so that their weights are not copied through Java. */
  private static final long LARGE = 64L << 20;

  private final MumuBundle bundle;
  private final Map<String, Path> verified = new HashMap<>();

  MumuParts(MumuBundle bundle) {
    this.bundle = bundle;
  }

  @Override
  public List<String> names() {
    return List.of(IMAGE_ENCODER, PROMPT_ENCODER, DENOISER, DECODER);
  }

  /** NB: weights beside a graph are called like it, with something added. */
  @Override
  public long bytes(String part) {
    String graph = bundle.manifest().components().getOrDefault(part, "");
    return bundle.manifest().files().stream()
        .filter(file -> !graph.isEmpty() && file.path().startsWith(graph))
        .mapToLong(Manifest.FileEntry::bytes)
        .sum();
  }

  @Override
  public GraphFile file(String part) throws IOException {
    if (bundle.bytes() > LARGE) {
      Optional<Path> known = Optional.ofNullable(verified.get(part));
      Optional<Path> file = known.isPresent() ? known : bundle.file(part);
      if (file.isPresent()) {
        verified.put(part, file.get());
        return GraphFile.of(file.get());
      }
    }
    return GraphFile.of(bundle.fileOf(part) + " of " + bundle.where(), bundle.read(part));
  }
}
