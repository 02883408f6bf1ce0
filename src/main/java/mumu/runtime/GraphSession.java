package mumu.runtime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import mumu.tensor.Shape;
import mumu.tensor.Tensor;
import mumu.tensor.Value;

/**
 * An open graph: tensors by name in, tensors by name out.
 *
 * <p>Owns native memory until closed. Not thread-safe, except that another thread may cancel a run.
 */
public final class GraphSession implements NativeResource {
  /** Cells of the latents of 512 × 512 pixels. */
  private static final int LARGE_PICTURE = 64 * 64;

  private static final int PICTURE_RANK = 4;

  private final String file;
  private final OrtSession session;
  private final DeviceOptions device;
  private Map<String, Port> inputs;
  private Map<String, Port> outputs;
  private boolean once;
  private long graphNanoseconds;
  private boolean closed;

  private GraphSession(String file, OrtSession session, DeviceOptions device) throws OrtException {
    this.file = file;
    this.session = session;
    this.device = device;
    this.inputs = ports(session.getInputInfo());
    this.outputs = ports(session.getOutputInfo());
  }

  /**
   * Opens a graph and compares it with what its stage expects.
   *
   * @throws GraphException naming the file when it is no graph or does not fit
   */
  public static GraphSession open(GraphFile graph, Device device, Signature signature) {
    return open(graph, device, opened -> signature);
  }

  /**
   * Opens a graph that exists in several dialects, e.g. with whole or real timesteps.
   *
   * @param dialect what its stage expects, given the graph that was found
   * @throws GraphException naming the file when it is no graph or does not fit
   */
  public static GraphSession open(
      GraphFile graph, Device device, Function<GraphSession, Signature> dialect) {
    return open(graph, device, dialect, () -> {});
  }

  /**
   * As above.
   *
   * @param compiles told when the graph is also prepared for the next time, which takes longer
   */
  public static GraphSession open(
      GraphFile graph,
      Device device,
      Function<GraphSession, Signature> dialect,
      Runnable compiles) {
    DeviceOptions setup = DeviceOptions.of(device);
    try {
      OrtSession session = graph.open(setup, OptimisedGraphs.standard(), compiles);
      try {
        GraphSession opened = new GraphSession(graph.name(), session, setup);
        Signature signature = dialect.apply(opened);
        signature.check(graph.name(), opened.inputs, opened.outputs);
        opened.once = signature.isOnce();
        return opened;
      } catch (OrtException | GraphException e) {
        closeAfter(e, session);
        throw e;
      }
    } catch (OrtException e) {
      throw new GraphException(
          graph.name()
              + " cannot be opened on "
              + device.name()
              + ": "
              + Shortage.explain(
                  e.getMessage(), "; the file may be damaged or made for a newer ONNX Runtime"),
          e);
    }
  }

  /** From now on ports go by these names; for the dialect of a stage, before all else. */
  public void call(PortNames names) {
    inputs = Collections.unmodifiableMap(names.ofInputs(inputs));
    outputs = Collections.unmodifiableMap(names.ofOutputs(outputs));
  }

  /** Inputs by name, as the graph declares them. */
  public Map<String, Port> inputs() {
    return inputs;
  }

  /** Outputs by name, as the graph declares them. */
  public Map<String, Port> outputs() {
    return outputs;
  }

  /** Time spent inside ONNX Runtime so far. */
  public long graphNanoseconds() {
    return graphNanoseconds;
  }

  /**
   * Runs the graph once.
   *
   * @param feeds every input; numbers are converted to the type the graph declares
   * @return every output, as 32-bit floats (whole numbers to 2²⁴ exactly)
   * @throws GraphException when a feed does not fit or the graph fails
   * @throws CancellationException when canceled before, while or right after it ran; the session
   *     stays usable
   */
  public Map<String, Tensor> run(Map<String, Value> feeds, Cancellation cancellation) {
    try (Feeds nothing = prepare(Map.of())) {
      return run(nothing, feeds, cancellation);
    }
  }

  /**
   * Hands inputs over that stay the same for many runs, so that they are not copied each time.
   *
   * @return to be closed after the last run
   * @throws GraphException when a feed does not fit
   */
  public Feeds prepare(Map<String, Value> feeds) {
    checkShapes(feeds);
    try {
      return Feeds.of(feeds, inputs);
    } catch (OrtException e) {
      throw new GraphException(file + ": inputs cannot be handed over: " + e.getMessage(), e);
    }
  }

  /** As {@link #run(Map, Cancellation)}, with some inputs prepared and the others given now. */
  public Map<String, Tensor> run(
      Feeds prepared, Map<String, Value> feeds, Cancellation cancellation) {
    cancellation.check();
    checkShapes(feeds);
    try (Feeds natives = Feeds.of(feeds, inputs);
        Terminator terminator = new Terminator(device.openRun(shrinks(feeds)), cancellation)) {
      Map<String, OnnxTensor> all = new HashMap<>(prepared.tensors());
      all.putAll(natives.tensors());
      if (all.size() != inputs.size()) { // NB: ONNX Runtime notices late and names no file
        throw new GraphException(
            file + " needs the inputs " + inputs.keySet() + ", was given " + all.keySet());
      }
      Map<String, Tensor> results = run(all, terminator);
      cancellation.check();
      return results;
    } catch (OrtException e) {
      cancellation.check();
      throw new GraphException(file + " failed: " + Shortage.explain(e.getMessage(), ""), e);
    }
  }

