package mumu.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TrainingRunTest {
  private static final Path HOME = Path.of(System.getProperty("user.home"));

  @Test
  void aFolderIsWholeAndATildeIsTheHomeFolder() {
    assertEquals(HOME.resolve("data"), TrainingRun.path("~/data"));
    assertEquals(HOME, TrainingRun.path("~"));
    assertEquals(Path.of("set").toAbsolutePath(), TrainingRun.path("./set"));
    assertEquals(Path.of("~data").toAbsolutePath(), TrainingRun.path("~data"));
  }

  @Test
  void whatCannotBeAPathIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> TrainingRun.path("a\0b"));
  }
}
