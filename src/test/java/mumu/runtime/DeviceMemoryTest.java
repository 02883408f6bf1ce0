package mumu.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class DeviceMemoryTest {
  private static final Device GPU = new Device("cuda:1", "");
  private static final long FREE = 1000L << 20;
  private static final long SHARE = FREE / 100 * 95;

  private final List<Integer> asked = new ArrayList<>();
  private final DeviceMemory memory =
      new DeviceMemory(
          gpu -> {
            asked.add(gpu);
            return OptionalLong.of(1000);
          });

  @Test
  void aTwentiethOfAGpusFreeMemoryIsLeftToOthers() {
    assertEquals(OptionalLong.of(SHARE), memory.ofGpu(GPU));
    DeviceOptions options = DeviceOptions.of(GPU, memory.ofGpu(GPU));
    assertEquals(String.valueOf(SHARE), options.providerWithLimit().get("gpu_mem_limit"));
  }

  @Test
  void theSmallerOfBothMemoriesCounts() {
    assertTrue(memory.available(GPU).orElseThrow() <= SHARE);
    long none = new DeviceMemory(gpu -> OptionalLong.of(0)).available(GPU).orElseThrow();
    assertEquals(0, none);
    DeviceMemory huge = new DeviceMemory(gpu -> OptionalLong.of(1L << 40));
    assertTrue(huge.available(GPU).orElse(0) < 1L << 50, "the computer's own");
  }

  @Test
  void aDriverIsAskedOnceUntilItsAnswerIsForgotten() {
    memory.ofGpu(GPU);
    memory.ofGpu(GPU);
    memory.available(GPU);
    assertEquals(List.of(1), asked);
    memory.forget();
    memory.available(GPU);
    assertEquals(List.of(1, 1), asked);
  }

  @Test
  void theCpuHasNoDriver() {
    assertEquals(OptionalLong.empty(), memory.ofGpu(new Device("cpu", "")));
    assertEquals(List.of(), asked);
  }

  @Test
  void aDriverThatDoesNotSayIsNotAskedAgainEither() {
    DeviceMemory silent =
        new DeviceMemory(
            gpu -> {
              asked.add(gpu);
              return OptionalLong.empty();
            });
    assertEquals(OptionalLong.empty(), silent.ofGpu(GPU));
    silent.ofGpu(GPU);
    assertEquals(List.of(1), asked);
  }
}
