package mumu.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mumu.pipeline.Progress.Stage;
import mumu.request.BoundImage;
import mumu.request.BoundRequest;
import mumu.request.Picture;
import mumu.request.Settings;
import mumu.sampling.CleanEstimate;
import mumu.sampling.Guidance;
import mumu.sampling.Sampler;
import mumu.sampling.Schedule;
import mumu.sampling.TorchNoise;
import mumu.tensor.Shape;
import mumu.tensor.Tensor;
import mumu.tensor.Value;

/** One request on its way through the stages of a latent diffusion model. */
final class LatentDrawing {
  /** Rows of latents in one call of the denoiser, times cells: two pictures of 512 × 512. */
  private static final int CELLS_AT_ONCE = 4 * 64 * 64;

  private final LatentStages stages;
  private final BoundRequest request;
  private final Settings settings;
  private final Progress progress;
  private final StageClock clock;
  private final List<String> warnings = new ArrayList<>();
  private final Guidance guidance;
  private final Optional<InitImage> init;
  private int done;

  /**
   * @param request with every setting filled in
   */
  LatentDrawing(LatentStages stages, BoundRequest request, Progress progress, StageClock clock) {
    this.stages = stages;
    this.request = request;
    this.settings = request.request().settings();
    this.progress = progress;
    this.clock = clock;
    double scale = settings.guidance().getAsDouble();
    this.guidance =
        new Guidance(
            stages.denoiser().takesGuidance() ? 1 : scale, settings.guidanceRescale().orElse(0));
    this.init =
        request
            .init()
            .map(BoundImage::picture)
            .map(picture -> InitImage.stretch(picture, width(), height()));
  }

  /** What the user should know; complete after {@link #pictures()}. */
  List<String> warnings() {
    return warnings.stream().distinct().toList();
  }

  List<Picture> pictures() {
    List<Tensor> latents = latents();
    return clock.time(Stage.DECODE, () -> latents.stream().map(this::decode).toList());
  }

  /** What is decoded in the end, one [1, C, h, w] per image. */
  List<Tensor> latents() {
    int begin = begin();
    PromptFeeds prompt = clock.time(Stage.ENCODE, this::prompt);
    warnings.addAll(Unheeded.of(settings, guidance.isOn(), init.isPresent()));
    Optional<LatentSource> source = clock.time(Stage.ENCODE, this::source);
    return clock.time(Stage.DENOISE, () -> denoise(prompt, begin, source));
  }

  /** One row with guidance off, else without prompt and with it. */
  private PromptFeeds prompt() {
    CanvasSize canvas = new CanvasSize(width(), height());
    PromptConditioner conditioner = stages.conditioner();
    PromptFeeds wanted =
        conditioner.encode(
            request.request().prompt().plain(), canvas, warnings, progress.cancellation());
    if (!guidance.isOn()) {
      return wanted;
    }
    PromptFeeds unwanted =
        settings.negative().isEmpty()
            ? conditioner.encodeNothing(wanted, canvas, progress.cancellation())
            : conditioner.encode(
                settings.negative().get(), canvas, warnings, progress.cancellation());
    return conditioner.unwanted(unwanted).above(wanted);
  }

  private Optional<LatentSource> source() {
    if (init.isEmpty()) {
      if (stages.bundle().asksForScore()) {
        throw new IllegalArgumentException(
            "the model "
                + stages.bundle().id()
                + " only refines pictures (`requires_aesthetics_score`): give an image as init");
      }
      if (stages.denoiser().seesMask()) {
        throw new IllegalArgumentException(
            "the model "
                + stages.bundle().id()
                + " only repaints: give an image with a selection as init");
      }
      return Optional.empty();
    }
    InitImage image = init.get();
    image.warning().ifPresent(warnings::add);
    if (!stages.codec().encodes()) {
      throw new IllegalArgumentException(
          "the model "
              + stages.bundle().id()
              + " cannot start from an image (it has no vae_encoder); leave init out");
    }
    boolean repaints = repaints();
    LatentCodec.Cloud clean = encode(image.pixels(false));
    Optional<LatentSource.Part> part =
        repaints
            ? Optional.of(
                new LatentSource.Part(
                    encode(image.pixels(true)), image.nearestMask(stages.codec().factor())))
            : Optional.empty();
    boolean forgets = repaints && settings.strength().getAsDouble() == 1;
    return Optional.of(new LatentSource(clean, part, forgets));
  }

  private LatentCodec.Cloud encode(Tensor pixels) {
    return stages.codec().encode(pixels, warnings, progress.cancellation());
  }

