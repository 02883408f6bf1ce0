package mumu.sampling;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import mumu.tensor.Shape;
import mumu.tensor.Tensor;

/**
 * The numbers of {@code torch.randn(…, generator=torch.Generator("cpu").manual_seed(seed))}, so
 * that a seed means the same picture as in Python.
 *
 * <p>One stream per image, continued through all draws. PyTorch computes logarithm and sine in 32
 * bit with vector instructions, so the last bit may differ from machine to machine there; here it
 * never does.
 */
public final class TorchNoise implements NoiseSource {
  private static final int BLOCK = 16;
  private static final int HALF = BLOCK / 2;

  private final List<Stream> streams;

  private TorchNoise(List<Stream> streams) {
    this.streams = streams;
  }

  /**
   * Image i uses seed + i; past 2³² − 1 it goes on at 0, as {@code manual_seed} takes the low 32
   * bits.
   */
  public static TorchNoise of(long seed, int images) {
    return new TorchNoise(
        IntStream.range(0, images).mapToObj(i -> new Stream(imageSeed(seed, i))).toList());
  }

  /** The seed of image i. */
  public static long imageSeed(long seed, int image) {
    return (seed + image) & 0xFFFFFFFFL;
  }

  /** How many images draw from it. */
  public int images() {
    return streams.size();
  }

  @Override
  public Tensor next(Shape shape) {
    if (shape.extent(0) != streams.size()) {
      throw new IllegalArgumentException(
          "noise of " + streams.size() + " images cannot fill " + shape);
    }
    int row = shape.size() / streams.size();
    float[] values = new float[shape.size()];
    for (int image = 0; image < streams.size(); image++) {
      float[] normal = streams.get(image).normal(row);
      System.arraycopy(normal, 0, values, image * row, row);
    }
    return new Tensor(shape, values);
  }

  /** The stream of one image. */
  private static final class Stream {
    private final MersenneTwister twister;
    private OptionalDouble spare = OptionalDouble.empty();

    Stream(long seed) {
      twister = new MersenneTwister(seed);
    }

    float[] normal(int count) {
      float[] values = new float[count];
      if (count < BLOCK) {
        for (int i = 0; i < count; i++) {
          values[i] = (float) single();
        }
        return values;
      }
      for (int i = 0; i < count; i++) {
        values[i] = uniform();
      }
      for (int start = 0; start + BLOCK <= count; start += BLOCK) {
        transform(values, start);
      }
      if (count % BLOCK != 0) {
        // NB: PyTorch draws the last 16 anew, over numbers that are already normal.
        int start = count - BLOCK;
        for (int i = start; i < count; i++) {
          values[i] = uniform();
        }
        transform(values, start);
      }
      return values;
    }

    /** Box–Muller on 16 uniform numbers: the first 8 give radii, the last 8 angles. */
    private static void transform(float[] values, int start) {
      float[] uniform = Arrays.copyOfRange(values, start, start + BLOCK);
      for (int i = 0; i < HALF; i++) {
        double radius = Math.sqrt(-2 * Math.log(1f - uniform[i]));
        double angle = 2 * Math.PI * uniform[i + HALF];
        values[start + i] = (float) (radius * Math.cos(angle));
        values[start + i + HALF] = (float) (radius * Math.sin(angle));
      }
    }

    /** The way for fewer than 16 numbers: 64 bit, in pairs; the second waits for the next draw. */
    private double single() {
      if (spare.isPresent()) {
        double value = spare.getAsDouble();
        spare = OptionalDouble.empty();
        return value;
      }
      double angle = 2 * Math.PI * uniform64();
      double radius = Math.sqrt(-2 * Math.log1p(-uniform64()));
      spare = OptionalDouble.of(radius * Math.sin(angle));
      return radius * Math.cos(angle);
    }

    private float uniform() {
      return (twister.bits() & 0xFFFFFF) * 0x1p-24f;
    }

    private double uniform64() {
      long high = twister.bits();
      long low = twister.bits() & 0xFFFFFFFFL;
      return (((high << 32) | low) & ((1L << 53) - 1)) * 0x1p-53;
    }
  }
}
