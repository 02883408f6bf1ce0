package mumu.pipeline;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import mumu.bundle.DiffusersBundle;
import mumu.bundle.ScratchFolder;
import mumu.runtime.Device;
import mumu.runtime.GraphException;
import mumu.runtime.GraphFile;
import mumu.runtime.GraphSession;
import mumu.runtime.NativeResource;
import mumu.runtime.Owned;
import mumu.runtime.Signature;

/**
 * The graphs of one model, opened when they are needed.
 *
 * <p>What was not used for the longest time is closed before memory would grow beyond the largest
 * part and a little more; small models stay open as a whole.
 */
public final class GraphPool implements NativeResource {
  private static final double SHARE = 1.2;
  private static final long ALWAYS_FITS = 256L << 20;

  private final DiffusersBundle bundle;
  private final Device device;
  private final long budget;

  /** NB: in the order of use, the longest unused first. */
  private final Map<String, GraphSession> open = new LinkedHashMap<>();

  /** Parts whose half precision is not enough. */
  private final Set<String> single = new TreeSet<>();

  private final ScratchFolder scratch;

  private long closedNanoseconds;

  public GraphPool(DiffusersBundle bundle, Device device) {
    this(bundle, device, budget(bundle));
  }

  /**
   * @param budget bytes of graphs and weights that may be open together
   */
  GraphPool(DiffusersBundle bundle, Device device, long budget) {
    this.bundle = bundle;
    this.device = device;
    this.budget = budget;
    this.scratch = new ScratchFolder(bundle);
  }

  private static long budget(DiffusersBundle bundle) {
    long largest =
        bundle.family().parts().stream().mapToLong(bundle::bytes).max().orElse(ALWAYS_FITS);
    return Math.max((long) (largest * SHARE), largest + ALWAYS_FITS);
  }

  /** Names of the parts whose graphs are open, the longest unused first. */
  List<String> openParts() {
    return List.copyOf(open.keySet());
  }

  /**
   * The open graph of a part.
   *
   * @param dialect what its stage expects, given the graph that was found
   * @throws GenerationException when a zip cannot be read
   * @throws mumu.runtime.GraphException when the graph does not open or fit
   */
  public GraphSession graph(String part, Function<GraphSession, Signature> dialect) {
    GraphSession graph = open.remove(part);
    if (graph == null) {
      makeRoom(bytes(part));
      GraphFile file = file(part);
      graph =
          GraphSession.open(
              single.contains(part) ? file.inSinglePrecision() : file, device, dialect);
    }
    open.put(part, graph);
    return graph;
  }

  /** Whether these parts can be open at the same time. */
  boolean fitTogether(String... parts) {
    return Stream.of(parts).mapToLong(this::bytes).sum() <= budget;
  }

  /** From now on a part is in single precision, though its file is not. */
  public void useSinglePrecision(String part) {
    single.add(part);
    close(part);
  }

  private void close(String part) {
    GraphSession graph = open.remove(part);
    if (graph != null) {
      closedNanoseconds += graph.graphNanoseconds();
      graph.close();
    }
  }

  private long bytes(String part) {
    return bundle.bytes(part) * (single.contains(part) ? 2 : 1);
  }

  /** Time spent inside ONNX Runtime so far, in all graphs. */
  public long graphNanoseconds() {
    return closedNanoseconds
        + open.values().stream().mapToLong(GraphSession::graphNanoseconds).sum();
  }

  private void makeRoom(long bytes) {
    List<String> oldestFirst = new ArrayList<>(open.keySet());
    for (String part : oldestFirst) {
      if (open.keySet().stream().mapToLong(this::bytes).sum() + bytes > budget) {
        close(part);
      }
    }
  }

  private GraphFile file(String part) {
    Optional<Path> path = bundle.file(part);
    try {
      if (path.isPresent()) {
        return GraphFile.of(path.get());
      }
      return bundle.isAlone(part)
          ? GraphFile.of(bundle.fileOf(part), bundle.read(part))
          : GraphFile.of(scratch.graph(part));
    } catch (IOException e) {
      throw new GenerationException(e.getMessage(), e);
    }
  }

  private void clearScratch() {
    try {
      scratch.clear();
    } catch (IOException e) {
      throw new GraphException(
          "what was unpacked of " + bundle.where() + " cannot be deleted: " + e.getMessage(), e);
    }
  }

  /** Closes all graphs; those asked for later are opened again. */
  @Override
  public void close() {
    closedNanoseconds = graphNanoseconds();
    try (Owned all = new Owned()) {
      all.add(this::clearScratch); // NB: closed last
      open.values().forEach(all::add);
      open.clear();
    }
  }
}