  private List<Tensor> denoise(PromptFeeds prompt, int begin, Optional<LatentSource> source) {
    int factor = stages.codec().factor();
    int cells = (height() / factor) * (width() / factor);
    int rows = guidance.isOn() ? 2 : 1;
    int atOnce = Math.max(1, CELLS_AT_ONCE / (cells * rows));
    List<Tensor> latents = new ArrayList<>();
    for (int first = 0; first < settings.count(); first += atOnce) {
      int images = Math.min(atOnce, settings.count() - first);
      Tensor batch = denoise(prompt, begin, source, new Batch(first, images));
      for (int i = 0; i < images; i++) {
        latents.add(batch.slice(i, i + 1));
      }
    }
    return latents;
  }

  /** Images that are made together. */
  private record Batch(int first, int images) {}

  private Tensor denoise(
      PromptFeeds prompt, int begin, Optional<LatentSource> source, Batch batch) {
    TorchNoise noise =
        TorchNoise.of(
            TorchNoise.imageSeed(settings.seed().getAsLong(), batch.first()), batch.images());
    Sampler sampler = sampler();
    DenoisingLoop.Start start = start(sampler.schedule(), begin, source, noise);
    int calls = sampler.schedule().calls() - begin;
    int total = calls * settings.count();
    return new DenoisingLoop(stages.denoiser(), guidance, progress, sketch())
        .run(
            sampler,
            constants(prompt, batch.images()),
            start,
            noise,
            () -> {
              done += batch.images();
              progress.step(done, total);
            });
  }

  private Map<String, Value> constants(PromptFeeds prompt, int images) {
    PromptFeeds rows =
        guidance.isOn()
            ? prompt.row(0).times(images).above(prompt.row(1).times(images))
            : prompt.times(images);
    return stages.denoiser().constants(rows, settings.guidance().getAsDouble());
  }

  private DenoisingLoop.Start start(
      Schedule schedule, int begin, Optional<LatentSource> source, TorchNoise noise) {
    int factor = stages.codec().factor();
    Shape shape =
        Shape.of(noise.images(), stages.codec().channels(), height() / factor, width() / factor);
    if (source.isPresent()) {
      return source.get().start(stages, schedule, begin, shape, noise);
    }
    Tensor latents = schedule.start(noise.next(shape));
    return new DenoisingLoop.Start(begin, latents, Optional.empty());
  }

  private int begin() {
    Schedule schedule = sampler().schedule();
    if (init.isEmpty() || spreads()) {
      return 0;
    }
    int steps = settings.steps().getAsInt();
    double strength = settings.strength().getAsDouble();
    int begin = schedule.firstCall(steps, strength);
    // NB: pndm has one call more than steps; only image-to-image may do with that one, as in
    // diffusers
    int end = repaints() ? schedule.firstCall(steps, 0) : schedule.calls();
    if (begin >= end) {
      throw new IllegalArgumentException(
          "strength %s of %d steps leaves no step to do; take more of either"
              .formatted(strength, steps));
    }
    return begin;
  }

  /** What the denoiser has in mind of the first image, where its graph need not make room. */
  private StepSketch sketch() {
    if (!stages.pool().fitTogether(LatentDenoiser.PART, LatentCodec.DECODER)) {
      return StepSketch.none();
    }
    CleanEstimate estimate = CleanEstimate.of(stages.schedule());
    return (schedule, call, latents, prediction) ->
        progress.sketch(
            () -> {
              Tensor clean = estimate.at(schedule, call, latents, prediction).slice(0, 1);
              return stages.codec().decode(clean, new ArrayList<>(), progress.cancellation());
            });
  }

  private Picture decode(Tensor latents) {
    Picture picture = stages.codec().decode(latents, warnings, progress.cancellation());
    return init.filter(InitImage::keepsSome).map(image -> image.restore(picture)).orElse(picture);
  }

  private Sampler sampler() {
    int steps = settings.steps().getAsInt();
    return spreads()
        ? stages.shortenedSampler(settings.scheduler(), steps, settings.strength().getAsDouble())
        : stages.sampler(settings.scheduler(), steps, repaints());
  }

  private boolean repaints() {
    return init.isPresent() && (init.get().keepsSome() || stages.denoiser().seesMask());
  }

  private boolean spreads() {
    return init.isPresent() && stages.shortens(settings.scheduler());
  }

  private int width() {
    return settings.width().getAsInt();
  }

  private int height() {
    return settings.height().getAsInt();
  }
}
