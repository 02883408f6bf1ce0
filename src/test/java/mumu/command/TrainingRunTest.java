package mumu.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
    assertEquals(
        "'a\0b' cannot be a path here: Nul character not allowed. Write it with /.",
        refused("a\0b"));
    assertTrue(refused("\u00e4\0").endsWith("start ImageJ with LC_ALL=C.UTF-8."));
  }

  private static String refused(String path) {
    return assertThrows(IllegalArgumentException.class, () -> TrainingRun.path(path)).getMessage();
  }
}
