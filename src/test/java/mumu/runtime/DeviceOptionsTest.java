package mumu.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.RunOptions;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class DeviceOptionsTest {
  private static DeviceOptions of(String device) {
    return DeviceOptions.of(new Device(device, ""));
  }

  @Test
  void cudaSearchesConvolutionsByHeuristicsAndNeverReplaysGraphs() {
    assertEquals(
        Map.of(
            "cudnn_conv_algo_search", "HEURISTIC",
            "arena_extend_strategy", "kSameAsRequested",
            "use_tf32", "0",
            "enable_cuda_graph", "0"),
        of("cuda:0").provider());
  }

  @Test
  void cudaKeepsWeightsOutOfTheArenaAndShrinksItsOwnOne() {
    DeviceOptions second = of("cuda:2");
    assertEquals(OptionalInt.of(2), second.gpu());
    assertEquals("1", second.session().get("session.use_device_allocator_for_initializers"));
    assertEquals(Map.of("memory.enable_memory_arena_shrinkage", "gpu:2"), second.shrinking());
    assertEquals(OptionalInt.of(0), of("cuda").gpu());
  }

  @Test
  void aMemoryLimitIsHandedOn() {
    DeviceOptions limited = DeviceOptions.of(new Device("cuda:0", ""), OptionalLong.of(5L << 30));
    assertEquals("5368709120", limited.providerWithLimit().get("gpu_mem_limit"));
    assertFalse(of("cuda:0").providerWithLimit().containsKey("gpu_mem_limit"));
  }

  @Test
  void howMuchMemoryIsFreeDoesNotChangeAnOptimisedGraph() {
    Device gpu = new Device("cuda:0", "");
    assertEquals(
        DeviceOptions.of(gpu, OptionalLong.of(5L << 30)).key(),
        DeviceOptions.of(gpu, OptionalLong.of(6L << 30)).key());
  }

  @Test
  void theCpuHasNoProviderAndItsThreadsSpinOnlyBriefly() throws OrtException {
    DeviceOptions cpu = of("cpu");
    assertEquals(OptionalInt.empty(), cpu.gpu());
    assertEquals(Map.of(), cpu.provider());
    assertEquals(Cores.physical(), cpu.threads());
    try (SessionOptions options = cpu.open();
        RunOptions run = cpu.openRun(true)) {
      assertEquals(
          Map.of("session.intra_op.spin_duration_us", "100"),
          options.getConfigEntries(),
          "what ONNX Runtime was given");
      assertNotEquals("", run.toString());
    }
  }

  @Test
  void theOptionsOfCudaFailWithTheProvidersOwnWordsWhereItIsMissing() {
    OrtException refused = assertThrows(OrtException.class, () -> of("cuda:0").open().close());
    assertTrue(refused.getMessage().contains("CUDA"), refused.getMessage());
  }

  @Test
  void whatChangesAnOptimisedGraphChangesItsKey() {
    assertNotEquals(of("cpu").key(), of("cuda:0").key());
    assertEquals(of("cuda:0").key(), of("cuda:1").key(), "the same kind of graph");
  }
}
