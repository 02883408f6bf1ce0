package mumu.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import mumu.runtime.Device;
import mumu.runtime.DeviceMemory;
import mumu.runtime.GraphFile;
import org.junit.jupiter.api.Test;

class PlacementTest {
  private static final Device GPU = new Device("cuda:0", "");
  private static final long MEGABYTE = 1L << 20;

  /** NB: little, so that the computer's own memory is more. */
  private static final int FREE = 100;

  private final AtomicInteger asked = new AtomicInteger();
  private final DeviceMemory memory =
      new DeviceMemory(
          gpu -> {
            asked.incrementAndGet();
            return OptionalLong.of(FREE);
          });

  @Test
  void aPartMayTakeNineteenTwentiethsOfAGpusFreeMemory() {
    Placement placement = Placement.of(parts(200, 300), GPU, memory);
    placement.checkAlone("unet", 95 * MEGABYTE);
    String message =
        assertThrows(
                GenerationException.class, () -> placement.checkAlone("unet", 95 * MEGABYTE + 1))
            .getMessage();
    assertTrue(message.contains("95 MB are free"), message);
    assertTrue(placement.fits(67 * MEGABYTE, 0), "1.4 times as much while it is opened");
    assertFalse(placement.fits(68 * MEGABYTE, 0));
  }

  @Test
  void theDriverIsAskedAnewForEveryPartOfALargeModelAndOnceForASmallOne() {
    for (int round = 1; round < 4; round++) {
      Placement.of(parts(200, 300), GPU, memory).fits(MEGABYTE, 0);
      assertEquals(round, asked.get());
    }
    Placement small = Placement.of(parts(10, 20), GPU, memory);
    small.fits(MEGABYTE, 0);
    small.fits(MEGABYTE, 0);
    assertEquals(3, asked.get(), "known from before");
  }

  private static GraphParts parts(long first, long second) {
    Map<String, Long> megabytes = Map.of("first", first, "second", second);
    return new GraphParts() {
      @Override
      public List<String> names() {
        return List.copyOf(megabytes.keySet());
      }

      @Override
      public long bytes(String part) {
        return megabytes.get(part) * MEGABYTE;
      }

      @Override
      public GraphFile file(String part) {
        throw new AssertionError("nothing is opened");
      }
    };
  }
}
