package mumu.pipeline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import mumu.bundle.ClipTokenizer;
import mumu.bundle.DiffusersBundle;
import mumu.bundle.TextEncoderConfig;
import mumu.runtime.Cancellation;
import mumu.runtime.GraphException;
import mumu.runtime.GraphSession;
import mumu.runtime.NativeResource;
import mumu.runtime.Port;
import mumu.runtime.PortNames;
import mumu.runtime.Signature;
import mumu.runtime.TokenEncoder;
import mumu.tensor.IntTensor;
import mumu.tensor.Tensor;
import mumu.tensor.Value;

/** A CLIP text encoder and its tokenizer: words to what a denoiser attends to. */
public final class TextEncoder implements NativeResource {
  private static final String IDS = "input_ids";
  private static final String MASK = "attention_mask";
  private static final String LAST = "last_hidden_state";
  private static final String LAYER = "hidden_states.";
  private static final String POOLED = "text_embeds";
  private static final String NOT_PROJECTED = "pooler_output";
  private static final int HIDDEN_RANK = 3;
  private static final int POOLED_RANK = 2;
  private static final int REMEMBERED = 8;

  /** So many more than layers. */
  private static final int UNNAMED_STATES = 2;

  private final GraphPool pool;
  private final String part;
  private final String file;
  private final Layer layer;
  private final boolean last;
  private final TextEncoderConfig config;
  private final ClipTokenizer tokenizer;
  private final TokenEncoder encoder;
  private final Map<String, Encoding> remembered = new LinkedHashMap<>();
  private FineTunes fineTunes = FineTunes.none();

  /** Which of the encoder's layers the denoiser was trained with. */
  public enum Layer {
    /** After the last normalisation. */
    LAST,
    /** The one before the last, not normalised, and the pooled projection where there is one. */
    PENULTIMATE
  }

  /**
   * @param hidden [1, L, D]
   * @param pooled [1, P] where the encoder has a projection
   * @param warnings which words were cut off, and what of the configuration has no effect
   */
  public record Encoding(Tensor hidden, Optional<Tensor> pooled, List<String> warnings) {}

  /**
   * @param part {@code text_encoder} or {@code text_encoder_2}
   * @throws GraphException when the tokenizer cannot be opened
   */
  public TextEncoder(DiffusersBundle bundle, GraphPool pool, String part, Layer layer) {
    this.pool = pool;
    this.part = part;
    this.file = bundle.fileOf(part);
    this.layer = layer;
    List<String> all = bundle.family().textEncoders();
    this.last = part.equals(all.get(all.size() - 1));
    this.config = bundle.textEncoder(part);
    this.tokenizer = bundle.tokenizer(part);
    this.encoder = TokenEncoder.open(tokenizer.file(), tokenizer.json());
  }

  /** Opens the graph and compares it with what is expected. */
  public void check() {
    graph();
  }

  /** Whether it gives a pooled projection; opens the graph. */
  public boolean projects() {
    return pooledName(graph()).isPresent();
  }

  /** Encodes a text of any length; what is too long is cut and said. */
  public Encoding encode(String text, Cancellation stop) {
    if (!pool.fineTunes().isSame(fineTunes)) {
      fineTunes = pool.fineTunes();
      remembered.clear();
    }
    Encoding known = remembered.remove(text);
    Encoding encoding = known == null ? run(text, stop) : known;
    remembered.put(text, encoding);
    if (remembered.size() > REMEMBERED) {
      remembered.remove(remembered.keySet().iterator().next());
    }
    return encoding;
  }

  private Encoding run(String asked, Cancellation stop) {
    TokenEncoder.Tokens tokens = encoder.encodeMarked(asked);
    String text = tokenizer.spelledOut(asked, tokens.ids());
    tokens = text.equals(asked) ? tokens : encoder.encodeMarked(text);
    long[] ids = tokens.ids();
    int length = tokenizer.length();
    List<String> warnings = new ArrayList<>();
    if (ids.length > length) {
      warnings.add(
          "the prompt is longer than the model's %d tokens; it does not see: %s"
              .formatted(length, tokenizer.cut(text, tokens.starts(), tokens.ends())));
    }
    GraphSession graph = graph();
    Map<String, Value> feeds = new LinkedHashMap<>();
    int rows = graph.inputs().get(IDS).rows(1);
    feeds.put(IDS, IntTensor.of(repeated(tokenizer.fitted(ids), rows), rows, length));
    if (graph.inputs().containsKey(MASK)) {
      feeds.put(MASK, IntTensor.of(repeated(mask(ids.length), rows), rows, length));
    } else if (hidesPadding()) {
      warnings.add(
          "%s/config.json: `use_attention_mask` is not heeded, for the graph has no input %s"
              .formatted(part, MASK));
    }
    Map<String, Tensor> outputs = graph.run(feeds, stop);
    Optional<Tensor> pooled = pooledName(graph).map(outputs::get).map(Rows::first);
    Tensor hidden = Rows.first(outputs.get(hiddenName(graph)));
    if (!hidden.isFinite() || !pooled.map(Tensor::isFinite).orElse(true)) {
      throw new GenerationException(
          file
              + " gave numbers that are not finite; take a model in single precision, and if that"
              + " does not help the model is damaged");
    }
    return new Encoding(hidden, pooled, warnings);
  }

