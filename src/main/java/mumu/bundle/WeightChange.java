package mumu.bundle;

import java.util.Arrays;

/** What a fine-tune does to one weight of a model. */
public sealed interface WeightChange
    permits WeightChange.LowRank, WeightChange.Replacement, AdapterChange, MagnitudeChange {
  /** Folder of the graph, e.g. {@code unet} or {@code text_encoder_2}. */
  String part();

  /**
   * Module in diffusers' names with underscores, e.g. {@code
   * down_blocks_0_attentions_0_transformer_blocks_0_attn1_to_q}.
   */
  String module();

  /** {@code weight} or {@code bias} of the module. */
  String parameter();

  /** The key in the file, for messages. */
  String key();

  /**
   * Changes numbers in place.
   *
   * @param weight in PyTorch's order [out, in, …]
   * @param outs extent of the first axis
   * @throws BundleException when the sizes differ
   */
  void apply(float[] weight, int outs, double strength) throws BundleException;

  /**
   * Adds strength · alpha/rank · up · down, <a href="https://arxiv.org/abs/2106.09685">Hu et
   * al.</a>; of convolutions too, with their own kernel in {@code down} or in {@code mid}.
   *
   * @param mid key of the kernel between, empty for none
   * @param alpha NaN for the rank
   */
  record LowRank(
      Safetensors file,
      String part,
      String module,
      String up,
      String mid,
      String down,
      double alpha)
      implements WeightChange {
    @Override
    public String parameter() {
      return "weight";
    }

    @Override
    public String key() {
      return up;
    }

    @Override
    public void apply(float[] weight, int outs, double strength) throws BundleException {
      int rank = file.shape(down).length > 0 ? file.shape(down)[0] : 0;
      float[] left = file.read(up);
      float[] right = mid.isEmpty() ? file.read(down) : Factors.core(file, mid, down, rank);
      int[] upShape = file.shape(up);
      boolean fits =
          upShape.length >= 2
              && upShape[0] == outs
              && rank > 0
              && left.length == outs * rank
              && (long) right.length / rank * outs == weight.length;
      if (!fits) {
        throw new BundleException(
            "%s: %s %s and %s %s do not fit a weight of %d × %d; the file was made for another model"
                .formatted(
                    file.file(),
                    up,
                    Arrays.toString(upShape),
                    down,
                    Arrays.toString(file.shape(down)),
                    outs,
                    weight.length / Math.max(1, outs)));
      }
      double scale = strength * (Double.isNaN(alpha) ? 1 : alpha / rank);
      Factors factors = new Factors(left, right, outs, weight.length / outs, rank);
      for (int row = 0; row < outs; row++) {
        factors.add(row, scale, weight, row * factors.columns());
      }
    }
  }

  /** Goes from the model's number to the file's by the strength: at 1 it is replaced. */
  record Replacement(Safetensors file, String part, String module, String parameter, String key)
      implements WeightChange {
    @Override
    public void apply(float[] weight, int outs, double strength) throws BundleException {
      float[] other = file.read(key);
      if (other.length != weight.length) {
        throw new BundleException(
            "%s: %s %s does not fit a weight of %d numbers; the file was made for another model"
                .formatted(file.file(), key, Arrays.toString(file.shape(key)), weight.length));
      }
      for (int i = 0; i < weight.length; i++) {
        weight[i] = (float) (weight[i] + strength * ((double) other[i] - weight[i]));
      }
    }
  }
}
