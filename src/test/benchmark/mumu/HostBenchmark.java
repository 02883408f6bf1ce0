package mumu;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import mumu.pipeline.SamplePixels;
import mumu.request.Picture;
import mumu.sampling.Guidance;
import mumu.sampling.Sampler;
import mumu.sampling.Samplers;
import mumu.sampling.ScheduleConfig;
import mumu.sampling.TorchNoise;
import mumu.tensor.Shape;
import mumu.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a picture costs besides its graphs; side is the latents', an eighth of the picture's. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class HostBenchmark {
  private static final int STEPS = 20;

  @Param({"32", "128"})
  public int side;

  private Tensor latents;
  private Tensor prediction;
  private Tensor both;
  private Tensor pixels;
  private ScheduleConfig config;

  @Setup
  public void prepare() {
    latents = random(1, 4, side);
    prediction = random(1, 4, side);
    both = random(2, 4, side);
    pixels = random(1, 3, 8 * side);
    config = ScheduleConfig.of(new com.google.gson.JsonObject());
  }

  private static Tensor random(int rows, int channels, int side) {
    Random random = new Random(1);
    float[] values = new float[rows * channels * side * side];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Tensor.of(values, rows, channels, side, side);
  }

  /** All steps of a sampler, without noise. */
  private Tensor steps(String name) {
    Sampler sampler = Samplers.byName(name).start(config, STEPS);
    Tensor now = latents;
    for (int call = 0; call < sampler.schedule().calls(); call++) {
      sampler.schedule().input(call, now);
      now = sampler.step(call, now, prediction, shape -> latents);
    }
    return now;
  }

  @Benchmark
  public Tensor twentyStepsOfEuler() {
    return steps("euler");
  }

  @Benchmark
  public Tensor twentyStepsOfDpmpp2m() {
    return steps("dpmpp_2m");
  }

  @Benchmark
  public Tensor twentyStepsOfUnipc() {
    return steps("unipc");
  }

  @Benchmark
  public Tensor guidance() {
    return new Guidance(7.5, 0).combine(both);
  }

  @Benchmark
  public Tensor noise() {
    return TorchNoise.of(1, 1).next(Shape.of(1, 4, side, side));
  }

  @Benchmark
  public Picture pixelsToRgb() {
    return SamplePixels.picture(pixels);
  }
}
