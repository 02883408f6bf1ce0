package mumu.pipeline.sd;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mumu.bundle.DiffusersBundle;
import mumu.pipeline.CanvasSize;
import mumu.pipeline.GraphPool;
import mumu.pipeline.PromptConditioner;
import mumu.pipeline.PromptFeeds;
import mumu.pipeline.TextEncoder;
import mumu.runtime.Cancellation;

/** One text encoder, its last layer; no negative prompt is the empty one. */
final class SdConditioner implements PromptConditioner {
  private final TextEncoder encoder;

  SdConditioner(DiffusersBundle bundle, GraphPool pool) {
    encoder = new TextEncoder(bundle, pool, "text_encoder", TextEncoder.Layer.LAST);
  }

  @Override
  public List<String> inputs() {
    return List.of(HIDDEN);
  }

  @Override
  public void check() {
    encoder.check();
  }

  @Override
  public PromptFeeds encode(
      String text, CanvasSize canvas, List<String> warnings, Cancellation stop) {
    TextEncoder.Encoding encoding = encoder.encode(text, stop);
    warnings.addAll(encoding.warnings());
    return new PromptFeeds(Map.of(HIDDEN, encoding.hidden()));
  }

  @Override
  public PromptFeeds encodeNothing(PromptFeeds wanted, CanvasSize canvas, Cancellation stop) {
    return encode("", canvas, new ArrayList<>(), stop);
  }

  @Override
  public void close() {
    encoder.close();
  }
}
