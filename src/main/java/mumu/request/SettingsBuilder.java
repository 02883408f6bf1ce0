package mumu.request;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Settings in the making, e.g. {@code Settings.DEFAULTS.toBuilder().seed(42).build()}. */
public final class SettingsBuilder {
  private String model;
  private String device;
  private String scheduler;
  private OptionalInt steps;
  private OptionalDouble guidance;
  private OptionalDouble guidanceRescale;
  private OptionalLong seed;
  private OptionalInt width;
  private OptionalInt height;
  private int count;
  private double variety;
  private Optional<String> negative;
  private OptionalDouble strength;
  private Optional<ImageSource> init;
  private List<FineTune> finetune;

  SettingsBuilder(Settings start) {
    model = start.model();
    device = start.device();
    scheduler = start.scheduler();
    steps = start.steps();
    guidance = start.guidance();
    guidanceRescale = start.guidanceRescale();
    seed = start.seed();
    width = start.width();
    height = start.height();
    count = start.count();
    variety = start.variety();
    negative = start.negative();
    strength = start.strength();
    init = start.init();
    finetune = start.finetune();
  }

  public SettingsBuilder model(String model) {
    this.model = model;
    return this;
  }

  public SettingsBuilder device(String device) {
    this.device = device;
    return this;
  }

  public SettingsBuilder scheduler(String scheduler) {
    this.scheduler = scheduler;
    return this;
  }

  public SettingsBuilder steps(int steps) {
    this.steps = OptionalInt.of(steps);
    return this;
  }

  public SettingsBuilder guidance(double guidance) {
    this.guidance = OptionalDouble.of(guidance);
    return this;
  }

  public SettingsBuilder guidanceRescale(double guidanceRescale) {
    this.guidanceRescale = OptionalDouble.of(guidanceRescale);
    return this;
  }

  public SettingsBuilder seed(long seed) {
    this.seed = OptionalLong.of(seed);
    return this;
  }

  public SettingsBuilder width(int width) {
    this.width = OptionalInt.of(width);
    return this;
  }

  public SettingsBuilder height(int height) {
    this.height = OptionalInt.of(height);
    return this;
  }

  public SettingsBuilder count(int count) {
    this.count = count;
    return this;
  }

  public SettingsBuilder variety(double variety) {
    this.variety = variety;
    return this;
  }

  public SettingsBuilder negative(String negative) {
    this.negative = Optional.of(negative);
    return this;
  }

  public SettingsBuilder strength(double strength) {
    this.strength = OptionalDouble.of(strength);
    return this;
  }

  public SettingsBuilder init(ImageSource init) {
    this.init = Optional.of(init);
    return this;
  }

  public SettingsBuilder finetune(List<FineTune> finetune) {
    this.finetune = finetune;
    return this;
  }

  /**
   * The finished settings.
   *
   * @throws IllegalArgumentException naming the setting that is out of range
   */
  public Settings build() {
    return new Settings(
        model,
        device,
        scheduler,
        steps,
        guidance,
        guidanceRescale,
        seed,
        width,
        height,
        count,
        variety,
        negative,
        strength,
        init,
        finetune);
  }
}
