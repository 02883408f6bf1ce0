package mumu.pipeline.sdxl;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import mumu.bundle.DiffusersBundle;
import mumu.pipeline.CanvasSize;
import mumu.pipeline.GraphPool;
import mumu.pipeline.PromptConditioner;
import mumu.pipeline.PromptFeeds;
import mumu.pipeline.TextEncoder;
import mumu.runtime.Cancellation;
import mumu.runtime.GraphException;
import mumu.runtime.Owned;
import mumu.tensor.Tensor;

/**
 * Two text encoders side by side, the layer before the last of both; the pooled projection of one;
 * and the size of the picture. Of a refiner only the second encoder, and a score.
 */
final class SdxlConditioner implements PromptConditioner {
  private static final String FIRST = "text_encoder";
  private static final String SECOND = "text_encoder_2";
  private static final String POOLED = "text_embeds";
  private static final String SIZE = "time_ids";

  /** Of aesthetic scores from 1 to 10, as in diffusers. */
  private static final float WANTED_SCORE = 6;

  private static final float UNWANTED_SCORE = 2.5f;

  private final String secondFile;
  private final Optional<TextEncoder> first;
  private final TextEncoder second;
  private final boolean zeroNegative;
  private final boolean asksForScore;
  private final OptionalInt pooledWidth;

  SdxlConditioner(DiffusersBundle bundle, GraphPool pool) {
    secondFile = bundle.fileOf(SECOND);
    zeroNegative = bundle.zeroNegative();
    asksForScore = bundle.asksForScore();
    pooledWidth = bundle.denoiser().pooledWidth();
    boolean both = bundle.family().textEncoders().contains(FIRST);
    try (Owned opened = new Owned()) {
      first =
          both
              ? Optional.of(
                  opened.add(new TextEncoder(bundle, pool, FIRST, TextEncoder.Layer.PENULTIMATE)))
              : Optional.empty();
      second = new TextEncoder(bundle, pool, SECOND, TextEncoder.Layer.PENULTIMATE);
      opened.release();
    }
  }

  @Override
  public List<String> inputs() {
    return List.of(HIDDEN, POOLED, SIZE);
  }

  @Override
  public void check() {
    boolean projects = first.map(TextEncoder::projects).orElse(false);
    if (!second.projects() && !projects) {
      throw noneProjects();
    }
  }

  @Override
  public PromptFeeds encode(
      String text, CanvasSize canvas, List<String> warnings, Cancellation stop) {
    Optional<TextEncoder.Encoding> narrow = first.map(encoder -> encoder.encode(text, stop));
    TextEncoder.Encoding wide = second.encode(text, stop);
    narrow.map(TextEncoder.Encoding::warnings).ifPresent(warnings::addAll);
    warnings.addAll(wide.warnings());
    Tensor pooled = pooled(narrow.flatMap(TextEncoder.Encoding::pooled), wide.pooled());
    Tensor hidden =
        narrow.map(left -> sideBySide(left.hidden(), wide.hidden())).orElse(wide.hidden());
    return feeds(hidden, pooled, canvas);
  }

  /**
   * NB: as in diffusers, of the first encoder that has a projection; where that does not fit the
   * denoiser, which diffusers does not look at, of the other.
   */
  private Tensor pooled(Optional<Tensor> narrow, Optional<Tensor> wide) {
    List<Tensor> given = Stream.of(narrow, wide).flatMap(Optional::stream).toList();
    return given.stream()
        .filter(row -> row.shape().extent(1) == pooledWidth.orElse(-1))
        .findFirst()
        .or(() -> given.stream().findFirst())
        .orElseThrow(this::noneProjects);
  }

  private GraphException noneProjects() {
    return new GraphException(secondFile + " has no output " + POOLED);
  }

  /** NB: zeros, not the empty prompt, unless the model says otherwise. */
  @Override
  public PromptFeeds encodeNothing(PromptFeeds wanted, CanvasSize canvas, Cancellation stop) {
    return zeroNegative
        ? feeds(zeros(wanted.rows().get(HIDDEN)), zeros(wanted.rows().get(POOLED)), canvas)
        : encode("", canvas, new ArrayList<>(), stop);
  }

  private PromptFeeds feeds(Tensor hidden, Tensor pooled, CanvasSize canvas) {
    Map<String, Tensor> feeds = new LinkedHashMap<>();
    feeds.put(HIDDEN, hidden);
    feeds.put(POOLED, pooled);
    // NB: height first; original size, upper left corner, size of the picture
    float[] size =
        asksForScore
            ? new float[] {canvas.height(), canvas.width(), 0, 0, WANTED_SCORE}
            : new float[] {canvas.height(), canvas.width(), 0, 0, canvas.height(), canvas.width()};
    feeds.put(SIZE, Tensor.of(size, 1, size.length));
    return new PromptFeeds(feeds);
  }

  @Override
  public PromptFeeds unwanted(PromptFeeds feeds) {
    if (!asksForScore) {
      return feeds;
    }
    Map<String, Tensor> rows = new LinkedHashMap<>(feeds.rows());
    float[] size = rows.get(SIZE).values().clone();
    size[size.length - 1] = UNWANTED_SCORE;
    rows.put(SIZE, new Tensor(rows.get(SIZE).shape(), size));
    return new PromptFeeds(rows);
  }

  private static Tensor zeros(Tensor like) {
    return Tensor.zeros(like.shape().toArray());
  }

  /** [1, L, D1] and [1, L, D2] as [1, L, D1 + D2]. */
  private Tensor sideBySide(Tensor narrow, Tensor wide) {
    int length = narrow.shape().extent(1);
    int left = narrow.shape().extent(2);
    int right = wide.shape().extent(2);
    if (wide.shape().extent(1) != length) {
      throw new GraphException(
          "%s gives %d tokens, %s gives %d"
              .formatted(FIRST, length, secondFile, wide.shape().extent(1)));
    }
    float[] values = new float[length * (left + right)];
    for (int token = 0; token < length; token++) {
      int at = token * (left + right);
      System.arraycopy(narrow.values(), token * left, values, at, left);
      System.arraycopy(wide.values(), token * right, values, at + left, right);
    }
    return Tensor.of(values, 1, length, left + right);
  }

  @Override
  public void close() {
    try (Owned both = new Owned()) {
      first.ifPresent(both::add);
      both.add(second);
    }
  }
}
