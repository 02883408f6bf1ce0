package mumu.runtime;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession.RunOptions;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import java.util.Collections;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * How ONNX Runtime is set up for a device, as data.
 *
 * @param threads for one graph; one graph runs at a time
 * @param gpu index of the CUDA device; absent for the CPU
 * @param memoryLimit bytes of the GPU that one graph may take; absent where nobody knows
 * @param provider options of the CUDA provider that decide how it computes
 * @param session entries of a session's configuration
 * @param shrinking entries of the configuration of a run that gives memory back when it is done
 */
record DeviceOptions(
    int threads,
    OptionalInt gpu,
    OptionalLong memoryLimit,
    Map<String, String> provider,
    Map<String, String> session,
    Map<String, String> shrinking) {
  private static final String YES = "1";
  private static final String NO = "0";

  /**
   * Microseconds that a thread spins while it waits for the others.
   *
   * <p>NB: threads that spin as long as ONNX Runtime would have them lose their cores to whatever
   * else runs; threads that never spin are slow to wake. One step of an SDXL-layout graph on two
   * cores, alone and beside two busy programs: without end 447 and 1003 ms, never 515 and 898 ms,
   * 100 µs 463 and 890 ms; of the embedded model 15.0 and 35 ms, 18.8 and 37 ms, 15.0 and 32 ms.
   */
  private static final Map<String, String> PATIENT =
      Map.of("session.intra_op.spin_duration_us", "100");

  /** Gives back after a run what the run alone needed. */
  private static final String SHRINK = "memory.enable_memory_arena_shrinkage";

  DeviceOptions {
    provider = Collections.unmodifiableMap(new TreeMap<>(provider));
    session = Collections.unmodifiableMap(new TreeMap<>(session));
    shrinking = Collections.unmodifiableMap(new TreeMap<>(shrinking));
  }

  /** With what was free on the device when it was last asked as the limit. */
  static DeviceOptions of(Device device) {
    return of(device, DeviceMemory.REAL.ofGpu(device));
  }

  /**
   * @param memoryLimit bytes of the GPU that models may take; ignored on the CPU
   */
  static DeviceOptions of(Device device, OptionalLong memoryLimit) {
    int threads = Cores.physical();
    OptionalInt gpu = device.gpu();
    if (gpu.isEmpty()) {
      return new DeviceOptions(
          threads, gpu, OptionalLong.empty(), Map.of(), PATIENT, Map.of(SHRINK, "cpu:0"));
    }
    Map<String, String> session = new TreeMap<>(PATIENT);
    // NB: weights in the arena would keep it from ever giving a block back.
    session.put("session.use_device_allocator_for_initializers", YES);
    return new DeviceOptions(
        threads, gpu, memoryLimit, cuda(), session, Map.of(SHRINK, "gpu:" + gpu.getAsInt()));
  }

  private static Map<String, String> cuda() {
    Map<String, String> options = new TreeMap<>();
    // NB: DEFAULT means the slowest fallback since ONNX Runtime 1.20, up to 50 times slower
    // (microsoft/onnxruntime#22705); EXHAUSTIVE measures anew for every size of picture.
    options.put("cudnn_conv_algo_search", "HEURISTIC");
    // The other strategy doubles the arena each time and fails where half of it would do.
    options.put("arena_extend_strategy", "kSameAsRequested");
    // NB: 19-bit arithmetic in 32-bit graphs, which the CPU's pixels would not match.
    options.put("use_tf32", NO);
    // NB: a replayed graph skips its inputs, which come from the host: wrong pictures, no message.
    options.put("enable_cuda_graph", NO);
    return options;
  }

  /** Everything that decides what an optimised graph looks like; not how much memory is free. */
  String key() {
    return gpu.isPresent() + " " + provider + " " + session;
  }

  /**
   * All optimisations; errors come as exceptions, nothing is printed.
   *
   * @return to be closed by the caller
   */
  SessionOptions open() throws OrtException {
    Ort.environment();
    SessionOptions options = new SessionOptions();
    try {
      options.setOptimizationLevel(OptLevel.ALL_OPT);
      options.setIntraOpNumThreads(threads);
      // NB: with it, the second run of a size needs as much again as the first.
      options.setMemoryPatternOptimization(false);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      for (Map.Entry<String, String> entry : session.entrySet()) {
        options.addConfigEntry(entry.getKey(), entry.getValue());
      }
      if (gpu.isPresent()) {
        options.setDeterministicCompute(true); // the same seed, the same picture
        addCuda(options, gpu.getAsInt());
      }
      return options;
    } catch (OrtException e) {
      options.close();
      throw e;
    }
  }

  /** What the CUDA provider is given. */
  Map<String, String> providerWithLimit() {
    Map<String, String> all = new TreeMap<>(provider);
    memoryLimit.ifPresent(bytes -> all.put("gpu_mem_limit", String.valueOf(bytes)));
    return all;
  }

  private void addCuda(SessionOptions options, int index) throws OrtException {
    try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(index)) {
      for (Map.Entry<String, String> entry : providerWithLimit().entrySet()) {
        cuda.add(entry.getKey(), entry.getValue());
      }
      options.addCUDA(cuda);
    }
  }

  /**
   * @param shrinks whether the memory that only this run needs is given back after it; for graphs
   *     that run once per picture
   * @return to be closed by the caller
   */
  RunOptions openRun(boolean shrinks) throws OrtException {
    RunOptions options = new RunOptions();
    try {
      if (shrinks) {
        for (Map.Entry<String, String> entry : shrinking.entrySet()) {
          options.addRunConfigEntry(entry.getKey(), entry.getValue());
        }
      }
      return options;
    } catch (OrtException e) {
      options.close();
      throw e;
    }
  }
}