  /** NB: diffusers hides padding where the configuration asks for it, and never of SDXL. */
  private long[] mask(int tokens) {
    return tokenizer.attended(hidesPadding() ? tokens : tokenizer.length());
  }

  private boolean hidesPadding() {
    return layer == Layer.LAST && config.hidesPadding();
  }

  private static long[] repeated(long[] ids, int rows) {
    return LongStream.range(0, (long) rows * ids.length)
        .map(i -> ids[(int) (i % ids.length)])
        .toArray();
  }

  private GraphSession graph() {
    return pool.graph(part, this::signature);
  }

  private Signature signature(GraphSession graph) {
    graph.call(
        new PortNames()
            .input(MASK, port -> false)
            .input(IDS, port -> port.rank() == POOLED_RANK && !port.kind().isReal())
            .output(POOLED, port -> false));
    Signature signature =
        new Signature()
            .whole(IDS, Port.FREE, tokenizer.length())
            .output(hiddenName(graph), Port.FREE, Port.FREE, Port.FREE);
    if (graph.inputs().containsKey(MASK)) {
      signature.whole(MASK, Port.FREE, tokenizer.length());
    }
    return pooledName(graph)
        .map(name -> signature.output(name, Port.FREE, Port.FREE))
        .orElse(signature);
  }

  /**
   * NB: some exports give the one hidden state that matters as their only one; those without names
   * give all as transformers does: the last normalised, what goes into the first layer, what comes
   * out of each.
   */
  private String hiddenName(GraphSession graph) {
    List<String> states = named(graph, HIDDEN_RANK);
    if (layer == Layer.LAST && states.contains(LAST)) {
      return LAST;
    }
    List<String> layers = states.stream().filter(name -> name.startsWith(LAYER)).toList();
    if (layer == Layer.PENULTIMATE && !layers.isEmpty()) {
      String wanted = LAYER + (layers() - 1);
      String byCount = LAYER + (layers.size() - 2);
      if (config.layers().isPresent() && states.contains(wanted)) {
        return wanted;
      }
      if (config.layers().isEmpty() && states.contains(byCount)) {
        return byCount;
      }
    } else if (states.size() == 1 && !saysOther(states.get(0))) {
      return states.get(0);
    } else if (layers.isEmpty() && states.size() == layers() + UNNAMED_STATES) {
      return states.get(layer == Layer.LAST ? 0 : layers());
    }
    throw new GraphException(
        file
            + " has no output "
            + (layer == Layer.LAST ? LAST : LAYER + "N of the layer before the last")
            + "; found "
            + graph.outputs().values().stream()
                .map(Port::toString)
                .collect(Collectors.joining("; "))
            + (layer == Layer.PENULTIMATE && config.layers().isEmpty()
                ? "; " + part + "/config.json does not say `num_hidden_layers`"
                : ""));
  }

  /** Whether a name is that of a layer which is not wanted. */
  private boolean saysOther(String state) {
    return layer == Layer.LAST ? state.startsWith(LAYER) : state.equals(LAST);
  }

  private int layers() {
    return config.layers().orElse(0);
  }

  /**
   * NB: to diffusers an encoder with a projection is one whose first output is flat; without names
   * the only flat output of the last one can be nothing else.
   */
  private Optional<String> pooledName(GraphSession graph) {
    if (layer == Layer.LAST) {
      return Optional.empty();
    }
    List<String> flat = named(graph, POOLED_RANK);
    if (flat.contains(POOLED)) {
      return Optional.of(POOLED);
    }
    if (flat.contains(NOT_PROJECTED)) {
      return Optional.empty();
    }
    String leading = graph.outputs().keySet().iterator().next();
    return flat.size() == 1 && (last || flat.contains(leading))
        ? Optional.of(flat.get(0))
        : Optional.empty();
  }

  private static List<String> named(GraphSession graph, int rank) {
    return graph.outputs().values().stream()
        .filter(port -> port.extents().size() == rank)
        .map(Port::name)
        .toList();
  }

  @Override
  public void close() {
    encoder.close();
  }
}
