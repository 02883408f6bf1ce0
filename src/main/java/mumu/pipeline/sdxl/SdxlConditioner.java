package mumu.pipeline.sdxl;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * Two text encoders side by side, the layer before the last of both; the second one's pooled
 * projection; and the size of the picture.
 */
final class SdxlConditioner implements PromptConditioner {
  private static final String FIRST = "text_encoder";
  private static final String SECOND = "text_encoder_2";
  private static final String POOLED = "text_embeds";
  private static final String SIZE = "time_ids";

  private final String secondFile;
  private final TextEncoder first;
  private final TextEncoder second;
  private final boolean zeroNegative;

  SdxlConditioner(DiffusersBundle bundle, GraphPool pool) {
    secondFile = bundle.fileOf(SECOND);
    zeroNegative = bundle.zeroNegative();
    try (Owned opened = new Owned()) {
      first = opened.add(new TextEncoder(bundle, pool, FIRST, TextEncoder.Layer.PENULTIMATE));
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
    first.check();
    second.check();
  }

  @Override
  public PromptFeeds encode(
      String text, CanvasSize canvas, List<String> warnings, Cancellation stop) {
    TextEncoder.Encoding narrow = first.encode(text, stop);
    TextEncoder.Encoding wide = second.encode(text, stop);
    narrow.warning().ifPresent(warnings::add);
    wide.warning().ifPresent(warnings::add);
    Optional<Tensor> pooled = wide.pooled();
    if (pooled.isEmpty()) {
      throw new GraphException(secondFile + " has no output " + POOLED);
    }
    return feeds(sideBySide(narrow.hidden(), wide.hidden()), pooled.get(), canvas);
  }

  /** NB: zeros, not the empty prompt, unless the model says otherwise. */
  @Override
  public PromptFeeds encodeNothing(PromptFeeds wanted, CanvasSize canvas, Cancellation stop) {
    return zeroNegative
        ? feeds(zeros(wanted.rows().get(HIDDEN)), zeros(wanted.rows().get(POOLED)), canvas)
        : encode("", canvas, new ArrayList<>(), stop);
  }

  private static PromptFeeds feeds(Tensor hidden, Tensor pooled, CanvasSize canvas) {
    Map<String, Tensor> feeds = new LinkedHashMap<>();
    feeds.put(HIDDEN, hidden);
    feeds.put(POOLED, pooled);
    // NB: height first; original size, upper left corner, size of the picture
    float[] size = {canvas.height(), canvas.width(), 0, 0, canvas.height(), canvas.width()};
    feeds.put(SIZE, Tensor.of(size, 1, size.length));
    return new PromptFeeds(feeds);
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
      both.add(first);
      both.add(second);
    }
  }
}
