package mumu.sampling;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import com.google.gson.JsonObject;
import com.google.gson.reflect.TypeToken;
import java.lang.reflect.Type;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What a denoiser that counts in whole timesteps is told half-way through a step, where the last
 * bit of a fraction decides; numbers from src/test/python/goldens_sampling.py.
 */
class WholeTimestepsTest {
  private static final Type CASES = new TypeToken<List<Case>>() {}.getType();

  private record Case(String name, JsonObject config, int steps, int[] middles) {}

  @TestFactory
  Stream<DynamicTest> middlesFallOnDiffusersTimesteps() {
    List<Case> cases = Golden.read("whole-timesteps.json", CASES);
    return cases.stream()
        .map(golden -> DynamicTest.dynamicTest(golden.toString(), () -> check(golden)));
  }

  private static void check(Case golden) {
    Schedule schedule =
        Samplers.byName(golden.name())
            .start(ScheduleConfig.of(golden.config()), golden.steps())
            .schedule();
    int[] told =
        IntStream.range(0, schedule.calls() / 2)
            .map(step -> (int) schedule.timestep(2 * step + 1))
            .toArray();
    assertArrayEquals(golden.middles(), told);
  }
}
