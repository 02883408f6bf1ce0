package mumu.sampling;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;

/**
 * The keys of diffusers' {@code scheduler_config.json} as written.
 *
 * <p>Every sampler asks with its own default: as in diffusers' {@code from_config}, a key that is
 * not written takes the default of the class that reads it, so a config says different things to
 * different samplers.
 */
public final class ScheduleConfig {
  /** Keys that diffusers' samplers know; others are typing errors. */
  private static final Set<String> KNOWN =
      Set.of(
          "_class_name",
          "_diffusers_version",
          "num_train_timesteps",
          "beta_start",
          "beta_end",
          "beta_schedule",
          "trained_betas",
          "prediction_type",
          "timestep_spacing",
          "steps_offset",
          "clip_sample",
          "clip_sample_range",
          "set_alpha_to_one",
          "thresholding",
          "dynamic_thresholding_ratio",
          "sample_max_value",
          "rescale_betas_zero_snr",
          "use_karras_sigmas",
          "use_exponential_sigmas",
          "use_beta_sigmas",
          "use_lu_lambdas",
          "use_flow_sigmas",
          "flow_shift",
          "sigma_min",
          "sigma_max",
          "final_sigmas_type",
          "interpolation_type",
          "timestep_type",
          "solver_order",
          "solver_type",
          "algorithm_type",
          "lower_order_final",
          "euler_at_final",
          "lambda_min_clipped",
          "variance_type",
          "skip_prk_steps",
          "original_inference_steps",
          "timestep_scaling",
          "predict_x0",
          "disable_corrector",
          "solver_p",
          "use_dynamic_shifting",
          "time_shift_type",
          "shift_terminal",
          "noise_sampler_seed");

  /** How Python writes the default of {@code lambda_min_clipped}; Gson reads it as a text. */
  private static final JsonPrimitive MINUS_INFINITY = new JsonPrimitive("-Infinity");

  /** Never in a file: how much of the distilled schedule is used, 0 to 1. */
  static final String STRENGTH = "strength";

  private static final String OFFSET = "steps_offset";
  private static final String CLIP = "clip_sample";
  private static final String SKIP = "skip_prk_steps";

  private final JsonObject values;

  private ScheduleConfig(JsonObject values) {
    this.values = values;
  }

