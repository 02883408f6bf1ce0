package mumu.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DevicesTest {
  @Test
  void theCpuIsAlwaysThere() {
    assertEquals("cpu", Devices.choose("cpu").name());
  }

  @Test
  void autoSaysWhyItTookWhatItTook() {
    Device device = Devices.choose("auto");
    assertTrue(device.reason().startsWith("auto took"), device.reason());
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpu", "cuda:", "cuda:-1", "cuda:1000", "CPU", ""})
  void anUnknownDeviceIsRefused(String name) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> Devices.choose(name)).getMessage();
    assertTrue(message.contains("auto, cpu, cuda or cuda:N"), message);
  }

  @Test
  void cudaWithoutItsLibrariesIsRefusedWithTheReasonAndNeverFallsBack() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> Devices.choose("cuda:7")).getMessage();
    assertTrue(message.contains("device=cuda:7") && message.contains("device=auto"), message);
    assertEquals(1, message.split("device=cpu", -1).length - 1, message);
  }

  @Test
  void theReportSaysWhatWasTried() {
    String report = Devices.report();
    for (String line :
        new String[] {
          "System: ", "Java: ", "ONNX Runtime: 1.", "cpu: yes", "cuda:0: ", "Next step: "
        }) {
      assertTrue(report.contains(line), report);
    }
  }

  @Test
  void coresAreCountedOncePerPairOfHyperThreads() {
    String twoCoresFourThreads =
        """
        processor\t: 0
        physical id\t: 0
        core id\t\t: 0

        processor\t: 1
        physical id\t: 0
        core id\t\t: 1

        processor\t: 2
        physical id\t: 0
        core id\t\t: 0

        processor\t: 3
        physical id\t: 0
        core id\t\t: 1
        """;
    assertEquals(2, Cores.count(twoCoresFourThreads));
    assertEquals(0, Cores.count("processor: 0\nBogoMIPS: 50\n"));
    assertTrue(Cores.physical() >= 1);
  }
}
