package mumu.pipeline;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import mumu.runtime.Device;
import mumu.runtime.DeviceMemory;
import mumu.runtime.GraphException;
import mumu.runtime.GraphFile;
import mumu.runtime.GraphSession;
import mumu.runtime.NativeResource;
import mumu.runtime.Owned;
import mumu.runtime.Port;
import mumu.runtime.Signature;
import mumu.runtime.SystemMemory;

/**
 * The graphs of one model, opened when they are needed.
 *
 * <p>What was not used for the longest time is closed before memory would grow beyond the largest
 * part and a little more, or beyond what is free; small models stay open as a whole.
 */
public final class GraphPool implements NativeResource {
  private final GraphParts parts;
  private final Device device;
  private final Placement placement;

  /** NB: in the order of use, the longest unused first. */
  private final Map<String, GraphSession> open = new LinkedHashMap<>();

  /** Parts whose half precision is not enough. */
  private final Set<String> single = new TreeSet<>();

  /** Inputs by part of all graphs that have been open. */
  private final Map<String, Map<String, Port>> known = new HashMap<>();

  private final Set<String> warnings = new TreeSet<>();
  private FineTunes fineTunes = FineTunes.none();
  private Progress progress;
  private Progress.Stage stage = Progress.Stage.LOAD;
  private long closedNanoseconds;
  private long loadNanoseconds;

  /**
   * @param progress told when a graph is opened, and may stop that
   */
  public GraphPool(GraphParts parts, Device device, Progress progress) {
    this(parts, device, progress, Placement.of(parts, device, DeviceMemory.REAL));
  }

  GraphPool(GraphParts parts, Device device, Progress progress, Placement placement) {
    this.parts = parts;
    this.device = device;
    this.progress = progress;
    this.placement = placement;
  }

  /**
   * Says what is being done while graphs are asked for.
   *
   * @param watcher told of graphs that are opened in between, and of the stage again after that
   */
  void during(Progress.Stage current, Progress watcher) {
    stage = current;
    progress = watcher;
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
      graph = open(part, dialect);
    }
    open.put(part, graph);
    return graph;
  }

  private GraphSession open(String part, Function<GraphSession, Signature> dialect) {
    progress.cancellation().check();
    long start = System.nanoTime();
    progress.stage(Progress.Stage.LOAD);
    makeRoom(part);
    GraphFile file = file(part);
    GraphSession graph =
        GraphSession.open(
            fineTunes.merge(
                part, single.contains(part) ? file.inSinglePrecision() : file, warnings::add),
            device,
            dialect,
            () -> progress.stage(Progress.Stage.COMPILE));
    known.put(part, graph.inputs());
    trimAfter(bytes(part));
    loadNanoseconds += System.nanoTime() - start;
    progress.stage(stage);
    return graph;
  }

  /** An input of a part's graph, known since that was first open. */
  Optional<Port> knownInput(String part, String name) {
    return Optional.ofNullable(known.getOrDefault(part, Map.of()).get(name));
  }

  /** Bytes of graphs and weights that may be open together. */
  long budget() {
    return placement.budget();
  }

  /** Whether these parts can be open at the same time. */
  boolean fitTogether(String... parts) {
    return Stream.of(parts).mapToLong(this::bytes).sum() <= placement.budget();
  }

  /** From now on graphs have these merged into them. */
  void use(FineTunes wanted) {
    if (wanted.isSame(fineTunes)) {
      return;
    }
    FineTunes before = fineTunes;
    fineTunes = wanted;
    warnings.clear();
    openParts().stream()
        .filter(part -> before.changes(part) || wanted.changes(part))
        .forEach(this::close);
  }

  FineTunes fineTunes() {
    return fineTunes;
  }

  /** What of the fine-tunes had no effect; complete when all graphs have been open. */
  List<String> warnings() {
    List<String> all = new ArrayList<>(fineTunes.warnings());
    all.addAll(warnings);
    return all;
  }

  /** From now on a part is in single precision, though its file is not. */
  void useSinglePrecision(String part) {
    single.add(part);
    close(part);
  }

  private void close(String part) {
    GraphSession graph = open.remove(part);
    if (graph != null) {
      closedNanoseconds += graph.graphNanoseconds();
      graph.close();
      trimAfter(bytes(part));
    }
  }

  private static void trimAfter(long bytes) {
    if (Placement.isLarge(bytes)) {
      SystemMemory.trim();
    }
  }

  private long bytes(String part) {
    return parts.bytes(part) * (single.contains(part) ? 2 : 1);
  }

  /** Time spent inside ONNX Runtime so far, in all graphs. */
  public long graphNanoseconds() {
    return closedNanoseconds
        + open.values().stream().mapToLong(GraphSession::graphNanoseconds).sum();
  }

  /** Time spent on opening graphs so far. */
  long loadNanoseconds() {
    return loadNanoseconds;
  }

  private void makeRoom(String part) {
    long bytes = bytes(part);
    List<String> oldestFirst = new ArrayList<>(open.keySet());
    for (String other : oldestFirst) {
      if (placement.fits(bytes, openBytes())) {
        return;
      }
      close(other);
    }
    placement.checkAlone(part, bytes); // NB: nothing else is open here
  }

  private long openBytes() {
    return open.keySet().stream().mapToLong(this::bytes).sum();
  }

  private GraphFile file(String part) {
    try {
      return parts.file(part);
    } catch (IOException e) {
      throw new GenerationException(e.getMessage(), e);
    }
  }

  private void clear() {
    try {
      parts.clear();
    } catch (IOException e) {
      throw new GraphException(
          "what was unpacked of the model cannot be deleted: " + e.getMessage(), e);
    }
  }

  /** Closes all graphs; those asked for later are opened again. */
  @Override
  public void close() {
    closedNanoseconds = graphNanoseconds();
    long bytes = openBytes();
    try (Owned all = new Owned()) {
      all.add(() -> trimAfter(bytes)); // NB: what is added first is closed last
      all.add(this::clear);
      open.values().forEach(all::add);
      open.clear();
    }
  }
}
