package mumu.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.reflect.TypeToken;
import java.io.IOException;
import java.io.Reader;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import mumu.tensor.Shape;
import mumu.tensor.Tensor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Configurations drawn at random, with keys of every class in each, against diffusers; {@code
 * src/test/python/random_schedulers.py} draws them.
 */
class RandomSchedulerTest {
  private static final Shape SHAPE = Shape.of(1, 2, 3, 5);
  private static final Type CASES = new TypeToken<List<Case>>() {}.getType();

  /**
   * @param problem what diffusers answers instead of numbers; else absent
   * @param spread by how much roundings alone move diffusers' numbers
   * @param values the last latents; absent where there is a problem
   */
  private record Case(
      String name,
      JsonObject config,
      int steps,
      double strength,
      String problem,
      double spread,
      double[] values) {

    Tensor run() {
      Sampler sampler = Samplers.byName(name).start(ScheduleConfig.of(config), steps);
      Schedule schedule = sampler.schedule();
      int begin = schedule.firstCall(steps, strength);
      TorchNoise noise = TorchNoise.of(1, 1);
      Tensor first = noise.next(SHAPE);
      Tensor start =
          strength < 1
              ? schedule.noised(begin, SamplerGoldenTest.ramp(SHAPE), first)
              : schedule.start(first);
      return SamplerGoldenTest.run(sampler, begin, start, noise, SamplerGoldenTest::model);
    }

    double difference() {
      float[] found = run().values();
      double largest = 0;
      for (int i = 0; i < values.length; i++) {
        double difference = Math.abs(found[i] - values[i]);
        largest =
            Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(largest, difference);
      }
      return largest;
    }

    /** Nothing beyond what 32 bits carry. */
    double tolerance() {
      double magnitude = 1;
      for (double value : values) {
        magnitude = Math.max(magnitude, Math.abs(value));
      }
      return 2e-5 * magnitude + 10 * spread;
    }

    @Override
    public String toString() {
      return name + ", " + steps + " steps, strength " + strength + ", " + config;
    }
  }

  private static List<Case> fixture() {
    return Golden.read("random-schedulers.json", CASES);
  }

  @TestFactory
  Stream<DynamicTest> aRandomConfigGivesDiffusersNumbers() {
    return fixture().stream()
        .filter(drawn -> drawn.problem() == null)
        .map(
            drawn ->
                DynamicTest.dynamicTest(
                    drawn.toString(),
                    () -> assertEquals(0, drawn.difference(), drawn.tolerance())));
  }

  /** {@code make_inherited_golden.py} writes them. */
  @TestFactory
  Stream<DynamicTest> anotherSamplerGetsWhatTheModelsOwnHasLeft() {
    List<Case> all = Golden.read("inherited-schedulers.json", CASES);
    return all.stream()
        .map(
            drawn ->
                new Case(
                    drawn.name(),
                    SamplerClass.handedOn(drawn.config()),
                    drawn.steps(),
                    1,
                    null,
                    0,
                    drawn.values()))
        .map(
            drawn ->
                DynamicTest.dynamicTest(
                    drawn.toString(),
                    () -> assertEquals(0, drawn.difference(), drawn.tolerance())));
  }

  /**
   * NB: where diffusers' own numbers are not finite or it fails, ours may be numbers or a message.
   */
  @Test
  void whatDiffusersCannotDoGivesNumbersOrAMessage() {
    fixture().stream()
        .filter(drawn -> drawn.problem() != null)
        .forEach(drawn -> assertTrue(!answer(drawn).isBlank(), drawn::toString));
  }

  private static String answer(Case drawn) {
    try {
      boolean finite = true;
      for (float value : drawn.run().values()) {
        finite &= Float.isFinite(value);
      }
      return finite ? "numbers" : "not finite";
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  @Test
  void everySamplerIsDrawn() {
    List<String> drawn = fixture().stream().map(Case::name).distinct().sorted().toList();
    assertEquals(new TreeSet<>(Samplers.allNames()), new TreeSet<>(drawn));
  }

  /** Replays a file and prints a line per sampler, then what is beyond the tolerance. */
  public static void main(String[] files) throws IOException {
    try (Reader reader = Files.newBufferedReader(Path.of(files[0]))) {
      List<Case> cases = new Gson().fromJson(reader, CASES);
      Map<String, String> lines = new TreeMap<>();
      for (String name : Samplers.allNames()) {
        List<Case> own = cases.stream().filter(drawn -> drawn.name().equals(name)).toList();
        lines.put(name, line(own));
      }
      lines.forEach((name, line) -> System.out.printf("%-18s%s%n", name, line));
    }
  }

  private static String line(List<Case> cases) {
    double largest = 0;
    double share = 0;
    StringBuilder problems = new StringBuilder();
    for (Case drawn : cases) {
      if (drawn.problem() != null) {
        problems.append(
            "%n  diffusers: %s%n  here: %s%n  %s".formatted(drawn.problem(), answer(drawn), drawn));
        continue;
      }
      try {
        double difference = drawn.difference();
        largest = Math.max(largest, difference);
        share = Math.max(share, difference / drawn.tolerance());
        if (difference > drawn.tolerance()) {
          problems.append(
              "%n  %g instead of at most %g%n  %s".formatted(difference, drawn.tolerance(), drawn));
        }
      } catch (IllegalArgumentException e) {
        problems.append("%n  here only: %s%n  %s".formatted(e.getMessage(), drawn));
      }
    }
    return "%4d cases, largest difference %.2g, %.2f of the tolerance%s"
        .formatted(cases.size(), largest, share, problems);
  }
}
