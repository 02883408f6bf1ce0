package mumu.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RemovalTest {
  @TempDir private Path temporary;

  private Path models;
  private Path outside;
  private Removal removal;

  @BeforeEach
  void install() throws IOException {
    models = Files.createDirectories(temporary.resolve("models"));
    outside = TestBundle.copy().folder(Files.createDirectories(temporary.resolve("outside")));
    removal = new Removal(new Catalog(List.of(models)));
  }

  @Test
  void aModelGoesWithAllItsFiles() throws IOException {
    Path place = Files.move(outside, models.resolve("any-name"));
    assertEquals(List.of("tiny-random"), removal.names());
    assertEquals(place, removal.remove("tiny-random", Watch.none()));
    assertFalse(Files.exists(place));
    assertEquals(List.of(), removal.names());
  }

  @Test
  void ofALinkedModelOnlyTheLinkGoes() throws IOException {
    Path link = Files.createSymbolicLink(models.resolve("linked"), outside);
    removal.remove("tiny-random", Watch.none());
    assertFalse(InstallFolder.exists(link));
    Bundle.open(outside).verify(Watch.none());
  }

  @Test
  void aLinkInsideAModelIsNotFollowed() throws IOException {
    Path broken = Files.createDirectory(models.resolve("broken"));
    Files.createSymbolicLink(broken.resolve("link"), outside);
    assertEquals(List.of("broken"), removal.names());
    removal.remove("broken", Watch.none());
    assertFalse(Files.exists(broken));
    Bundle.open(outside).verify(Watch.none());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "/",
        "../outside/copy",
        "../outside",
        "copy",
        "~",
        "tiny-random/",
        "a\0b",
        ".x"
      })
  void whatIsNoInstalledModelIsLeftAlone(String name) throws IOException {
    Files.createDirectory(models.resolve(".x"));
    String message =
        assertThrows(IllegalArgumentException.class, () -> removal.remove(name, Watch.none()), name)
            .getMessage();
    assertTrue(message.contains("cannot be removed"), message);
    assertTrue(Files.exists(models.resolve(".x")));
    Bundle.open(outside).verify(Watch.none());
  }

  @Test
  void anAbsolutePathIsNoId() {
    String path = outside.toString();
    assertThrows(IllegalArgumentException.class, () -> removal.remove(path, Watch.none()));
    assertTrue(Files.exists(outside));
  }

  @Test
  void theEmbeddedModelStays() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> removal.remove(Catalog.EMBEDDED, Watch.none()))
            .getMessage();
    assertTrue(message.contains("embedded"), message);
  }
}
