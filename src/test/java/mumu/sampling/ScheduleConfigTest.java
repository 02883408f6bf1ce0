package mumu.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
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
        "{'num_train_timesteps':1}|num_train_timesteps",
        "{'steps_offset':-1}|steps_offset",
        "{'thresholding':true,'dynamic_thresholding_ratio':1.5}|dynamic_thresholding_ratio",
        "{'thresholding':true,'dynamic_thresholding_ratio':-1}|dynamic_thresholding_ratio",
        "{'num_train_timesteps':1e9}|num_train_timesteps",
        "{'num_train_timesteps':1.5}|num_train_timesteps",
        "{'clip_sample':'yes'}|clip_sample",
        "{'beta_start':'small'}|beta_start",
        "{'trained_betas':[0.1,0.2]}|trained_betas",
        "{'trained_betas':['a']}|trained_betas",
        "{'trained_betas':[0,0,0,0,0,0,0,0,0,1.2],'num_train_timesteps':10}|trained_betas",
        "{'beta_start':-0.001}|beta_start",
        "{'beta_start':-1,'beta_schedule':'scaled_linear'}|beta_start",
        "{'beta_end':1.5}|beta_end",
      })
  void aWrongValueIsRefusedByName(String json, String key) {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> Samplers.byName("ddim").start(parse(json.replace('\'', '"')), 10))
            .getMessage();
    assertTrue(message.contains(key), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'sigma_min':-0.1|sigma_min",
        "'sigma_min':0|sigma_min",
        "'sigma_min':'NaN'|sigma_min",
        "'sigma_max':-8|sigma_max",
        "'sigma_max':'Infinity'|sigma_max",
        "'sigma_min':9,'sigma_max':8|sigma_min",
        "'sigma_min':1000|sigma_min",
      })
  void aBoundThatIsNoneIsRefusedWhereverACurveHeedsIt(String bound, String key) {
    for (String name : List.of("euler", "heun", "kdpm2", "kdpm2_a", "dpmpp_2m", "unipc", "lms")) {
      String curve = name.equals("lms") ? "exponential" : "karras";
      String json = "{'use_%s_sigmas':true,%s}".formatted(curve, bound).replace('\'', '"');
      String message =
          assertThrows(
                  IllegalArgumentException.class,
                  () -> Samplers.byName(name).start(parse(json), 10),
                  name)
              .getMessage();
      assertTrue(message.contains("`" + key + "`"), message);
    }
  }

  @Test
  void aBoundHasNoEffectWhereDiffusersDoesNotHeedIt() {
    ScheduleConfig straight = parse("{\"sigma_min\":-1}");
    Samplers.byName("euler").start(straight, 10);
    Samplers.byName("lms").start(straight.with("use_karras_sigmas", true), 10);
    Samplers.byName("euler_a").start(straight.with("use_karras_sigmas", true), 10);
    Samplers.byName("dpmpp_2m").start(straight.with("use_lu_lambdas", true), 10);
  }

  @Test
  void oneStepNeedsNoSmallestLevel() {
    String leading = "{'use_karras_sigmas':true,'timestep_spacing':'leading','sigma_min':0.03}";
    Sampler sampler =
        Samplers.byName("euler").start(parse(leading.replace('\'', '"')), 1); // the only σ is 0.01
    assertEquals(1, sampler.schedule().calls());
  }

  @Test
  void aBoundOfBetasHasNoEffectWhereTheScheduleHasNone() {
    String none = "{\"beta_schedule\":\"squaredcos_cap_v2\",\"beta_start\":-1,\"beta_end\":2}";
    Samplers.byName("ddim").start(parse(none), 10);
  }

  @Test
  void aNullCountsAsNotWritten() {
    Samplers.byName("ddim").start(parse("{\"trained_betas\":null,\"sigma_min\":null}"), 10);
  }

  @Test
  void aFlagThatIsNullIsOffWhateverTheDefault() {
    assertTrue(parse("{}").flag("set_alpha_to_one", true));
    assertFalse(parse("{\"set_alpha_to_one\":null}").flag("set_alpha_to_one", true));
  }

  @ParameterizedTest
  @CsvSource({
    "DDIMScheduler, ddim",
    "DDIMParallelScheduler, ddim",
    "DDPMParallelScheduler, ddpm",
    "PNDMScheduler, pndm"
  })
  void theClassNamesTheSampler(String name, String sampler) {
    JsonObject written = new JsonObject();
    written.addProperty("_class_name", name);
    assertEquals(sampler, SamplerClass.samplerOf(written));
  }

  @Test
  void stepsThatReachPastTheTrainingScheduleAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> Samplers.byName("ddim").start(parse("{\"steps_offset\":1}"), 1000));
  }

  @ParameterizedTest
  @CsvSource({"true", "[]", "{}", "7"})
  void levelsOfFlowMatchingAreRefused(String value) {
    ScheduleConfig config = parse("{\"use_flow_sigmas\":" + value + "}");
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> Samplers.byName("dpmpp_2m").start(config, 10))
            .getMessage();
    assertTrue(message.contains("`use_flow_sigmas`"), message);
  }

  @Test
  void aTeacherWithMoreStepsThanItWasTrainedWithIsRefused() {
    ScheduleConfig config = parse("{\"num_train_timesteps\":20}"); // 50 where nothing is written
    for (String name : List.of("lcm", "tcd")) {
      String message =
          assertThrows(
                  IllegalArgumentException.class,
                  () -> Samplers.byName(name).start(config, 4),
                  name)
              .getMessage();
      assertTrue(message.contains("`original_inference_steps`"), message);
    }
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
