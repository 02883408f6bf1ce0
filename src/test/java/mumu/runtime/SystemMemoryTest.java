package mumu.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemMemoryTest {
  @TempDir Path folder;

  @Test
  void linuxSaysWhatIsAvailable() {
    String text = "MemTotal:  24684000 kB\nMemFree:  14598000 kB\nMemAvailable:   19155000 kB\n";
    assertEquals(OptionalLong.of(19_155_000L * 1024), SystemMemory.available(text));
    assertEquals(OptionalLong.empty(), SystemMemory.available("nothing of the kind"));
  }

  @Test
  void aContainersLimitCounts() throws IOException {
    Path maximum = Files.writeString(folder.resolve("memory.max"), "1000\n");
    Path current = Files.writeString(folder.resolve("memory.current"), "400\n");
    assertEquals(OptionalLong.of(600), SystemMemory.left(maximum, current));
    Files.writeString(maximum, "max\n");
    assertEquals(OptionalLong.empty(), SystemMemory.left(maximum, current));
    assertEquals(OptionalLong.empty(), SystemMemory.left(folder.resolve("none"), current));
  }

  @Test
  void thereIsSomeMemoryHereAndTrimmingDoesNoHarm() {
    SystemMemory.trim();
    assertTrue(SystemMemory.available().orElse(1) > 0);
  }

  @Test
  void aProcessorIsKnownByItsModelAndItsAbilities() {
    String one =
        "processor\t: 0\nmodel name\t: Fast 9000\nflags\t\t: fpu avx2\nbogomips\t: 1\n\nprocessor\t: 1\n";
    assertEquals("\nmodel name\t: Fast 9000\nflags\t\t: fpu avx2", Cores.kind(one));
    assertNotEquals(Cores.kind(one), Cores.kind(one.replace("avx2", "avx512f")));
  }
}
