package mumu.pipeline.mumu;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import mumu.bundle.Manifest;
import mumu.bundle.MumuBundle;
import mumu.pipeline.Generation;
import mumu.pipeline.GenerationException;
import mumu.pipeline.Pipeline;
import mumu.pipeline.Progress;
import mumu.pipeline.Progress.Stage;
import mumu.pipeline.Report;
import mumu.pipeline.StageClock;
import mumu.request.BoundImage;
import mumu.request.BoundRequest;
import mumu.request.Defaults;
import mumu.request.Picture;
import mumu.request.Settings;
import mumu.runtime.Device;
import mumu.runtime.GraphException;

/**
 * The stages in a row. Images of a batch are made one after another, so that each is the very one
 * its seed gives alone.
 */
final class MumuPipeline implements Pipeline {
  static final double DEFAULT_STRENGTH = 0.8;
  private static final long SEEDS = 1L << 32;

  private final MumuBundle bundle;
  private final Device device;
  private final Stages stages;
  private Optional<Long> loadNanoseconds;

  /**
   * @param loadNanoseconds what opening took; told once, in the first report
   */
  MumuPipeline(MumuBundle bundle, Device device, Stages stages, long loadNanoseconds) {
    this.bundle = bundle;
    this.device = device;
    this.stages = stages;
    this.loadNanoseconds = Optional.of(loadNanoseconds);
  }

  @Override
  public synchronized Generation generate(BoundRequest asked, Progress progress) {
    try {
      asked.request().prompt().needWords();
      BoundRequest request = asked.withSettings(fill(asked));
      Settings settings = request.request().settings();
      check(settings);
      StageClock clock = new StageClock(stages.pool(), progress);
      loadNanoseconds.ifPresent(time -> clock.add(Stage.LOAD, time, 0));
      loadNanoseconds = Optional.empty();
      Drawing drawing = new Drawing(bundle.manifest(), stages, request, progress, clock);
      List<Picture> pictures = drawing.pictures();
      Report report = clock.report(bundle, device, drawing.warnings());
      return new Generation(request, pictures, drawing.things(), report);
    } catch (GraphException e) {
      throw new GenerationException(e.getMessage(), e);
    }
  }

  /**
   * The settings with all defaults; an init image's own size is the default where it is allowed.
   */
  private Settings fill(BoundRequest asked) {
    Manifest manifest = bundle.manifest();
    Manifest.Canvas canvas = manifest.canvas();
    Optional<Picture> init =
        asked
            .init()
            .map(BoundImage::picture)
            .filter(picture -> canvas.allows(picture.width()) && canvas.allows(picture.height()));
    return asked
        .request()
        .settings()
        .filled(
            new Defaults(
                manifest.defaults().scheduler(),
                manifest.defaults().steps(),
                manifest.defaults().guidance(),
                ThreadLocalRandom.current().nextLong(SEEDS),
                init.map(Picture::width).orElse(canvas.width()),
                init.map(Picture::height).orElse(canvas.height()),
                DEFAULT_STRENGTH));
  }

  private void check(Settings settings) {
    if (!stages.reader().varies()) {
      settings.refuseVariety(bundle.id());
    }
    bundle.card().checkSize(settings);
    if (!settings.finetune().isEmpty()) {
      throw new IllegalArgumentException(
          "the model " + bundle.id() + " takes no fine-tunes; leave finetune out");
    }
  }

  /** Waits for a running request, then frees everything. */
  @Override
  public synchronized void close() {
    stages.close();
  }
}
