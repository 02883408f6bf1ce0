package mumu.pipeline;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import mumu.bundle.Bundle;
import mumu.runtime.Device;
import mumu.runtime.Devices;

/** Wall time per stage, and how much of it passed inside ONNX Runtime. */
public final class StageClock {
  private static final double NANOSECONDS_PER_MILLISECOND = 1e6;

  private final GraphPool pool;
  private final Progress progress;
  private final Map<String, Double> milliseconds = new LinkedHashMap<>();
  private final Map<String, Double> graphMilliseconds = new LinkedHashMap<>();
  private Optional<Progress.Stage> now = Optional.empty();

  /**
   * @param pool whose graphs do the work
   * @param progress told which stage begins
   */
  public StageClock(GraphPool pool, Progress progress) {
    this.pool = pool;
    this.progress = progress;
  }

  /** Does the work and adds its time to a stage; graphs that are opened in it count as loading. */
  public <T> T time(Progress.Stage stage, Supplier<T> work) {
    if (!now.equals(Optional.of(stage))) {
      now = Optional.of(stage);
      progress.stage(stage);
    }
    pool.during(stage, progress);
    long start = System.nanoTime();
    long graphStart = pool.graphNanoseconds();
    long loadStart = pool.loadNanoseconds();
    T result = work.get();
    long loading = pool.loadNanoseconds() - loadStart;
    if (loading > 0) {
      add(Progress.Stage.LOAD, loading, 0);
    }
    add(stage, System.nanoTime() - start - loading, pool.graphNanoseconds() - graphStart);
    return result;
  }

  /** Adds time that was measured elsewhere. */
  public void add(Progress.Stage stage, long nanoseconds, long graphNanoseconds) {
    String name = stage.name().toLowerCase(Locale.ROOT);
    milliseconds.merge(name, nanoseconds / NANOSECONDS_PER_MILLISECOND, Double::sum);
    graphMilliseconds.merge(name, graphNanoseconds / NANOSECONDS_PER_MILLISECOND, Double::sum);
  }

  /** What happened so far. */
  public Report report(Bundle bundle, Device device, List<String> warnings) {
    return new Report(
        bundle.id(),
        bundle.sha256(),
        device.name(),
        device.reason(),
        Devices.runtimeVersion(),
        milliseconds,
        graphMilliseconds,
        warnings);
  }
}
