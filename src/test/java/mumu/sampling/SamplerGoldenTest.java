package mumu.sampling;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mumu.tensor.Shape;
import mumu.tensor.Tensor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every sampler against diffusers' class of that name: all spacings, predictions and counts. */
class SamplerGoldenTest {
  private static final Shape SHAPE = Shape.of(1, 4, 4, 8);

  @TestFactory
  Stream<DynamicTest> everySamplerGivesDiffusersNumbers() {
    return Samplers.allNames().stream()
        .flatMap(
            name ->
                Golden.cases(name).stream()
                    .map(
                        golden ->
                            DynamicTest.dynamicTest(
                                name + ": " + golden, () -> check(name, golden))));
  }

  private static void check(String name, Golden.Case golden) {
    Sampler sampler =
        Samplers.byName(name).start(ScheduleConfig.of(golden.config()), golden.steps());
    Schedule schedule = sampler.schedule();
    assertEquals(golden.calls(), schedule.calls(), "calls");
    double[] timesteps = ends(schedule);
    for (int i = 0; i < timesteps.length; i++) {
      // NB: kdpm2_a's middles come from a difference that 32 bits hardly hold
      double tolerance = name.equals("kdpm2_a") ? 2e-2 : 2e-3;
      assertEquals(
          golden.timesteps()[i], timesteps[i], tolerance, "timestep " + i + " of the ends");
    }
    assertEquals(golden.initialScale(), schedule.initialScale(), 1e-5 * golden.initialScale());
    int begin = schedule.firstCall(golden.steps(), golden.strength());
    assertEquals(golden.begin(), begin, "first call");
    TorchNoise noise = TorchNoise.of(1, 1);
    Tensor first = noise.next(SHAPE);
    Tensor start =
        golden.strength() < 1 ? schedule.noised(begin, ramp(SHAPE), first) : schedule.start(first);
    Tensor result = run(sampler, begin, start, noise, SamplerGoldenTest::model);
    double factor = name.equals("kdpm2_a") ? 4 : 1;
    compare(golden, result.values(), factor * tolerance(golden, schedule.sigma(begin)));
  }

  /**
   * NB: where hardly any signal is left (σ = 20 000 at the end of the cosine schedule) diffusers'
   * 32-bit steps themselves are off by this much; the same steps in 64 bit show it.
   */
  private static double tolerance(Golden.Case golden, double sigma) {
    double usual = 1e-4 * Math.max(1, golden.meanMagnitude());
    return sigma > 1000 ? 10 * usual + 5e-6 * sigma : usual;
  }

  private static void compare(Golden.Case golden, float[] found, double tolerance) {
    double mean =
        IntStream.range(0, found.length).mapToDouble(i -> found[i]).average().orElseThrow();
    double magnitude =
        IntStream.range(0, found.length)
            .mapToDouble(i -> Math.abs(found[i]))
            .average()
            .orElseThrow();
    assertAll(
        () -> assertEquals(golden.mean(), mean, tolerance, "mean"),
        () -> assertEquals(golden.meanMagnitude(), magnitude, tolerance, "mean magnitude"),
        () -> {
          for (int i = 0; i < golden.head().length; i++) {
            assertEquals(golden.head()[i], found[i], tolerance, "number " + i);
          }
        });
  }

  static Tensor run(
      Sampler sampler,
      int begin,
      Tensor start,
      NoiseSource noise,
      BiFunction<Tensor, Float, Tensor> model) {
    Tensor latents = start;
    for (int call = begin; call < sampler.schedule().calls(); call++) {
      Tensor input = sampler.schedule().input(call, latents);
      Tensor prediction = model.apply(input, sampler.schedule().timestep(call));
      latents = sampler.step(call, latents, prediction, noise);
    }
    return latents;
  }

  static Tensor model(Tensor input, float timestep) {
    return input.map(value -> Math.tanh(0.5 * value + timestep / 2000));
  }

  static Tensor ramp(Shape shape) {
    float[] values = new float[shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (-1 + 2.0 * i / (values.length - 1));
    }
    return new Tensor(shape, values);
  }

  private static double[] ends(Schedule schedule) {
    int calls = schedule.calls();
    return calls <= 8
        ? IntStream.range(0, calls).mapToDouble(schedule::timestep).toArray()
        : IntStream.concat(IntStream.range(0, 4), IntStream.range(calls - 4, calls))
            .mapToDouble(schedule::timestep)
            .toArray();
  }

  /**
   * diffusers' own published sums (tests/schedulers/test_scheduler_*.py): 10 steps of sample ·
   * t/(t+1) from a ramp. In Euler's, the scaled input also replaces the latents.
   */
  @Test
  void publishedSumsOfDiffusersReplay() {
    assertAll(
        () -> assertSum("ddim", "epsilon", 172.0067, 1e-2),
        () -> assertSum("ddim", "v_prediction", 52.5302, 1e-2),
        () -> assertSum("euler", "epsilon", 10.0807, 1e-2));
  }

  private static void assertSum(String name, String prediction, double expected, double tolerance) {
    com.google.gson.JsonObject config = new com.google.gson.JsonObject();
    boolean euler = name.equals("euler");
    config.addProperty("num_train_timesteps", euler ? 1100 : 1000);
    config.addProperty("prediction_type", prediction);
    Sampler sampler = Samplers.byName(name).start(ScheduleConfig.of(config), 10);
    Tensor start = sampler.schedule().start(diffusersSample());
    Tensor latents = start;
    for (int call = 0; call < 10; call++) {
      float t = sampler.schedule().timestep(call);
      Tensor input = sampler.schedule().input(call, latents);
      Tensor said = input.map(value -> value * (t / (t + 1)));
      latents = sampler.step(call, input, said, TorchNoise.of(0, 1));
    }
    double sum = 0;
    for (float value : latents.values()) {
      sum += Math.abs(value);
    }
    assertEquals(expected, sum, tolerance, name + " " + prediction);
  }

  /** arange(768)/768 as [3, 8, 8, 4], last axis moved to the front: [4, 3, 8, 8]. */
  private static Tensor diffusersSample() {
    float[] values = new float[768];
    for (int i = 0; i < 768; i++) {
      values[(i % 4) * 192 + i / 4] = i / 768f;
    }
    return Tensor.of(values, 4, 3, 8, 8);
  }

  @Test
  void everySamplerHasGoldens() {
    for (String name : Samplers.allNames()) {
      List<Golden.Case> cases = Golden.cases(name);
      assertEquals(true, cases.size() > 20, name + " has " + cases.size() + " cases");
    }
  }
}
