package mumu.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleConfigTest {
  private static ScheduleConfig parse(String json) {
    return ScheduleConfig.of(JsonParser.parseString(json).getAsJsonObject());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'beta_shedule':'linear'}|beta_shedule",
        "{'beta_schedule':'quadratic'}|beta_schedule",
        "{'prediction_type':'flow_prediction'}|prediction_type",
        "{'prediction_type':{}}|prediction_type",
        "{'timestep_spacing':'middle'}|timestep_spacing",
        "{'num_train_timesteps':0}|num_train_timesteps",
        "{'num_train_timesteps':1e9}|num_train_timesteps",
        "{'num_train_timesteps':1.5}|num_train_timesteps",
        "{'clip_sample':'yes'}|clip_sample",
        "{'beta_start':'small'}|beta_start",
        "{'trained_betas':[0.1,0.2]}|trained_betas",
        "{'trained_betas':['a']}|trained_betas",
      })
  void aWrongValueIsRefusedByName(String json, String key) {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> Samplers.byName("ddim").start(parse(json.replace('\'', '"')), 10))
            .getMessage();
    assertTrue(message.contains(key), message);
  }

  @Test
  void aNullCountsAsNotWritten() {
    Samplers.byName("ddim").start(parse("{\"trained_betas\":null,\"sigma_min\":null}"), 10);
  }

  @Test
  void stepsThatReachPastTheTrainingScheduleAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> Samplers.byName("ddim").start(parse("{\"steps_offset\":1}"), 1000));
  }

  @Test
  void alphaBarsAreThoseOfPyTorchToTheBit() {
    JsonObject golden = Golden.<JsonObject>read("noise.json", JsonObject.class);
    assertBars(golden, "linear", "{}");
    assertBars(
        golden,
        "scaled_linear",
        "{\"beta_start\":0.00085,\"beta_end\":0.012,\"beta_schedule\":\"scaled_linear\"}");
    assertBars(golden, "squaredcos_cap_v2", "{\"beta_schedule\":\"squaredcos_cap_v2\"}");
  }

  private static void assertBars(JsonObject golden, String name, String config) {
    JsonArray expected = golden.getAsJsonObject("alphaBars").getAsJsonArray(name);
    float[] bars = AlphaBars.of(parse(config));
    for (int i = 0; i < 8; i++) {
      float bar = bars[i < 4 ? i : 992 + i];
      assertEquals(expected.get(i).getAsFloat(), bar, Math.ulp(bar), name + " " + i);
    }
  }
}
