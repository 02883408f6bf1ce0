package mumu.sampling;

/**
 * The orders of {@code torch.randperm(n, generator=torch.Generator("cpu").manual_seed(seed))}, so
 * that a seed means the same order as in Python; continued through all draws, as the generator is.
 *
 * <p>Fisher and Yates from the front, each place by the remainder of 32 random bits (PyTorch,
 * {@code aten/src/ATen/native/TensorFactories.cpp}, {@code randperm_cpu}).
 */
public final class TorchPermutation {
  private final MersenneTwister twister;

  /**
   * @param seed 0 to 2³²−1
   */
  public TorchPermutation(long seed) {
    twister = new MersenneTwister(seed);
  }

  /** The numbers from 0 to count − 1 in the next order. */
  public int[] next(int count) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      order[i] = i;
    }
    for (int i = 0; i < count - 1; i++) {
      int other = i + Integer.remainderUnsigned(twister.bits(), count - i);
      int kept = order[i];
      order[i] = order[other];
      order[other] = kept;
    }
    return order;
  }
}
