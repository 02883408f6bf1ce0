package mumu.sampling;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.util.List;
import mumu.tensor.Shape;
import mumu.tensor.Tensor;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every sampler must do, whatever its formula. */
class SamplerContractTest {
  static List<String> names() {
    return Samplers.names();
  }

  @Provide
  Arbitrary<String> samplers() {
    return Arbitraries.of(Samplers.names());
  }

  @Provide
  Arbitrary<String> spacings() {
    return Arbitraries.of("leading", "trailing", "linspace");
  }

  /** Distilled models take no more steps than their teachers did. */
  private static int mostSteps(String name) {
    return name.equals("lcm") || name.equals("tcd") ? 50 : 1000;
  }

  private static ScheduleConfig config(String spacing) {
    JsonObject written = new JsonObject();
    written.addProperty("beta_schedule", "squaredcos_cap_v2");
    written.addProperty("prediction_type", "v_prediction");
    if (!spacing.isEmpty()) {
      written.addProperty("timestep_spacing", spacing);
    }
    return ScheduleConfig.of(written);
  }

  @Property(tries = 300)
  void noiseFallsToNothing(
      @ForAll("samplers") String name,
      @ForAll("spacings") String spacing,
      @ForAll @IntRange(min = 1, max = 1000) int steps) {
    int allowed = Math.min(steps, mostSteps(name));
    Schedule schedule = Samplers.byName(name).start(config(spacing), allowed).schedule();
    assertTrue(schedule.calls() >= allowed);
    int stride = schedule.callsPerStep();
    for (int call = 0; call < schedule.calls(); call += stride) {
      int next = Math.min(call + stride, schedule.calls());
      assertTrue(
          schedule.sigma(call) >= schedule.sigma(next),
          name + " " + spacing + " " + allowed + " rises at call " + call);
    }
    // pndm, deis and tcd stop at the first training step's noise
    assertTrue(schedule.sigma(schedule.calls()) < 0.01, "what is left at the end");
  }

  @ParameterizedTest
  @MethodSource("names")
  void trailingBeginsAtTheLastTrainingStep(String name) {
    for (int steps : new int[] {1, 2, 7, 50, 61, 1000}) {
      int allowed = Math.min(steps, mostSteps(name));
      Schedule schedule = Samplers.byName(name).start(config("trailing"), allowed).schedule();
      // a curve's largest level is that of step 999, found again by interpolation and cut
      assertEquals(999, schedule.timestep(0), name.endsWith("karras") ? 1 : 0, name + " " + steps);
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void aBatchIsItsSingles(String name) {
    Tensor batch = run(name, 11, 3);
    for (int image = 0; image < 3; image++) {
      assertArrayEquals(
          run(name, 11 + image, 1).values(), batch.slice(image, image + 1).values(), name);
    }
  }

  private static Tensor run(String name, long seed, int images) {
    Sampler sampler = Samplers.byName(name).start(config(""), 6);
    TorchNoise noise = TorchNoise.of(seed, images);
    Tensor start = sampler.schedule().start(noise.next(Shape.of(images, 2, 4, 4)));
    return SamplerGoldenTest.run(sampler, 0, start, noise, SamplerGoldenTest::model);
  }

  @ParameterizedTest
  @MethodSource("names")
  void givenTensorsStayAsTheyWere(String name) {
    Sampler sampler = Samplers.byName(name).start(config(""), 3);
    Tensor latents = TorchNoise.of(1, 1).next(Shape.of(1, 1, 4, 4));
    Tensor prediction = TorchNoise.of(2, 1).next(Shape.of(1, 1, 4, 4));
    Tensor latentsBefore = new Tensor(latents.shape(), latents.values().clone());
    Tensor predictionBefore = new Tensor(prediction.shape(), prediction.values().clone());
    sampler.schedule().input(0, latents);
    sampler.step(0, latents, prediction, TorchNoise.of(3, 1));
    assertEquals(latentsBefore, latents);
    assertEquals(predictionBefore, prediction);
  }

  @ParameterizedTest
  @MethodSource("names")
  void impossibleStepsAreRefusedWithTheRange(String name) {
    for (int steps : new int[] {0, -1, 1001, 1_000_000_000}) {
      String message =
          assertThrows(
                  IllegalArgumentException.class,
                  () -> Samplers.byName(name).start(config(""), steps))
              .getMessage();
      assertTrue(message.contains("1 to ") && message.contains("" + steps), message);
    }
  }

  @Test
  void everySamplerOfTheContractIsThere() {
    String contract =
        "ddim ddpm pndm lms euler euler_a heun kdpm2 kdpm2_a dpmpp_2m dpmpp_2m_karras dpmpp_2m_sde"
            + " dpmpp_single deis unipc lcm tcd";
    assertEquals(List.of(contract.split(" ")), Samplers.names());
  }

  @Property(tries = 200)
  void anyNumberOfStepsGivesNumbers(
      @ForAll("samplers") String name, @ForAll @IntRange(min = 1, max = 1000) int steps) {
    int allowed = Math.min(steps, mostSteps(name));
    Sampler sampler = Samplers.byName(name).start(config(""), allowed);
    TorchNoise noise = TorchNoise.of(1, 1);
    Tensor start = sampler.schedule().start(noise.next(Shape.of(1, 1, 4, 4)));
    Tensor result = SamplerGoldenTest.run(sampler, 0, start, noise, SamplerGoldenTest::model);
    for (float value : result.values()) {
      assertTrue(Float.isFinite(value), name + " " + allowed);
    }
  }

  @Test
  void anUnknownNameIsAnsweredWithWhatExists() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> Samplers.byName("ddmi")).getMessage();
    assertTrue(message.contains("'ddmi'") && message.contains("ddim, "), message);
  }
}
