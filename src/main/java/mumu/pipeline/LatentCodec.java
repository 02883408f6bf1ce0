package mumu.pipeline;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import mumu.bundle.CodecConfig;
import mumu.bundle.DiffusersBundle;
import mumu.request.Picture;
import mumu.runtime.Cancellation;
import mumu.runtime.GraphException;
import mumu.runtime.GraphSession;
import mumu.runtime.Port;
import mumu.runtime.PortNames;
import mumu.runtime.Signature;
import mumu.sampling.NoiseSource;
import mumu.tensor.Shape;
import mumu.tensor.Tensor;
import mumu.tensor.Value;

/** The autoencoder: pictures to latents and back, in the denoiser's scale. */
final class LatentCodec {
  private static final String ENCODER = "vae_encoder";
  static final String DECODER = "vae_decoder";
  private static final String SAMPLE = "sample";
  private static final String LATENTS = "latent_sample";
  private static final String PARAMETERS = "latent_parameters";
  private static final int COLORS = 3;
  private static final int PICTURE_RANK = 4;
  private static final long PIXELS_AT_ONCE = 1536L * 1536;

  private final DiffusersBundle bundle;
  private final GraphPool pool;
  private final CodecConfig config;
  private final boolean heedsConfig;

  /**
   * Where an encoder sees a picture: not at a point but in a cloud.
   *
   * @param mean [1, C, h, w]
   * @param deviation [1, C, h, w]; absent where the graph has drawn from the cloud itself
   */
  record Cloud(Tensor mean, Optional<Tensor> deviation) {
    /** A point for each image; draws noise only where there is a cloud. */
    Tensor draw(int images, NoiseSource noise) {
      int row = mean.values().length;
      long[] shape = mean.shape().toArray();
      shape[0] = images;
      float[] values = new float[images * row];
      Optional<Tensor> drawn = deviation.map(spread -> noise.next(Shape.of(shape)));
      for (int i = 0; i < values.length; i++) {
        values[i] = mean.values()[i % row];
        if (drawn.isPresent()) {
          values[i] += deviation.get().values()[i % row] * drawn.get().values()[i];
        }
      }
      return Tensor.of(values, shape);
    }

    private boolean isFinite() {
      return mean.isFinite() && deviation.map(Tensor::isFinite).orElse(true);
    }
  }

  /**
   * @param heedsConfig whether statistics of the latents and {@code force_upcast} count
   */
  LatentCodec(DiffusersBundle bundle, GraphPool pool, boolean heedsConfig) {
    this.heedsConfig = heedsConfig;
    this.bundle = bundle;
    this.pool = pool;
    this.config = bundle.codec();
  }

  /** Opens the graphs and compares them with what is expected. */
  void check() {
    if (encodes()) {
      upcastWhereAsked(ENCODER, encoder());
    }
    upcastWhereAsked(DECODER, decoder());
  }

  private void upcastWhereAsked(String part, GraphSession graph) {
    if (heedsConfig && config.forceUpcast() && isHalf(graph)) {
      pool.useSinglePrecision(part);
    }
  }

  private static boolean isHalf(GraphSession graph) {
    return graph.outputs().values().stream().anyMatch(port -> port.kind() == Port.Kind.FLOAT16);
  }

  /** Whether image-to-image is possible. */
  boolean encodes() {
    return bundle.has(ENCODER);
  }

  /**
   * Before any work is done for a picture that is not tiled.
   *
   * @throws IllegalArgumentException when the decoder was exported for another size
   */
  void checkSize(int width, int height) {
    if (!isTiled((long) width * height)) {
      pool.knownInput(DECODER, LATENTS)
          .map(port -> new FixedSize(bundle.fileOf(DECODER), port, factor()))
          .ifPresent(size -> size.check(height / factor(), width / factor()));
    }
  }

  /** Canvas pixels per latent cell. */
  int factor() {
    return config.factor();
  }

  int channels() {
    return config.channels();
  }

  /**
   * @param pixels [1, 3, H, W] in −1…1
   * @param warnings told when half precision was not enough
   * @throws GenerationException when the graph gives something that is not a number
   */
  Cloud encode(Tensor pixels, List<String> warnings, Cancellation stop) {
    Cloud cloud = encode(pixels, stop);
    if (!cloud.isFinite() && isHalf(encoder())) {
      useSinglePrecision(ENCODER, warnings);
      cloud = encode(pixels, stop);
    }
    if (!cloud.isFinite()) {
      throw new GenerationException(
          bundle.fileOf(ENCODER) + " gave numbers that are not finite; the model is damaged");
    }
    return cloud;
  }

  private Cloud encode(Tensor pixels, Cancellation stop) {
    GraphSession graph = encoder();
    int rows = graph.inputs().get(SAMPLE).rows(1);
    Map<String, Tensor> outputs = graph.run(Map.of(SAMPLE, Rows.of(pixels, 0, rows)), stop);
    boolean hasCloud = outputs.containsKey(PARAMETERS);
    Tensor encoded = Rows.first(outputs.get(hasCloud ? PARAMETERS : LATENTS));
    checkFactor(ENCODER, encoded, pixels);
    if (!hasCloud) {
      return new Cloud(encoded, Optional.empty());
    }
    long[] shape = encoded.shape().toArray();
    shape[1] = config.channels();
    int half = encoded.values().length / 2;
    float[] mean = new float[half];
    float[] deviation = new float[half];
    for (int i = 0; i < half; i++) {
      mean[i] = encoded.values()[i];
      // NB: the bounds of diffusers' DiagonalGaussianDistribution
      float logVariance = Math.max(-30, Math.min(20, encoded.values()[half + i]));
      deviation[i] = (float) Math.exp(0.5 * logVariance);
    }
    return new Cloud(Tensor.of(mean, shape), Optional.of(Tensor.of(deviation, shape)));
  }

