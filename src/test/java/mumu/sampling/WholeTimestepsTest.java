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
 * What a denoiser that counts in whole timesteps is told, where the last bit of a fraction decides;
 * numbers from src/test/python/goldens_sampling.py.
 */
class WholeTimestepsTest {
  private static final Type CASES = new TypeToken<List<Case>>() {}.getType();

  /**
   * @param starts of every step
   * @param middles half-way through every step but the last
   */
  private record Case(String name, JsonObject config, int steps, int[] starts, int[] middles) {}

  @TestFactory
  Stream<DynamicTest> fractionsAreCutToDiffusersTimesteps() {
    List<Case> cases = Golden.read("whole-timesteps.json", CASES);
    return cases.stream()
        .map(golden -> DynamicTest.dynamicTest(golden.toString(), () -> check(golden)));
  }

  private static void check(Case golden) {
    Schedule schedule =
        Samplers.byName(golden.name())
            .start(ScheduleConfig.of(golden.config()), golden.steps())
            .schedule();
    assertArrayEquals(golden.starts(), told(schedule, 0));
    assertArrayEquals(golden.middles(), told(schedule, 1));
  }

  /** Every second call. */
  private static int[] told(Schedule schedule, int first) {
    return IntStream.iterate(first, call -> call < schedule.calls(), call -> call + 2)
        .map(call -> (int) schedule.exactTimestep(call))
        .toArray();
  }
}
