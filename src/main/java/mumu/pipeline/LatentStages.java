package mumu.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import mumu.bundle.DiffusersBundle;
import mumu.bundle.DiffusersFamily;
import mumu.runtime.Cancellation;
import mumu.runtime.NativeResource;
import mumu.runtime.Owned;
import mumu.sampling.Sampler;
import mumu.sampling.SamplerClass;
import mumu.sampling.SamplerKind;
import mumu.sampling.Samplers;
import mumu.sampling.ScheduleConfig;
import mumu.sampling.UnsuitedSamplerException;

/** The stages of a latent diffusion model. */
record LatentStages(
    DiffusersBundle bundle,
    GraphPool pool,
    PromptConditioner conditioner,
    LatentDenoiser denoiser,
    LatentCodec codec,
    LatentTraits traits)
    implements NativeResource {

  static LatentStages of(
      DiffusersBundle bundle, GraphPool pool, PromptConditioner conditioner, LatentTraits traits) {
    return new LatentStages(
        bundle,
        pool,
        conditioner,
        new LatentDenoiser(bundle, pool, conditioner.inputs()),
        new LatentCodec(bundle, pool, traits.heedsCodec()),
        traits);
  }

  /**
   * Opens the graphs once, so that what does not fit shows before any work is done.
   *
   * <p>NB: not a denoiser that would push out what encodes the prompt: it would be loaded twice.
   *
   * @throws mumu.runtime.GraphException naming the graph that does not fit
   */
  void check(Cancellation stop) {
    codec.check();
    stop.check();
    if (bundle.bytes() <= pool.budget()) {
      denoiser.check();
      stop.check();
    }
    conditioner.check();
  }

  /** The model's own sampler by the name users know; one that we do not have keeps no name. */
  String defaultSampler() {
    return SamplerClass.isKnown(bundle.scheduler())
        ? SamplerClass.samplerOf(bundle.scheduler())
        : DiffusersBundle.SCHEDULER;
  }

  /** The scheduler's configuration, without keys that nobody knows. */
  ScheduleConfig schedule() {
    return ScheduleConfig.lenient(bundle.scheduler());
  }

  /**
   * A run of a sampler with the model's configuration.
   *
   * @throws UnsuitedSamplerException when it does not work with the model
   * @throws IllegalArgumentException when the configuration or the steps do not suit it, or it is
   *     the model's own and none of ours
   */
  Sampler sampler(String name, int steps, boolean repaints) {
    boolean own = name.equals(defaultSampler());
    SamplerKind kind = Samplers.byName(own ? ownSampler() : name);
    ScheduleConfig config =
        own
            ? schedule()
            : kind.adapted(ScheduleConfig.lenient(SamplerClass.handedOn(bundle.scheduler())));
    if (bundle.family() == DiffusersFamily.SD) {
      return kind.start(config.corrected(own, repaints), steps);
    }
    return kind.start(config, steps);
  }

  private String ownSampler() {
    try {
      return SamplerClass.samplerOf(bundle.scheduler());
    } catch (UnsuitedSamplerException e) {
      throw new IllegalArgumentException(schedulerFiles() + ": " + e.getMessage(), e);
    }
  }

  /** Where the scheduler is configured, for messages. */
  String schedulerFiles() {
    return "scheduler/scheduler_config.json and model_index.json of " + bundle.where();
  }

  /**
   * A run that starts from an image, for latent consistency models: diffusers spreads all steps
   * over the end of their schedule, where others leave out the first steps.
   */
  Sampler shortenedSampler(String name, int steps, double strength) {
    return Samplers.byName(name).start(schedule().shortened(strength), steps);
  }

  /** Whether image-to-image spreads all steps over the schedule's end. */
  boolean shortens(String sampler) {
    return bundle.family() == DiffusersFamily.LATENT_CONSISTENCY
        && (sampler.equals("lcm") || sampler.equals("tcd"));
  }

  /** What in the configurations has no effect. */
  List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    Set<String> unknown = ScheduleConfig.unknownKeys(bundle.scheduler());
    if (!unknown.isEmpty()) {
      warnings.add(
          "scheduler/scheduler_config.json: the keys " + unknown + " are unknown and not heeded");
    }
    if (bundle.codec().hasShift()) {
      warnings.add(
          "vae_decoder/config.json: `shift_factor` is not heeded, as in diffusers' pipelines of"
              + " this family");
    }
    return warnings;
  }

  @Override
  public void close() {
    try (Owned all = new Owned()) {
      all.add(pool);
      all.add(conditioner);
    }
  }
}
