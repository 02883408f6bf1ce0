package mumu.command;

import ij.IJ;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import mumu.bundle.Bundle;
import mumu.bundle.Catalog;
import mumu.pipeline.Families;
import mumu.pipeline.Pipeline;
import mumu.pipeline.Pipelines;
import mumu.pipeline.Progress;
import mumu.pipeline.SelfTest;
import mumu.request.BoundRequest;
import mumu.request.Picture;
import mumu.request.Settings;
import mumu.runtime.Device;
import mumu.runtime.Devices;

/**
 * The model in memory, shared by commands, macros and scripts: it stays open between requests, and
 * one request runs at a time.
 *
 * <p>NB: nothing is closed when Java ends. The system frees the memory anyway, and ONNX Runtime
 * closes its environment in a hook of its own; a session closed after that would crash.
 */
final class Models {
  static final Models SHARED = new Models();

  private static final int WAIT_MILLISECONDS = 20;

  private final ReentrantLock inUse = new ReentrantLock();
  private final IdleModel idle = new IdleModel(this::unloadUnlessInUse);
  private Optional<Families> families = Optional.empty();
  private Optional<Pipelines> pipelines = Optional.empty();
  private final Map<String, Device> devices = new HashMap<>();

  /** The installed models. */
  static Catalog catalog() {
    return new Catalog(Folders.models());
  }

  /**
   * Opens the model the settings name, unless it is open, and lets the action use it.
   *
   * @throws CancellationException when the user cancels, also while waiting for another request
   */
  <T> T use(Settings settings, Progress progress, Function<Pipeline, T> action) throws IOException {
    acquire(progress);
    try {
      Bundle bundle = catalog().find(settings.model());
      Device device = device(settings.device());
      T result = action.apply(pipelines().open(bundle, device, progress));
      idle.used(bundle.largestStageBytes());
      return result;
    } finally {
      inUse.unlock();
    }
  }

  /**
   * What can be known before anything is made: that there is such a model, that it makes pictures
   * of this size, and that a device that was asked for by name works.
   *
   * @return the model
   * @throws IllegalArgumentException naming what does not fit, what was expected and what to do
   */
  Bundle check(Settings settings) throws IOException {
    Bundle bundle = catalog().find(settings.model());
    bundle.card().checkSize(settings);
    if (!settings.device().equals(Settings.DEFAULT_DEVICE)) {
      acquire(Progress.silent());
      try {
        device(settings.device());
      } finally {
        inUse.unlock();
      }
    }
    return bundle;
  }

  /** What a model sees of each bound image; needs no model in memory and waits for nobody. */
  List<Picture> tokens(BoundRequest request) throws IOException {
    Bundle bundle = catalog().find(request.request().settings().model());
    return families().find(bundle.card().family()).tokens(bundle, request);
  }

  /**
   * Makes the embedded model's pictures on every device and compares them.
   *
   * @return a line per device
   */
  String selfTest(Progress progress) {
    acquire(progress);
    try {
      Bundle bundle = catalog().find(Settings.DEFAULT_MODEL);
      Device cpu = Devices.choose("cpu");
      Device best = Devices.choose(Settings.DEFAULT_DEVICE);
      List<Device> devices = best.name().equals(cpu.name()) ? List.of(cpu) : List.of(cpu, best);
      return new SelfTest(bundle, families().find(bundle.card().family()), progress)
          .report(devices);
    } catch (IOException e) {
      return "Same seed: not tested, " + e.getMessage() + "\n";
    } finally {
      inUse.unlock();
    }
  }

  private void unloadUnlessInUse() {
    if (inUse.tryLock()) {
      try {
        pipelines.ifPresent(Pipelines::unload);
      } finally {
        inUse.unlock();
      }
    }
  }

  /** Frees all model memory; waits for the request that runs. */
  void unload() {
    inUse.lock();
    try {
      pipelines.ifPresent(Pipelines::unload);
      devices.clear();
    } finally {
      inUse.unlock();
    }
  }

  /** Tries a device once and not for every picture; what {@code auto} took and why is told. */
  private Device device(String asked) {
    Device known = devices.get(asked);
    if (known != null) {
      return known;
    }
    IJ.showStatus("MUMU: looking at device=" + asked + "…");
    prepare();
    Device chosen = Devices.choose(asked);
    devices.put(asked, chosen);
    if (asked.equals(Settings.DEFAULT_DEVICE)) {
      Screen.warn(List.of(chosen.reason()));
      IJ.showStatus("MUMU: " + chosen.reason());
    }
    return chosen;
  }

  /** Has ONNX Runtime find its libraries; what went wrong with that is told. */
  static void prepare() {
    Devices.prepare(Folders.libraries()).ifPresent(note -> Screen.warn(List.of(note)));
  }

  private Pipelines pipelines() {
    if (pipelines.isEmpty()) {
      pipelines = Optional.of(new Pipelines(families()));
    }
    return pipelines.get();
  }

  private synchronized Families families() {
    if (families.isEmpty()) {
      families = Optional.of(Families.discover());
    }
    return families.get();
  }

  private void acquire(Progress progress) {
    try {
      while (!inUse.tryLock(WAIT_MILLISECONDS, TimeUnit.MILLISECONDS)) {
        progress.cancellation().check();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while another request was running");
    }
  }
}
