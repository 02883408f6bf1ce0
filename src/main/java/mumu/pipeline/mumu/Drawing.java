package mumu.pipeline.mumu;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mumu.bundle.Manifest;
import mumu.pipeline.InitImage;
import mumu.pipeline.Progress;
import mumu.pipeline.Progress.Stage;
import mumu.pipeline.StageClock;
import mumu.pipeline.StepSketch;
import mumu.pipeline.Thing;
import mumu.pipeline.Unheeded;
import mumu.request.BoundImage;
import mumu.request.BoundRequest;
import mumu.request.Picture;
import mumu.request.Settings;
import mumu.runtime.Feeds;
import mumu.sampling.CleanEstimate;
import mumu.sampling.Guidance;
import mumu.sampling.Sampler;
import mumu.sampling.SamplerKind;
import mumu.sampling.Samplers;
import mumu.sampling.Schedule;
import mumu.sampling.ScheduleConfig;
import mumu.sampling.TorchNoise;
import mumu.tensor.Shape;
import mumu.tensor.Tensor;

/** One request on its way through the stages. */
final class Drawing {
  private final Manifest manifest;
  private final Stages stages;
  private final Settings settings;
  private final BoundRequest request;
  private final Progress progress;
  private final StageClock clock;
  private final List<String> warnings = new ArrayList<>();
  private final List<List<Thing>> things = new ArrayList<>();
  private final Guidance guidance;
  private final Optional<InitImage> init;

  /**
   * @param request with every setting filled in
   */
  Drawing(
      Manifest manifest, Stages stages, BoundRequest request, Progress progress, StageClock clock) {
    this.manifest = manifest;
    this.stages = stages;
    this.request = request;
    this.settings = request.request().settings();
    this.progress = progress;
    this.clock = clock;
    this.guidance =
        new Guidance(settings.guidance().getAsDouble(), settings.guidanceRescale().orElse(0));
    this.init =
        request
            .init()
            .map(BoundImage::picture)
            .map(picture -> InitImage.fit(picture, width(), height()));
  }

  /** What the user should know; complete after {@link #pictures()}. */
  List<String> warnings() {
    return warnings;
  }

  List<Picture> pictures() {
    sampler(); // NB: a config or step count that does not work shows before any work is done
    PromptReader.Reading first = clock.time(Stage.ENCODE, () -> read(0));
    warnings.addAll(first.warnings());
    warnings.addAll(Unheeded.of(settings, guidance.isOn(), init.isPresent()));
    Optional<Painter.Start> start = clock.time(Stage.ENCODE, this::start);
    List<Tensor> latents = paint(first, start);
    return clock.time(Stage.DECODE, () -> latents.stream().map(this::decode).toList());
  }

  /**
   * Per picture the things in it; complete after {@link #pictures()}. None where the model does not
   * tell, or where it changes a picture that was there before.
   */
  List<List<Thing>> things() {
    return stages.reader().tellsThings() && init.isEmpty() ? things : List.of();
  }

  private PromptReader.Reading read(int image) {
    Variation variation = Variation.of(settings.variety(), seed(image));
    return stages.reader().read(request, variation, guidance.isOn(), progress.cancellation());
  }

  /** NB: without variety all pictures share one reading. */
  private PromptReader.Reading reading(int image, PromptReader.Reading first) {
    if (image == 0 || settings.variety() == 0) {
      return first;
    }
    PromptReader.Reading reading = clock.time(Stage.ENCODE, () -> read(image));
    reading.warnings().stream()
        .filter(warning -> !warnings.contains(warning))
        .forEach(warnings::add);
    return reading;
  }

  private long seed(int image) {
    return TorchNoise.imageSeed(settings.seed().getAsLong(), image);
  }

  private Optional<Painter.Start> start() {
    if (init.isEmpty()) {
      return Optional.empty();
    }
    InitImage image = init.get();
    image.warning().ifPresent(warnings::add);
    double strength = settings.strength().orElse(MumuPipeline.DEFAULT_STRENGTH);
    int begin = begin(strength);
    Tensor clean = encoder().encode(image.picture(), progress.cancellation());
    Optional<Tensor> mask =
        image.keepsSome()
            ? Optional.of(image.latentMask(manifest.latents().factor()))
            : Optional.empty();
    // NB: as in diffusers, inpainting at full strength forgets the picture, image-to-image does
    // not.
    boolean fromPureNoise = image.keepsSome() && strength == 1;
    return Optional.of(new Painter.Start(clean, mask, begin, fromPureNoise));
  }

  private LatentEncoder encoder() {
    return stages
        .encoder()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the model "
                        + manifest.id()
                        + " cannot start from an image (it has no encoder); leave init out"));
  }

  private int begin(double strength) {
    int steps = settings.steps().getAsInt();
    Schedule schedule = sampler().schedule();
    int begin = schedule.firstCall(steps, strength);
    if (begin >= schedule.calls()) {
      throw new IllegalArgumentException(
          "strength %s of %d steps leaves no step to do; take more of either"
              .formatted(strength, steps));
    }
    return begin;
  }

  private List<Tensor> paint(PromptReader.Reading first, Optional<Painter.Start> start) {
    int calls = sampler().schedule().calls() - start.map(Painter.Start::begin).orElse(0);
    Manifest.Latents latents = manifest.latents();
    int factor = latents.factor();
    Shape shape = Shape.of(1, latents.channels(), height() / factor, width() / factor);
    Painter.Counter counter = new Painter.Counter(settings.count() * calls);
    List<Tensor> painted = new ArrayList<>();
    for (int image = 0; image < settings.count(); image++) {
      PromptReader.Reading reading = reading(image, first);
      long seed = seed(image);
      things.add(reading.things());
      painted.add(
          clock.time(
              Stage.DENOISE,
              () -> {
                try (Feeds prompt = stages.denoiser().listen(reading.conditioning())) {
                  return new Painter(stages.denoiser(), prompt, guidance, progress, sketch())
                      .paint(sampler(), shape, seed, start, counter);
                }
              }));
    }
    return painted;
  }

  /** What the denoiser has in mind, decoded when somebody wants to see it. */
  private StepSketch sketch() {
    CleanEstimate estimate = CleanEstimate.of(ScheduleConfig.of(manifest.scheduler()));
    return (schedule, call, latents, prediction) ->
        progress.sketch(() -> decode(estimate.at(schedule, call, latents, prediction)));
  }

  private Picture decode(Tensor clean) {
    Picture picture = stages.decoder().decode(clean, progress.cancellation());
    return init.filter(InitImage::keepsSome).map(image -> image.restore(picture)).orElse(picture);
  }

  private Sampler sampler() {
    SamplerKind kind = Samplers.byName(settings.scheduler());
    return kind.start(ScheduleConfig.of(manifest.scheduler()), settings.steps().getAsInt());
  }

  private int width() {
    return settings.width().getAsInt();
  }

  private int height() {
    return settings.height().getAsInt();
  }
}