  /** NB: for small pictures, giving memory back costs more than it is worth. */
  private boolean shrinks(Map<String, Value> feeds) {
    return once && feeds.values().stream().anyMatch(value -> cells(value.shape()) >= LARGE_PICTURE);
  }

  /** NB: whatever the number of channels, which says nothing about the size of a picture. */
  private static int cells(Shape shape) {
    return shape.rank() == PICTURE_RANK ? shape.extent(0) * shape.extent(2) * shape.extent(3) : 0;
  }

  private Map<String, Tensor> run(Map<String, OnnxTensor> natives, Terminator terminator)
      throws OrtException {
    long start = System.nanoTime();
    try (OrtSession.Result result = session.run(natives, terminator.options())) {
      graphNanoseconds += System.nanoTime() - start;
      Map<String, Tensor> results = new LinkedHashMap<>();
      for (Map.Entry<String, Port> entry : outputs.entrySet()) {
        OnnxValue value = result.get(entry.getValue().name()).orElseThrow();
        results.put(entry.getKey(), read(entry.getValue(), value));
      }
      return results;
    }
  }

  private Tensor read(Port port, OnnxValue value) {
    Port.Kind kind = port.kind();
    boolean readable = kind.isReal() || kind == Port.Kind.INT64;
    if (!(value instanceof OnnxTensor tensor) || !readable) {
      throw new GraphException(
          file + ": output " + port + " is not a tensor of numbers we can read");
    }
    long[] shape = tensor.getInfo().getShape();
    int size = Math.toIntExact(tensor.getInfo().getNumElements());
    if (size == 0) {
      return Tensor.zeros(shape);
    }
    if (kind == Port.Kind.INT64) {
      float[] rounded = new float[size];
      LongBuffer whole = tensor.getLongBuffer();
      for (int i = 0; i < size; i++) {
        rounded[i] = whole.get(i);
      }
      return Tensor.of(rounded, shape);
    }
    if (kind == Port.Kind.FLOAT64) {
      float[] rounded = new float[size];
      DoubleBuffer wide = tensor.getDoubleBuffer();
      for (int i = 0; i < size; i++) {
        rounded[i] = (float) wide.get(i);
      }
      return Tensor.of(rounded, shape);
    }
    FloatBuffer copy = tensor.getFloatBuffer();
    if (copy.hasArray() && copy.array().length == size) {
      return Tensor.of(copy.array(), shape); // the copy is ours alone
    }
    float[] values = new float[size];
    copy.get(values);
    return Tensor.of(values, shape);
  }

  private void checkShapes(Map<String, Value> feeds) {
    feeds.forEach(
        (name, value) -> {
          if (!inputs.containsKey(name)) {
            throw new GraphException(
                file + " needs the inputs " + inputs.keySet() + ", was given " + feeds.keySet());
          }
          if (!inputs.get(name).accepts(value.shape())) {
            throw new GraphException(
                file + ": input expected " + inputs.get(name) + ", was given " + value.shape());
          }
        });
  }

  /** Frees the native memory; closing twice does nothing. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      session.close();
    } catch (OrtException e) {
      throw new GraphException(file + " cannot be closed: " + e.getMessage(), e);
    }
  }

  private static void closeAfter(Throwable failure, OrtSession session) {
    try {
      session.close();
    } catch (OrtException e) {
      failure.addSuppressed(e);
    }
  }

  private static Map<String, Port> ports(Map<String, NodeInfo> nodes) {
    Map<String, Port> ports = new LinkedHashMap<>();
    nodes.forEach((name, node) -> ports.put(name, port(name, node)));
    return Collections.unmodifiableMap(ports);
  }

  private static Port port(String name, NodeInfo node) {
    if (!(node.getInfo() instanceof TensorInfo info)) {
      return new Port(name, Port.Kind.OTHER, java.util.List.of());
    }
    Port.Kind kind =
        switch (info.type) {
          case FLOAT -> Port.Kind.FLOAT32;
          case FLOAT16 -> Port.Kind.FLOAT16;
          case BFLOAT16 -> Port.Kind.BFLOAT16;
          case DOUBLE -> Port.Kind.FLOAT64;
          case INT64 -> Port.Kind.INT64;
          case INT32 -> Port.Kind.INT32;
          default -> Port.Kind.OTHER;
        };
    return new Port(
        name,
        kind,
        Arrays.stream(info.getShape()).boxed().toList(),
        Arrays.asList(info.getDimensionNames()));
  }
}
