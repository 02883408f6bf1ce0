package mumu.sampling;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The scheduler classes of diffusers, as {@code scheduler_config.json} names them. */
public enum SamplerClass {
  DDIMScheduler("ddim"),
  DDPMScheduler("ddpm"),
  PNDMScheduler("pndm"),
  LMSDiscreteScheduler("lms"),
  EulerDiscreteScheduler("euler"),
  EulerAncestralDiscreteScheduler("euler_a"),
  HeunDiscreteScheduler("heun"),
  KDPM2DiscreteScheduler("kdpm2"),
  KDPM2AncestralDiscreteScheduler("kdpm2_a"),
  DPMSolverMultistepScheduler("dpmpp_2m"),
  DPMSolverSinglestepScheduler("dpmpp_single"),
  DEISMultistepScheduler("deis"),
  UniPCMultistepScheduler("unipc"),
  LCMScheduler("lcm"),
  TCDScheduler("tcd");

  private static final String CLASS = "_class_name";
  private static final String ALGORITHM = "algorithm_type";
  private static final String PLUS_PLUS = "dpmsolver++";

  private final String sampler;

  SamplerClass(String sampler) {
    this.sampler = sampler;
  }

  /**
   * Name of the sampler that a config asks for, as users write it.
   *
   * @throws IllegalArgumentException naming the key whose value is not implemented
   */
  public static String samplerOf(JsonObject written) {
    JsonElement name = written.get(CLASS);
    SamplerClass found =
        Arrays.stream(values())
            .filter(known -> name != null && name.toString().equals('"' + known.name() + '"'))
            .findFirst()
            .orElseThrow(() -> unknown(name));
    return switch (found) {
      case DPMSolverMultistepScheduler -> multistep(written);
      case DPMSolverSinglestepScheduler -> singlestep(written);
      default -> found.sampler;
    };
  }

  /** One class of diffusers, several algorithms. */
  private static String multistep(JsonObject written) {
    String algorithm = text(written, ALGORITHM, PLUS_PLUS);
    return switch (algorithm) {
      case "dpmsolver" -> "dpm_2m";
      case "sde-dpmsolver" -> "dpm_2m_sde";
      case "sde-dpmsolver++" -> "dpmpp_2m_sde";
      case PLUS_PLUS, "deis" ->
          text(written, "use_karras_sigmas", "false").equals("true")
              ? "dpmpp_2m_karras"
              : "dpmpp_2m";
      default -> throw unknown(algorithm, "dpmsolver++, sde-dpmsolver++, dpmsolver, sde-dpmsolver");
    };
  }

  private static String singlestep(JsonObject written) {
    String algorithm = text(written, ALGORITHM, PLUS_PLUS);
    return switch (algorithm) {
      case "dpmsolver" -> "dpm_single";
      case "sde-dpmsolver++" -> "dpmpp_single_sde";
      case PLUS_PLUS, "deis" -> "dpmpp_single";
      default -> throw unknown(algorithm, "dpmsolver++, sde-dpmsolver++, dpmsolver");
    };
  }

  private static IllegalArgumentException unknown(String algorithm, String known) {
    return new IllegalArgumentException(
        "scheduler config: `%s` must be one of %s, was %s".formatted(ALGORITHM, known, algorithm));
  }

  private static String text(JsonObject written, String key, String fallback) {
    JsonElement value = written.get(key);
    return value == null || !value.isJsonPrimitive() ? fallback : value.getAsString();
  }

  private static IllegalArgumentException unknown(JsonElement name) {
    String known = Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", "));
    return new IllegalArgumentException(
        "scheduler config: `" + CLASS + "` must be one of " + known + ", was " + name);
  }
}
