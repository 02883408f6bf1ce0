package mumu.request;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Everything besides prompt and bindings; what is absent takes the bundle's default.
 *
 * @param model bundle id or path
 * @param device {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:N}
 * @param scheduler {@code default} or a sampler's name
 * @param steps denoising steps, 1 to 1000
 * @param guidance classifier-free guidance scale, 0 to 100; at most 1 switches guidance off
 * @param guidanceRescale 0 to 1, how far a guided prediction is scaled back to the contrast of the
 *     unguided one; 0 where absent
 * @param seed 0 to 2³²−1, as {@code torch.Generator("cpu").manual_seed}
 * @param width canvas width in pixels
 * @param height canvas height in pixels
 * @param count images to make; image i uses seed + i
 * @param variety 0 to 1, how far what the sentence leaves open may differ from seed to seed; 0 for
 *     the model's reading of the sentence alone
 * @param negative what the picture must not show; absent for the bundle's null prompt, which for
 *     some models is not the empty prompt
 * @param strength 0 to 1, how far image-to-image may leave {@code init}
 * @param init image to start from
 * @param finetune weights merged at load
 */
public record Settings(
    String model,
    String device,
    String scheduler,
    OptionalInt steps,
    OptionalDouble guidance,
    OptionalDouble guidanceRescale,
    OptionalLong seed,
    OptionalInt width,
    OptionalInt height,
    int count,
    double variety,
    Optional<String> negative,
    OptionalDouble strength,
    Optional<ImageSource> init,
    List<FineTune> finetune) {
  public static final String DEFAULT_MODEL = "mumu-tiny";
  public static final String DEFAULT_DEVICE = "auto";
  public static final String DEFAULT_SCHEDULER = "default";
  public static final long MAXIMUM_SEED = 0xFFFFFFFFL;
  public static final int MAXIMUM_STEPS = 1000;
  public static final int MAXIMUM_COUNT = 1000;

  public static final Settings DEFAULTS =
      new Settings(
          DEFAULT_MODEL,
          DEFAULT_DEVICE,
          DEFAULT_SCHEDULER,
          OptionalInt.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalLong.empty(),
          OptionalInt.empty(),
          OptionalInt.empty(),
          1,
          0,
          Optional.empty(),
          OptionalDouble.empty(),
          Optional.empty(),
          List.of());

  public Settings {
    finetune = List.copyOf(finetune);
    variety += 0.0; // NB: there is but one zero
    Limits.check(steps, 1, MAXIMUM_STEPS, "steps");
    Limits.check(guidance, 0, 100, "guidance");
    Limits.check(guidanceRescale, 0, 1, "guidance_rescale");
    Limits.check(seed, 0, MAXIMUM_SEED, "seed");
    Limits.check(width, 1, 65_536, "width");
    Limits.check(height, 1, 65_536, "height");
    Limits.check(OptionalInt.of(count), 1, MAXIMUM_COUNT, "count");
    Limits.check(OptionalDouble.of(variety), 0, 1, "variety");
    Limits.check(strength, 0, 1, "strength");
    if (!device.matches("auto|cpu|cuda(:[0-9]{1,3})?")) {
      throw new IllegalArgumentException(
          "device must be auto, cpu, cuda or cuda:N, was '" + device + "'");
    }
    if (model.isBlank() || scheduler.isBlank()) {
      throw new IllegalArgumentException("model and scheduler must not be empty");
    }
  }

  /**
   * For models that read a sentence in one way only.
   *
   * @param model whose it is
   * @throws IllegalArgumentException when they shall vary
   */
  public void refuseVariety(String model) {
    if (variety > 0) {
      throw new IllegalArgumentException(
          "the model %s puts things at the same place for every seed: expected variety 0, found %s; leave variety out"
              .formatted(model, variety));
    }
  }

  /** These settings as the start of others. */
  public SettingsBuilder toBuilder() {
    return new SettingsBuilder(this);
  }

  /** These settings with every gap filled, so that they say all that decides the result. */
  public Settings filled(Defaults defaults) {
    SettingsBuilder filled =
        toBuilder()
            .scheduler(scheduler.equals(DEFAULT_SCHEDULER) ? defaults.scheduler() : scheduler)
            .steps(steps.orElse(defaults.steps()))
            .guidance(guidance.orElse(defaults.guidance()))
            .seed(seed.orElse(defaults.seed()))
            .width(width.orElse(defaults.width()))
            .height(height.orElse(defaults.height()));
    return init.isEmpty()
        ? filled.build()
        : filled.strength(strength.orElse(defaults.strength())).build();
  }
}
