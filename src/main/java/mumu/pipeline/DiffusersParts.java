package mumu.pipeline;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import mumu.bundle.DiffusersBundle;
import mumu.bundle.ScratchFolder;
import mumu.runtime.GraphFile;

/** The graphs of a model in diffusers' layout: in a folder, or in a zip. */
final class DiffusersParts implements GraphParts {
  private final DiffusersBundle bundle;
  private final ScratchFolder scratch;

  DiffusersParts(DiffusersBundle bundle) {
    this.bundle = bundle;
    this.scratch = new ScratchFolder(bundle);
  }

  @Override
  public List<String> names() {
    return bundle.family().parts();
  }

  @Override
  public long bytes(String part) {
    return bundle.bytes(part);
  }

  @Override
  public GraphFile file(String part) throws IOException {
    Optional<Path> path = bundle.file(part);
    if (path.isPresent()) {
      return GraphFile.of(path.get(), Path.of(bundle.where()), weights -> {});
    }
    if (bundle.isAlone(part)) {
      GraphFile graph = GraphFile.of(bundle.fileOf(part), bundle.read(part));
      return graph.isAlone() ? graph : unpacked(part);
    }
    return unpacked(part);
  }

  /** With weights that lie among those of other parts. */
  private GraphFile unpacked(String part) throws IOException {
    return GraphFile.of(scratch.graph(part), scratch.path(), scratch::bring);
  }

  @Override
  public void clear() throws IOException {
    scratch.clear();
  }
}
