package mumu.pipeline.mumu;

import java.util.Arrays;
import mumu.tensor.Tensor;

/**
 * What the denoiser listens to.
 *
 * @param hidden encoder_hidden_states [b, L, D]
 * @param mask encoder_attention_mask [b, L]; a weight per token, 0 hides it
 */
record Conditioning(Tensor hidden, Tensor mask) {
  int tokens() {
    return mask.shape().extent(1);
  }

  /** The first tokens only. */
  Conditioning first(int tokens) {
    return resized(tokens);
  }

  /** Rows of both, the shorter one filled up with hidden tokens. */
  static Conditioning stack(Conditioning first, Conditioning second) {
    int tokens = Math.max(first.tokens(), second.tokens());
    Conditioning a = first.resized(tokens);
    Conditioning b = second.resized(tokens);
    return new Conditioning(
        Tensor.stack(java.util.List.of(a.hidden, b.hidden)),
        Tensor.stack(java.util.List.of(a.mask, b.mask)));
  }

  /** NB: of a batch of one, where cutting the array cuts the token axis. */
  private Conditioning resized(int tokens) {
    int width = hidden.shape().extent(2);
    return new Conditioning(
        Tensor.of(Arrays.copyOf(hidden.values(), tokens * width), 1, tokens, width),
        Tensor.of(Arrays.copyOf(mask.values(), tokens), 1, tokens));
  }
}
