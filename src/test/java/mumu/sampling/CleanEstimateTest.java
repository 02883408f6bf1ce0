package mumu.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonParser;
import java.util.List;
import mumu.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CleanEstimateTest {
  private static final Tensor CLEAN = Tensor.of(new float[] {0.5f, -1, 0.25f, 2}, 1, 1, 2, 2);
  private static final Tensor NOISE = Tensor.of(new float[] {1, 0.5f, -2, 0.1f}, 1, 1, 2, 2);

  static List<String> samplers() {
    return Samplers.names();
  }

  @ParameterizedTest
  @MethodSource("samplers")
  void aDenoiserThatKnowsTheNoiseHasTheCleanPictureInMind(String name) {
    ScheduleConfig config = config("epsilon");
    Schedule schedule = Samplers.byName(name).start(config, 6).schedule();
    for (int call = 0; call < schedule.calls(); call++) {
      Tensor latents = schedule.noised(call, CLEAN, NOISE);
      Tensor estimate = CleanEstimate.of(config).at(schedule, call, latents, NOISE);
      for (int i = 0; i < CLEAN.values().length; i++) {
        // NB: the first call has 200 times as much noise as signal, which costs digits.
        assertEquals(CLEAN.values()[i], estimate.values()[i], 2e-3, name + " call " + call);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("samplers")
  void velocityMeansTheSamePicture(String name) {
    ScheduleConfig config = config("v_prediction");
    Schedule schedule = Samplers.byName(name).start(config, 4).schedule();
    for (int call = 0; call < schedule.calls(); call++) {
      double sigma = schedule.sigma(call);
      double signal = 1 / Math.sqrt(1 + sigma * sigma);
      Tensor velocity = Arithmetic.sum(signal, NOISE, -sigma * signal, CLEAN);
      Tensor latents = schedule.noised(call, CLEAN, NOISE);
      Tensor estimate = CleanEstimate.of(config).at(schedule, call, latents, velocity);
      for (int i = 0; i < CLEAN.values().length; i++) {
        assertEquals(CLEAN.values()[i], estimate.values()[i], 1e-5, name + " call " + call);
      }
    }
  }

  private static ScheduleConfig config(String prediction) {
    return ScheduleConfig.of(
        JsonParser.parseString(
                "{\"num_train_timesteps\": 1000, \"beta_schedule\": \"scaled_linear\","
                    + " \"beta_start\": 0.00085, \"beta_end\": 0.012,"
                    + " \"prediction_type\": \""
                    + prediction
                    + "\"}")
            .getAsJsonObject());
  }
}
