package mumu.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import mumu.bundle.Bundle;
import mumu.request.Picture;
import mumu.runtime.Device;
import org.junit.jupiter.api.Test;

class SelfTestTest {
  private static final Device CPU = new Device("cpu", "");

  private static SelfTest test(Progress progress) throws IOException {
    Bundle bundle = Bundle.open(Path.of("src/test/resources/bundles/tiny-random"));
    return new SelfTest(bundle, Families.discover().find("mumu"), progress);
  }

  @Test
  void theCpuRepeatsEveryPixel() throws IOException {
    assertEquals(
        "Same seed on cpu: pixels differ by 0 of 255 from run to run, 0 with the model opened"
            + " again\n",
        test(Progress.silent()).report(List.of(CPU)));
  }

  @Test
  void otherDevicesAreComparedWithTheFirstAndFailuresAreTold() throws IOException {
    String text =
        test(Progress.silent())
            .report(List.of(CPU, new Device("cpu", "once more"), new Device("cuda:99", "")));
    List<String> lines = text.lines().toList();
    assertTrue(lines.get(1).endsWith(", 0 from cpu"), text);
    assertTrue(lines.get(2).startsWith("Same seed on cuda:99: failed: "), text);
  }

  @Test
  void itCanBeCanceled() throws IOException {
    Onlooker onlooker = new Onlooker();
    onlooker.cancellation().cancel();
    SelfTest test = test(onlooker);
    assertThrows(CancellationException.class, () -> test.report(List.of(CPU)));
  }

  @Test
  void theLargestDifferenceOfAnyColorCounts() {
    Picture one = new Picture(2, 1, new int[] {0xFF000000, 0xFF10FF80});
    assertEquals(0, SelfTest.difference(one, one));
    assertEquals(
        16, SelfTest.difference(one, new Picture(2, 1, new int[] {0xFF000000, 0xFF00FE84})));
    assertEquals(
        255, SelfTest.difference(one, new Picture(1, 2, new int[] {0xFF000000, 0xFF10FF80})));
  }
}
