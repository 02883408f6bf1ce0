package mumu.pipeline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mumu.bundle.DenoiserConfig;
import mumu.bundle.DiffusersBundle;
import mumu.runtime.Cancellation;
import mumu.runtime.GraphException;
import mumu.runtime.GraphSession;
import mumu.runtime.Port;
import mumu.runtime.PortNames;
import mumu.runtime.Signature;
import mumu.tensor.IntTensor;
import mumu.tensor.Tensor;
import mumu.tensor.Value;

/**
 * A U-Net that says how noisy latents become less noisy; in every dialect that exporters have
 * written.
 */
final class LatentDenoiser {
  static final String PART = "unet";

  private static final String SAMPLE = "sample";
  private static final String TIMESTEP = "timestep";
  private static final String GUIDANCE = "timestep_cond";
  private static final String OUT = "out_sample";
  private static final int PICTURE_RANK = 4;
  private static final int HIDDEN_RANK = 3;
  private static final int HEIGHT = 2;

  private final GraphPool pool;
  private final String file;
  private final int channels;
  private final int factor;
  private final DenoiserConfig config;
  private final List<String> promptInputs;

  /**
   * @param promptInputs inputs that the family fills from the prompt
   */
  LatentDenoiser(DiffusersBundle bundle, GraphPool pool, List<String> promptInputs) {
    this.pool = pool;
    this.file = bundle.fileOf(PART);
    this.channels = bundle.codec().channels();
    this.factor = bundle.codec().factor();
    this.config = bundle.denoiser();
    this.promptInputs = List.copyOf(promptInputs);
  }

  /** Opens the graph and compares it with what is expected. */
  void check() {
    graph();
    inputChannels();
  }

  /** Whether guidance is an input instead of a second run. */
  boolean takesGuidance() {
    return config.guidanceWidth().isPresent();
  }

  /** Whether it also sees a mask and the picture around it (inpainting models). */
  boolean seesMask() {
    return inputChannels() != channels;
  }

  /** NB: asked before the prompt is encoded, when a large graph had better not be open. */
  private int inputChannels() {
    Port sample = pool.knownInput(PART, SAMPLE).orElseGet(() -> graph().inputs().get(SAMPLE));
    long said = sample.extents().get(1);
    long found = said == Port.FREE ? config.inputChannels().orElse(channels) : said;
    int withMask = 2 * channels + 1;
    if (found != channels && found != withMask) {
      throw new GraphException(
          "%s: input %s must have %d channels, or %d with mask and picture, found %d"
              .formatted(file, SAMPLE, channels, withMask, found));
    }
    return (int) found;
  }

  /**
   * What stays the same in all calls.
   *
   * @param prompt a row per row of the samples
   * @param scale guidance where it is an input
   */
  Map<String, Value> constants(PromptFeeds prompt, double scale) {
    Map<String, Value> feeds = new LinkedHashMap<>(prompt.rows());
    if (takesGuidance()) {
      int rows = prompt.rows().values().iterator().next().shape().extent(0);
      Tensor row = GuidanceEmbedding.of(scale, config.guidanceWidth().getAsInt());
      feeds.put(GUIDANCE, Tensor.stack(Collections.nCopies(rows, row)));
    }
    return feeds;
  }

  /**
   * One call.
   *
   * @param sample [N, C, h, w], scaled for the denoiser
   * @param timestep cut to a whole number where the graph counts in those
   * @return [N, C, h, w]
   */
  Tensor predict(Map<String, Value> constants, Tensor sample, double timestep, Cancellation stop) {
    GraphSession graph = graph();
    int rows = sample.shape().extent(0);
    int batch = graph.inputs().get(SAMPLE).rows(rows);
    new FixedSize(file, graph.inputs().get(SAMPLE), factor)
        .check(sample.shape().extent(HEIGHT), sample.shape().extent(HEIGHT + 1));
    List<Tensor> results = new ArrayList<>();
    for (int from = 0; from < rows; from += batch) {
      Map<String, Value> feeds = new LinkedHashMap<>();
      for (Map.Entry<String, Value> constant : constants.entrySet()) {
        feeds.put(constant.getKey(), Rows.of((Tensor) constant.getValue(), from, from + batch));
      }
      feeds.put(SAMPLE, Rows.of(sample, from, from + batch));
      feeds.put(TIMESTEP, timestep(graph, timestep, batch));
      results.add(graph.run(feeds, stop).get(OUT));
    }
    return Rows.of(results.size() == 1 ? results.get(0) : Tensor.stack(results), 0, rows);
  }

  /**
   * NB: a scalar and a list of one are different things to a graph, and some want one per row.
   *
   * @param batch rows of the samples
   */
  private static Value timestep(GraphSession graph, double timestep, int batch) {
    Port port = graph.inputs().get(TIMESTEP);
    boolean isList = !port.extents().isEmpty();
    int free = isList && port.isApart(0, graph.inputs().get(SAMPLE), 0) ? 1 : batch;
    long[] shape = port.extents().stream().mapToLong(n -> n == Port.FREE ? free : n).toArray();
    int count = isList ? (int) shape[0] : 1;
    if (port.kind().isReal()) {
      float[] values = new float[count];
      Arrays.fill(values, (float) timestep);
      return Tensor.of(values, shape);
    }
    long[] values = new long[count];
    Arrays.fill(values, (long) timestep);
    return IntTensor.of(values, shape);
  }

  private GraphSession graph() {
    return pool.graph(PART, this::signature);
  }

  private PortNames names() {
    PortNames names =
        new PortNames()
            .input(SAMPLE, port -> port.rank() == PICTURE_RANK)
            .input(TIMESTEP, port -> port.rank() <= 1)
            .output(OUT, port -> port.rank() == PICTURE_RANK);
    for (String input : promptInputs) {
      int rank = rank(input);
      names.input(input, port -> port.rank() == rank);
    }
    return takesGuidance() ? names.input(GUIDANCE, port -> port.rank() == HIDDEN_RANK - 1) : names;
  }

  private static int rank(String promptInput) {
    return promptInput.equals(PromptConditioner.HIDDEN) ? HIDDEN_RANK : HIDDEN_RANK - 1;
  }

  private Signature signature(GraphSession graph) {
    graph.call(names());
    Signature signature =
        new Signature()
            .real(SAMPLE, Port.FREE, Port.FREE, Port.FREE, Port.FREE)
            .output(OUT, Port.FREE, channels, Port.FREE, Port.FREE);
    Port timestep = graph.inputs().get(TIMESTEP);
    long[] axes = timestep == null || timestep.extents().isEmpty() ? new long[0] : new long[] {-1};
    expect(signature, graph, TIMESTEP, axes);
    for (String input : promptInputs) {
      long[] free = new long[rank(input)];
      Arrays.fill(free, Port.FREE);
      expect(signature, graph, input, free);
    }
    if (takesGuidance()) {
      signature.real(GUIDANCE, Port.FREE, config.guidanceWidth().getAsInt());
    } else if (graph.inputs().containsKey(GUIDANCE)) {
      throw new GraphException(
          "%s has the input %s, but unet/config.json does not say how wide it is (`%s`)"
              .formatted(file, GUIDANCE, "time_cond_proj_dim"));
    }
    return signature;
  }

  /** Real or whole numbers, as the graph has them: timesteps and sizes exist as both. */
  private static void expect(Signature signature, GraphSession graph, String input, long... axes) {
    Port port = graph.inputs().get(input);
    if (port == null || port.kind().isReal()) {
      signature.real(input, axes);
    } else {
      signature.whole(input, axes);
    }
  }
}