  /** Encoded numbers as the denoiser wants them: scaled alone. */
  Tensor scale(Tensor encoded) {
    return encoded.map(value -> value * config.scalingFactor());
  }

  /** As {@link #scale}, with mean and deviation of the training data where they are known. */
  Tensor standardise(Tensor encoded) {
    if (!heedsConfig || !config.hasStatistics()) {
      return scale(encoded);
    }
    return perChannel(
        encoded,
        (value, channel) ->
            (value - config.mean().get(channel))
                * config.scalingFactor()
                / config.deviation().get(channel));
  }

  /**
   * @param latents [1, C, h, w]
   * @param warnings told when half precision was not enough
   * @return opaque
   * @throws GenerationException when the graph gives something that is not a number
   */
  Picture decode(Tensor latents, List<String> warnings, Cancellation stop) {
    if (!latents.isFinite()) {
      throw new GenerationException(
          bundle.fileOf(LatentDenoiser.PART)
              + " gave numbers that are not finite; lower the guidance, take another scheduler or"
              + " a model in single precision, and if that does not help the model is damaged");
    }
    Tensor encoded =
        heedsConfig && config.hasStatistics()
            ? perChannel(
                latents,
                (value, channel) ->
                    value * config.deviation().get(channel) / config.scalingFactor()
                        + config.mean().get(channel))
            : latents.map(value -> value / config.scalingFactor());
    Tensor sample = sample(encoded, warnings, stop);
    if (!sample.isFinite() && isHalf(decoder())) {
      useSinglePrecision(DECODER, warnings);
      sample = sample(encoded, warnings, stop);
    }
    if (!sample.isFinite()) {
      throw new GenerationException(
          bundle.fileOf(DECODER)
              + " gave numbers that are not finite; lower the guidance, and if that does not help"
              + " the model is damaged");
    }
    return SamplePixels.picture(sample);
  }

  private void useSinglePrecision(String part, List<String> warnings) {
    warnings.add("the " + part + " overflowed in half precision and ran again in single precision");
    pool.useSinglePrecision(part);
  }

  /** At once, or in tiles where the decoder would need several gigabytes. */
  private Tensor sample(Tensor encoded, List<String> warnings, Cancellation stop) {
    long pixels =
        (long) encoded.shape().extent(2) * encoded.shape().extent(3) * factor() * factor();
    if (!isTiled(pixels)) {
      return decode(encoded, stop);
    }
    warnings.add(
        "the picture is so large that it is decoded in tiles of %d pixels"
            .formatted(config.tile() * factor()));
    return new TiledDecoding(config.tile(), factor()).decode(encoded, tile -> decode(tile, stop));
  }

  private static boolean isTiled(long pixels) {
    return pixels > PIXELS_AT_ONCE;
  }

  private Tensor decode(Tensor encoded, Cancellation stop) {
    GraphSession graph = decoder();
    int rows = graph.inputs().get(LATENTS).rows(1);
    Map<String, Value> feeds = Map.of(LATENTS, Rows.of(encoded, 0, rows));
    Tensor sample = Rows.first(graph.run(feeds, stop).get(SAMPLE));
    checkFactor(DECODER, encoded, sample);
    return sample;
  }

  /** NB: no graph says how many pixels a cell is. */
  private void checkFactor(String part, Tensor latents, Tensor pixels) {
    int cells = latents.shape().extent(2);
    int side = pixels.shape().extent(2);
    if (side != cells * factor()) {
      throw new GraphException(
          "%s has %d latent cells for %d pixels; `block_out_channels` of %s/config.json means %d"
                  .formatted(bundle.fileOf(part), cells, side, DECODER, factor())
              + " pixels a cell");
    }
  }

  /** What becomes of one number of a channel. */
  private interface ChannelFunction {
    double apply(double value, int channel);
  }

  private static Tensor perChannel(Tensor latents, ChannelFunction function) {
    int channels = latents.shape().extent(1);
    int cells = latents.shape().extent(2) * latents.shape().extent(3);
    float[] values = new float[latents.values().length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) function.apply(latents.values()[i], i / cells % channels);
    }
    return new Tensor(latents.shape(), values);
  }

  private GraphSession encoder() {
    return pool.graph(
        ENCODER,
        graph -> {
          graph.call(
              new PortNames()
                  .input(SAMPLE, port -> isPicture(port, COLORS))
                  .output(LATENTS, port -> isPicture(port, config.channels()))
                  .output(PARAMETERS, port -> isPicture(port, 2 * config.channels())));
          // NB: of a graph that gives both, diffusers and optimum draw from the cloud
          boolean draws =
              graph.outputs().containsKey(LATENTS) && !graph.outputs().containsKey(PARAMETERS);
          int channels = config.channels() * (draws ? 1 : 2);
          return new Signature()
              .real(SAMPLE, Port.FREE, COLORS, Port.FREE, Port.FREE)
              .output(draws ? LATENTS : PARAMETERS, Port.FREE, channels, Port.FREE, Port.FREE)
              .once();
        });
  }

  private GraphSession decoder() {
    return pool.graph(
        DECODER,
        graph -> {
          graph.call(
              new PortNames()
                  .input(LATENTS, port -> port.rank() == PICTURE_RANK)
                  .output(SAMPLE, port -> port.rank() == PICTURE_RANK));
          return new Signature()
              .real(LATENTS, Port.FREE, config.channels(), Port.FREE, Port.FREE)
              .output(SAMPLE, Port.FREE, COLORS, Port.FREE, Port.FREE)
              .once();
        });
  }

  private static boolean isPicture(Port port, int channels) {
    return port.rank() == PICTURE_RANK && port.extents().get(1) == channels;
  }
}
