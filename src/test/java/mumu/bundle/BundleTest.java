package mumu.bundle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BundleTest {
  @TempDir private Path temporary;

  private TestBundle copy;

  @BeforeEach
  void copy() throws IOException {
    copy = TestBundle.copy();
  }

  private static void assertRefused(Executable opening, String... hints) {
    String message = assertThrows(BundleException.class, opening).getMessage();
    for (String hint : hints) {
      assertTrue(message.contains(hint), message + " should say " + hint);
    }
  }

  @Test
  void folderAndZipHoldTheSameBundle() throws IOException {
    MumuBundle folder = MumuBundle.open(copy.folder(temporary));
    for (String prefix : new String[] {"", "tiny-random/"}) {
      MumuBundle zip = MumuBundle.open(copy.zip(temporary, prefix));
      zip.verify(Watch.none());
      assertEquals(folder.sha256(), zip.sha256());
      assertArrayEquals(folder.read("denoiser"), zip.read("denoiser"));
    }
    folder.verify(Watch.none());
    assertEquals("tiny-random", folder.id());
    assertTrue(folder.file("denoiser").isPresent());
  }

  @Test
  void whatFileManagersLeaveBehindDoesNotMatter() throws IOException {
    copy.files().put(".DS_Store", new byte[3]);
    copy.files().put("Thumbs.db", new byte[3]);
    Bundle.open(copy.folder(temporary)).verify(Watch.none());
  }

  @Test
  void aFileThatIsNotListedIsRefused() throws IOException {
    copy.files().put("extra.bin", new byte[3]);
    Path folder = copy.folder(temporary);
    Path zip = copy.zip(temporary, "");
    assertRefused(() -> Bundle.open(folder), "extra.bin", "not listed");
    assertRefused(() -> Bundle.open(zip), "extra.bin", "not listed");
  }

  @Test
  void aMissingFileIsNamedAtOnce() throws IOException {
    copy.files().remove("decoder.onnx");
    Path folder = copy.folder(temporary);
    Path zip = copy.zip(temporary, "");
    assertRefused(() -> Bundle.open(folder), "decoder.onnx", "missing");
    assertRefused(() -> Bundle.open(zip), "decoder.onnx", "missing");
  }

  @Test
  void aTruncatedFileIsNamedWithBothSizes() throws IOException {
    copy.files().compute("decoder.onnx", (name, bytes) -> Arrays.copyOf(bytes, 1000));
    MumuBundle bundle = MumuBundle.open(copy.folder(temporary));
    assertRefused(() -> bundle.read("decoder"), "decoder.onnx", "36271", "1000");
    assertRefused(() -> bundle.verify(Watch.none()), "decoder.onnx", "36271", "1000");
    bundle.read("denoiser");
  }

  @Test
  void aLongerFileIsNotReadToItsEnd() throws IOException {
    copy.files().compute("decoder.onnx", (name, bytes) -> Arrays.copyOf(bytes, 5_000_000));
    MumuBundle bundle = MumuBundle.open(copy.zip(temporary, ""));
    assertRefused(() -> bundle.read("decoder"), "decoder.onnx", "too long", "36271");
    assertRefused(() -> bundle.verify(Watch.none()), "decoder.onnx", "too long");
  }

  @Test
  void anyFlippedBitIsNoticed() throws IOException {
    Random random = new Random(3);
    for (int i = 0; i < 40; i++) {
      TestBundle flipped = TestBundle.copy();
      String name = random.nextBoolean() ? "encoder.onnx" : "tokenizer.json";
      byte[] bytes = flipped.files().get(name);
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      MumuBundle bundle = MumuBundle.open(flipped.folder(temporary));
      assertRefused(() -> bundle.verify(Watch.none()), name, "SHA-256", "expected", "found");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../evil.txt",
        "/etc/evil.txt",
        "a/../../evil.txt",
        "..\\evil.txt",
        "C:evil.txt",
        "a//b",
        "./../evil.txt",
        "././a",
        "a/./b",
        "evil. ",
        "\u0000"
      })
  void aZipEntryThatLeavesTheFolderIsRefused(String name) throws IOException {
    copy.files().put(name, new byte[3]);
    Path zip = copy.zip(temporary, "");
    assertRefused(() -> Bundle.open(zip), "leaves the folder");
    try (Stream<Path> files = Files.walk(temporary)) {
      assertEquals(0, files.filter(path -> path.toString().contains("evil")).count());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"../evil.txt", "/etc/passwd", "..\\evil.txt", "C:/evil.txt", ""})
  void aListedPathThatLeavesTheFolderIsRefused(String path) throws IOException {
    copy.manifest(
        json -> json.getAsJsonArray("files").get(0).getAsJsonObject().addProperty("path", path));
    Path folder = copy.folder(temporary);
    assertRefused(() -> Bundle.open(folder), "mumu.json", "path");
  }

  @Test
  void aLinkOutOfTheFolderIsRefused() throws IOException {
    Path folder = copy.folder(temporary);
    Path outside = Files.move(folder.resolve("decoder.onnx"), temporary.resolve("outside.onnx"));
    Files.createSymbolicLink(folder.resolve("decoder.onnx"), outside);
    MumuBundle bundle = MumuBundle.open(folder);
    assertRefused(() -> bundle.read("decoder"), "decoder.onnx", "leaves the folder");
  }

  @Test
  void theSameEntryTwiceIsRefused() throws IOException {
    copy.files().put("decoder.onnY", new byte[10]);
    Path zip = copy.zip(temporary, "");
    byte[] bytes = Files.readAllBytes(zip);
    byte[] name = "decoder.onnY".getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i + name.length <= bytes.length; i++) {
      if (Arrays.equals(bytes, i, i + name.length, name, 0, name.length)) {
        bytes[i + name.length - 1] = 'x';
      }
    }
    Files.write(zip, bytes);
    assertRefused(() -> Bundle.open(zip), "decoder.onnx", "twice");
  }

  @Test
  void whatIsNoBundleIsRefused() throws IOException {
    Path empty = Files.createDirectory(temporary.resolve("empty"));
    Path text = Files.writeString(temporary.resolve("text.zip"), "not a zip");
    Path nothing = temporary.resolve("nothing");
    assertRefused(() -> MumuBundle.open(empty), "empty", "mumu.json");
    assertRefused(() -> Bundle.open(text), "text.zip", "zip");
    assertRefused(() -> Bundle.open(nothing), "nothing", "does not exist");
    copy.files().remove(Manifest.FILE);
    Path zip = copy.zip(temporary, "");
    assertRefused(() -> MumuBundle.open(zip), "copy.zip", "mumu.json");
  }

  @Test
  void aHugeManifestIsNotReadToItsEnd() throws IOException {
    copy.files().put(Manifest.FILE, new byte[3_000_000]);
    Path zip = copy.zip(temporary, "");
    assertRefused(() -> Bundle.open(zip), "mumu.json", "1 MB");
  }

  @Test
  void randomlyDamagedZipsEndInAMessage() throws IOException {
    byte[] whole = Files.readAllBytes(copy.zip(temporary, ""));
    Random random = new Random(5);
    for (int i = 0; i < 150; i++) {
      byte[] bytes = whole.clone();
      if (random.nextInt(3) == 0) {
        bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      } else {
        int where = bytes.length - 1 - random.nextInt(random.nextBoolean() ? 1500 : bytes.length);
        bytes[where] = (byte) random.nextInt(256);
      }
      Path zip = Files.write(temporary.resolve("damaged.zip"), bytes);
      try {
        Bundle.open(zip).verify(Watch.none());
      } catch (BundleException e) {
        assertTrue(e.getMessage() != null && !e.getMessage().isBlank());
      }
    }
  }

  @Test
  void theCatalogFindsByIdAndByPathAndNamesWhatIsUnusable() throws IOException {
    Path models = Files.createDirectory(temporary.resolve("models"));
    Path folder = copy.folder(models);
    Files.createDirectory(models.resolve("broken"));
    Catalog catalog = new Catalog(java.util.List.of(models, temporary.resolve("absent")));
    assertTrue(catalog.list().bundles().containsKey("tiny-random"));
    assertEquals(1, catalog.list().problems().size());
    assertTrue(catalog.list().problems().get(0).contains("broken"));
    assertEquals("tiny-random", catalog.find("tiny-random").id());
    assertEquals("tiny-random", catalog.find(folder.toString()).id());
    String message =
        assertThrows(IllegalArgumentException.class, () -> catalog.find("tiny\0random"))
            .getMessage();
    assertTrue(message.contains("tiny-random") && message.contains("broken"), message);
  }
}
