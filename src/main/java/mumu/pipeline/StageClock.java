package mumu.pipeline;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import mumu.runtime.GraphSession;

/** Wall time per stage, and how much of it passed inside ONNX Runtime. */
public final class StageClock {
  private static final double NANOSECONDS_PER_MILLISECOND = 1e6;

  private final LongSupplier graphNanoseconds;
  private final Map<String, Double> milliseconds = new LinkedHashMap<>();
  private final Map<String, Double> graphMilliseconds = new LinkedHashMap<>();

  /**
   * @param graphs whose time counts
   */
  public StageClock(List<GraphSession> graphs) {
    this(() -> graphs.stream().mapToLong(GraphSession::graphNanoseconds).sum());
  }

  /**
   * @param graphNanoseconds time spent inside ONNX Runtime so far
   */
  public StageClock(LongSupplier graphNanoseconds) {
    this.graphNanoseconds = graphNanoseconds;
  }

  /** Does the work and adds its time to a stage. */
  public <T> T time(Progress.Stage stage, Supplier<T> work) {
    long start = System.nanoTime();
    long graphStart = graphNanoseconds.getAsLong();
    T result = work.get();
    add(stage, System.nanoTime() - start, graphNanoseconds.getAsLong() - graphStart);
    return result;
  }

  /** Adds time that was measured elsewhere. */
  public void add(Progress.Stage stage, long nanoseconds, long graphNanoseconds) {
    String name = stage.name().toLowerCase(Locale.ROOT);
    milliseconds.merge(name, nanoseconds / NANOSECONDS_PER_MILLISECOND, Double::sum);
    graphMilliseconds.merge(name, graphNanoseconds / NANOSECONDS_PER_MILLISECOND, Double::sum);
  }

  public Map<String, Double> milliseconds() {
    return milliseconds;
  }

  public Map<String, Double> graphMilliseconds() {
    return graphMilliseconds;
  }
}
