package mumu.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import mumu.bundle.Card;
import mumu.bundle.DiffusersBundle;
import mumu.pipeline.Progress.Stage;
import mumu.request.BoundImage;
import mumu.request.BoundRequest;
import mumu.request.Defaults;
import mumu.request.Picture;
import mumu.request.Settings;
import mumu.runtime.Cancellation;
import mumu.runtime.Device;
import mumu.runtime.GraphException;
import mumu.sampling.UnsuitedSamplerException;
import mumu.tensor.Tensor;

/** A latent diffusion model of diffusers at work. */
final class LatentPipeline implements Pipeline {
  private static final long SEEDS = 1L << 32;

  private final LatentStages stages;
  private final Card card;
  private final Device device;
  private final String scheduler;
  private Optional<Long> loadNanoseconds = Optional.empty();

  private LatentPipeline(LatentStages stages, Device device) {
    this.stages = stages;
    this.card = stages.bundle().card();
    this.device = device;
    this.scheduler = scheduler(stages);
  }

  /**
   * Checks all of a model.
   *
   * @param stages owned by the pipeline from now on, closed where they do not fit
   * @param startNanoseconds when opening began
   * @throws GraphException naming the file and what does not fit
   */
  static LatentPipeline open(
      LatentStages stages, Device device, long startNanoseconds, Cancellation stop) {
    try {
      LatentPipeline pipeline = new LatentPipeline(stages, device);
      stages.check(stop);
      pipeline.loadNanoseconds = Optional.of(System.nanoTime() - startNanoseconds);
      return pipeline;
    } catch (RuntimeException e) {
      stages.close();
      throw e;
    }
  }

  /**
   * The model's own scheduler by the name users know; fails where its configuration is wrong.
   *
   * <p>NB: one that only does not suit the model, or is none of ours, fails when it is asked for:
   * others work.
   */
  private static String scheduler(LatentStages stages) {
    try {
      String own = stages.defaultSampler();
      if (!own.equals(DiffusersBundle.SCHEDULER)) {
        stages.sampler(own, 1, false);
      }
      return own;
    } catch (UnsuitedSamplerException e) {
      return stages.defaultSampler();
    } catch (IllegalArgumentException e) {
      throw new GenerationException(stages.schedulerFiles() + ": " + e.getMessage(), e);
    }
  }

  @Override
  public synchronized Generation generate(BoundRequest asked, Progress progress) {
    try {
      BoundRequest request = complete(asked);
      StageClock clock = new StageClock(stages.pool(), progress);
      loadNanoseconds.ifPresent(time -> clock.add(Stage.LOAD, time, 0));
      loadNanoseconds = Optional.empty();
      LatentDrawing drawing = new LatentDrawing(stages, request, progress, clock);
      List<Picture> pictures = drawing.pictures();
      return new Generation(request, pictures, report(clock, drawing.warnings()));
    } catch (GraphException e) {
      throw new GenerationException(e.getMessage() + sizeHint(asked), e);
    }
  }

  /** Graphs made by tracing fail deep inside when a side cannot be halved often enough. */
  private String sizeHint(BoundRequest asked) {
    Settings settings = fill(asked);
    int multiple = safeMultiple();
    boolean safe =
        settings.width().getAsInt() % multiple == 0 && settings.height().getAsInt() % multiple == 0;
    return safe ? "" : "; width and height that are multiples of " + multiple + " always work";
  }

  private int safeMultiple() {
    return stages.bundle().denoiser().multiple() * stages.codec().factor();
  }

  /** What is decoded in the end, for comparison with other programs. */
  List<Tensor> latents(BoundRequest asked) {
    StageClock clock = new StageClock(stages.pool(), Progress.silent());
    return new LatentDrawing(stages, complete(asked), Progress.silent(), clock).latents();
  }

  private BoundRequest complete(BoundRequest asked) {
    refuseImages(card.id(), asked);
    BoundRequest request = asked.withSettings(fill(asked));
    check(request.request().settings());
    stages.pool().use(FineTunes.of(stages.bundle(), request.request().settings().finetune()));
    return request;
  }

  /**
   * @throws IllegalArgumentException when images are bound, which models of this kind do not see
   */
  static void refuseImages(String model, BoundRequest request) {
    if (!request.images().isEmpty()) {
      throw new IllegalArgumentException(
          "the model %s cannot see images, but {%s} is bound to one; leave out the binding, or use a"
                  .formatted(model, request.images().get(0).slot())
              + " MUMU model");
    }
  }

  /** NB: an init image's own size, cut to what the model can do, is the default. */
  private Settings fill(BoundRequest asked) {
    Optional<Picture> init = asked.init().map(BoundImage::picture);
    boolean repaints = init.isPresent() && InitImage.of(init.get()).keepsSome();
    LatentTraits traits = stages.traits();
    return asked
        .request()
        .settings()
        .filled(
            new Defaults(
                scheduler,
                card.defaults().steps(),
                repaints ? stages.bundle().family().repaintGuidance() : card.defaults().guidance(),
                ThreadLocalRandom.current().nextLong(SEEDS),
                init.map(Picture::width).map(this::cut).orElse(card.canvas().width()),
                init.map(Picture::height).map(this::cut).orElse(card.canvas().height()),
                repaints ? traits.repaintStrength() : traits.imageStrength()));
  }

  private int cut(int side) {
    int multiple = safeMultiple();
    return Math.max(multiple, Math.min(card.canvas().maximum(), side) / multiple * multiple);
  }

  private void check(Settings settings) {
    settings.refuseVariety(card.id());
    card.checkSize(settings);
    stages.codec().checkSize(settings.width().getAsInt(), settings.height().getAsInt());
  }

  private Report report(StageClock clock, List<String> drawn) {
    List<String> warnings = new ArrayList<>(stages.warnings());
    warnings.addAll(stages.pool().warnings());
    warnings.addAll(drawn);
    return clock.report(stages.bundle(), device, warnings);
  }

  /** Waits for a running request, then frees everything. */
  @Override
  public synchronized void close() {
    stages.close();
  }
}