  /**
   * @throws IllegalArgumentException naming a key that no sampler knows
   */
  public static ScheduleConfig of(JsonObject written) {
    Set<String> unknown = unknownKeys(written);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException("scheduler config: unknown keys " + unknown);
    }
    return new ScheduleConfig(written.deepCopy());
  }

  /** Of a file that may hold keys of other programs and times: those are left out. */
  public static ScheduleConfig lenient(JsonObject written) {
    JsonObject known = written.deepCopy();
    unknownKeys(written).forEach(known::remove);
    return new ScheduleConfig(known);
  }

  /** Keys that no sampler knows. */
  public static Set<String> unknownKeys(JsonObject written) {
    Set<String> unknown = new TreeSet<>(written.keySet());
    unknown.removeAll(KNOWN);
    return unknown;
  }

  /**
   * As diffusers' pipelines of Stable Diffusion 1 and 2 correct it: an offset of 1, and no clipping
   * or, where they repaint, no Runge-Kutta steps.
   *
   * @param own whether the sampler is the one that the file is made for, so that what is not
   *     written is corrected too
   */
  public ScheduleConfig corrected(boolean own, boolean repaints) {
    ScheduleConfig offset = own || isWritten(OFFSET) ? with(OFFSET, 1) : this;
    String key = repaints ? SKIP : CLIP;
    return own || isWritten(key) ? offset.with(key, repaints) : offset;
  }

  /** For latent consistency models that start from an image: all steps in the schedule's end. */
  public ScheduleConfig shortened(double strength) {
    return with(STRENGTH, strength);
  }

  /** This config with a key set, whatever was written. */
  ScheduleConfig with(String key, Object value) {
    JsonObject changed = values.deepCopy();
    changed.add(key, primitive(value));
    return new ScheduleConfig(changed);
  }

  /** This config with a key set where nothing was written. */
  ScheduleConfig withDefault(String key, Object value) {
    return isWritten(key) ? this : with(key, value);
  }

  /** This config without a key that the sampler does not know. */
  ScheduleConfig without(String key) {
    JsonObject changed = values.deepCopy();
    changed.remove(key);
    return new ScheduleConfig(changed);
  }

  boolean isWritten(String key) {
    return values.has(key) && !values.get(key).isJsonNull();
  }

  boolean isText(String key, String text) {
    return new JsonPrimitive(text).equals(values.get(key));
  }

  double number(String key, double fallback) {
    return number(key).orElse(fallback);
  }

  OptionalDouble number(String key) {
    if (!isWritten(key)) {
      return OptionalDouble.empty();
    }
    JsonElement value = values.get(key);
    if (value.equals(MINUS_INFINITY)) {
      return OptionalDouble.of(Double.NEGATIVE_INFINITY);
    }
    if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isNumber()) {
      throw wrong(key, "a number", value);
    }
    return OptionalDouble.of(value.getAsDouble());
  }

  /** A finite number above 0. */
  double above0(String key, double fallback) {
    double number = number(key, fallback);
    if (isWritten(key) && !(number > 0 && number < Double.POSITIVE_INFINITY)) {
      throw wrong(key, "a finite number above 0", values.get(key));
    }
    return number;
  }

  int whole(String key, int fallback) {
    double number = number(key, fallback);
    if (number != Math.rint(number) || Math.abs(number) > Integer.MAX_VALUE) {
      throw wrong(key, "a whole number", values.get(key));
    }
    return (int) number;
  }

  /** NB: a written {@code null} is false, as it is to an {@code if} of Python. */
  boolean flag(String key, boolean fallback) {
    if (!isWritten(key)) {
      return fallback && !values.has(key);
    }
    JsonElement value = values.get(key);
    if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isBoolean()) {
      throw wrong(key, "true or false", value);
    }
    return value.getAsBoolean();
  }

  <E extends Enum<E>> E choice(String key, E fallback) {
    if (!isWritten(key)) {
      return fallback;
    }
    E[] constants = fallback.getDeclaringClass().getEnumConstants();
    List<String> names =
        Arrays.stream(constants).map(constant -> constant.name().toLowerCase(Locale.ROOT)).toList();
    JsonElement value = values.get(key);
    int index = value.isJsonPrimitive() ? names.indexOf(value.getAsString()) : -1;
    if (index < 0) {
      throw wrong(key, "one of " + names, value);
    }
    return constants[index];
  }

  float[] floats(String key) {
    JsonElement value = values.get(key);
    if (!value.isJsonArray()) {
      throw wrong(key, "a list of numbers", value);
    }
    float[] floats = new float[value.getAsJsonArray().size()];
    for (int i = 0; i < floats.length; i++) {
      JsonElement item = value.getAsJsonArray().get(i);
      if (!item.isJsonPrimitive() || !item.getAsJsonPrimitive().isNumber()) {
        throw wrong(key, "a list of numbers", item);
      }
      floats[i] = item.getAsFloat();
    }
    return floats;
  }

  /** Order of a solver, 2 where nothing is written. */
  int order(int most) {
    int order = whole("solver_order", 2);
    if (order < 1 || order > most) {
      throw wrong("solver_order", "1 to " + most, order);
    }
    return order;
  }

  /** Length of the training schedule. */
  int trainSteps() {
    int steps = whole("num_train_timesteps", 1000);
    if (steps < 2 || steps > 1_000_000) {
      throw wrong("num_train_timesteps", "2 to 1000000", values.get("num_train_timesteps"));
    }
    return steps;
  }

  private static JsonPrimitive primitive(Object value) {
    if (value instanceof Boolean flag) {
      return new JsonPrimitive(flag);
    }
    return value instanceof Number number
        ? new JsonPrimitive(number)
        : new JsonPrimitive(value.toString());
  }

  static IllegalArgumentException wrong(String key, String rule, Object value) {
    return new IllegalArgumentException(
        "scheduler config: `" + key + "` must be " + rule + ", was " + value);
  }
}
