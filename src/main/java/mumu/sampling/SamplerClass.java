package mumu.sampling;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The scheduler classes of diffusers, as {@code scheduler_config.json} names them. */
public enum SamplerClass {
  DDIMScheduler("ddim"),
  DDIMParallelScheduler("ddim"),
  DDPMScheduler("ddpm"),
  DDPMParallelScheduler("ddpm"),
  PNDMScheduler("pndm"),
  LMSDiscreteScheduler("lms"),
  EulerDiscreteScheduler("euler"),
  EulerAncestralDiscreteScheduler("euler_a"),
  HeunDiscreteScheduler("heun"),
  KDPM2DiscreteScheduler("kdpm2"),
  KDPM2AncestralDiscreteScheduler("kdpm2_a"),
  DPMSolverMultistepScheduler("dpmpp_2m", "heun", "midpoint"),
  DPMSolverSinglestepScheduler("dpmpp_single", "heun", "midpoint"),
  DEISMultistepScheduler("deis", "logrho"),
  UniPCMultistepScheduler("unipc", "bh1", "bh2"),
  LCMScheduler("lcm"),
  TCDScheduler("tcd");

  private static final String CLASS = "_class_name";
  private static final String SOLVER = "solver_type";
  private static final List<String> SOLVERS = List.of("midpoint", "heun", "logrho", "bh1", "bh2");
  private static final String ALGORITHM = "algorithm_type";
  private static final String PLUS_PLUS = "dpmsolver++";

  private final String sampler;
  private final List<String> solvers;

  /**
   * @param solvers each {@code solver_type} that the class has, last the one that it puts in place
   *     of those of other classes; none where it does not read the key
   */
  SamplerClass(String sampler, String... solvers) {
    this.sampler = sampler;
    this.solvers = List.of(solvers);
  }

  /**
   * Name of the sampler that a config asks for, as users write it.
   *
   * @throws UnsuitedSamplerException when the class is none of these; others work with its config
   * @throws IllegalArgumentException naming the key whose value is not implemented
   */
  public static String samplerOf(JsonObject written) {
    JsonElement name = written.get(CLASS);
    SamplerClass found = find(name).orElseThrow(() -> unknown(name));
    return switch (found) {
      case DPMSolverMultistepScheduler -> multistep(written);
      case DPMSolverSinglestepScheduler -> singlestep(written);
      default -> found.sampler;
    };
  }

  /** Whether the class that a config asks for is one of these. */
  public static boolean isKnown(JsonObject written) {
    return find(written.get(CLASS)).isPresent();
  }

  /**
   * A model's config for any other sampler than its own: as the class that it names has left it.
   *
   * <p>NB: in diffusers that class reads the file first, and rewrites what it does not have;
   * another one gets that from {@code from_config}.
   */
  public static JsonObject handedOn(JsonObject written) {
    JsonObject left = written.deepCopy();
    List<String> solvers = find(written.get(CLASS)).map(own -> own.solvers).orElse(List.of());
    String asked = text(written, SOLVER, "");
    if (!solvers.isEmpty() && !solvers.contains(asked) && SOLVERS.contains(asked)) {
      left.addProperty(SOLVER, solvers.get(solvers.size() - 1));
    }
    return left;
  }

  private static Optional<SamplerClass> find(JsonElement name) {
    return Arrays.stream(values())
        .filter(known -> name != null && name.toString().equals('"' + known.name() + '"'))
        .findFirst();
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

  private static UnsuitedSamplerException unknown(JsonElement name) {
    String known = Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", "));
    return new UnsuitedSamplerException(
        "scheduler config: `"
            + CLASS
            + "` must be one of "
            + known
            + ", was "
            + name
            + "; another scheduler= works, e.g. euler");
  }
}
