package mumu.bundle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImportTest {
  private static final Path DIFFUSERS = Path.of("src/test/resources/bundles/diffusers/sd15.zip");
  private static final Watch UNWATCHED = Watch.none();

  @TempDir private Path temporary;

  private Path models;
  private Catalog catalog;
  private TestBundle copy;

  @BeforeEach
  void prepare() throws IOException {
    models = temporary.resolve("imagej").resolve("models").resolve("mumu");
    catalog = new Catalog(List.of(models));
    copy = TestBundle.copy();
  }

  private Bundle run(Path source, boolean replace) throws IOException {
    return new Import(catalog, List.of(models)).run(source, replace, UNWATCHED);
  }

  /** Fails, installs nothing, leaves nothing and says why. */
  private String refused(Path source, boolean replace) throws IOException {
    List<String> before = everything();
    String message =
        assertThrows(Exception.class, () -> run(source, replace), source.toString()).getMessage();
    assertEquals(before, everything());
    return message;
  }

  private void assertRefused(Path source, String... hints) throws IOException {
    String message = refused(source, false);
    for (String hint : hints) {
      assertTrue(message.contains(hint), message + " should say " + hint);
    }
  }

  /** Names of all files below the place where ImageJ would be, but the lock. */
  private List<String> everything() throws IOException {
    if (!Files.exists(models)) {
      return List.of();
    }
    try (Stream<Path> walk = Files.walk(models)) {
      return walk.map(path -> models.relativize(path).toString())
          .filter(name -> !name.isEmpty() && !name.equals(".mumu-lock"))
          .sorted()
          .toList();
    }
  }

  @Test
  void folderAndZipBecomeTheSameInstalledFolder() throws IOException {
    Bundle fromZip = run(copy.zip(temporary, "top/"), false);
    List<String> files = everything();
    assertEquals(models.resolve("tiny-random").toString(), fromZip.where());
    Bundle fromFolder = run(copy.folder(temporary), true);
    assertEquals(files, everything());
    assertEquals(fromZip.sha256(), fromFolder.sha256());
    assertEquals(List.of("tiny-random"), installed());
    assertEquals(fromFolder.verify(Watch.none()), copy.files().size() - 1);
    for (String name : copy.files().keySet()) {
      assertArrayEquals(
          copy.files().get(name), Files.readAllBytes(models.resolve("tiny-random").resolve(name)));
    }
  }

  @Test
  void aDiffusersZipIsUnpackedAndRemembersItsHashes() throws IOException {
    Bundle zip = Bundle.open(DIFFUSERS);
    Bundle model = run(DIFFUSERS, false);
    assertEquals("sd15", model.id());
    assertEquals(zip.sha256(), model.sha256());
    assertTrue(model.verify(Watch.none()) > 5);
    Path graph = models.resolve("sd15").resolve("unet").resolve("model.onnx");
    byte[] bytes = Files.readAllBytes(graph);
    bytes[bytes.length / 2] ^= 1;
    Files.write(graph, bytes);
    String message =
        assertThrows(BundleException.class, () -> model.verify(Watch.none())).getMessage();
    assertTrue(message.matches("(?s).*unet/model.onnx.*expected.*found.*"), message);
    assertTrue(refused(models.resolve("sd15"), true).contains("installed model 'sd15' itself"));
    Path damaged = Files.move(models.resolve("sd15"), temporary.resolve("moved"));
    assertRefused(damaged, "unet/model.onnx", "expected", "found");
  }

  @Test
  void anIdIsTakenOnce() throws IOException {
    Path zip = copy.zip(temporary, "");
    run(zip, false);
    assertRefused(zip, "tiny-random", "already installed", "replace=true", "remove=[tiny-random]");
    Path other = copy.manifest(json -> json.addProperty("version", "9")).zip(temporary, "");
    assertEquals("9", run(other, true).card().version());
    assertEquals("9", catalog.find("tiny-random").card().version());
  }

  @Test
  void theEmbeddedModelsIdStaysItsOwn() throws IOException {
    copy.manifest(json -> json.addProperty("id", Catalog.EMBEDDED));
    Path zip = copy.zip(temporary, "");
    assertTrue(refused(zip, true).contains("embedded"));
  }

  @Test
  void aModelIsFoundBesideOthersAndTheFirstOfAnIdWins() throws IOException {
    Files.createDirectories(models);
    Files.write(models.resolve("broken.zip"), new byte[100]);
    Path first = Files.move(copy.folder(temporary), models.resolve("first"));
    Files.move(copy.zip(temporary, ""), models.resolve("second.zip"));
    Path diffusers = Files.copy(DIFFUSERS, models.resolve("SD 15.zip"));
    assertEquals(first.toString(), catalog.find("tiny-random").where());
    assertEquals(diffusers.toString(), catalog.find("sd-15").where());
    String message =
        assertThrows(IllegalArgumentException.class, () -> catalog.find("second")).getMessage();
    assertTrue(message.contains("[mumu-tiny, sd-15, tiny-random]"), message);
    assertTrue(message.contains("broken.zip"), message);
  }

  @Test
  void aZipThatSomebodyDroppedThereIsReplacedByAFolder() throws IOException {
    Files.createDirectories(models);
    Files.move(copy.zip(temporary, ""), models.resolve("dropped.zip"));
    Path folder = copy.folder(temporary);
    assertRefused(folder, "already installed", "dropped.zip");
    run(folder, true);
    assertFalse(Files.exists(models.resolve("dropped.zip")));
    assertEquals(List.of("tiny-random"), installed());
  }

  @Test
  void whatIsUnusableAndInTheWayGoesOnlyWhenAsked() throws IOException {
    Path broken = Files.createDirectories(models.resolve("tiny-random"));
    Path folder = copy.folder(temporary);
    assertRefused(folder, broken.toString(), "unusable", "replace=true");
    run(folder, true).verify(Watch.none());
  }

  @Test
  void anotherModelInTheWayStays() throws IOException {
    TestBundle other = TestBundle.copy().manifest(json -> json.addProperty("id", "other"));
    Files.createDirectories(models);
    Files.move(other.folder(temporary), models.resolve("tiny-random"));
    Path folder = copy.folder(temporary);
    assertTrue(refused(folder, true).contains("the model 'other'"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../evil.txt", "/tmp/evil.txt", "a/../../../evil.txt", "..\\evil.txt", "C:evil"})
  void aZipEntryThatLeavesTheFolderIsRefused(String name) throws IOException {
    copy.files().put(name, new byte[3]);
    assertRefused(copy.zip(temporary, ""), "leaves the folder");
  }

  @Test
  void namesThatAreDevicesOnWindowsAreRefused() throws IOException {
    copy.files().put("nul.txt", new byte[3]);
    assertRefused(copy.zip(temporary, ""), "leaves the folder");
  }

  @Test
  void aFileNameThatIsAPathOnOtherSystemsIsRefused() throws IOException {
    String name = "x\\..\\..\\evil.txt"; // one name here, a path on Windows
    Path source = unpacked(name);
    assertRefused(source, "evil.txt", "not a path");
    try (Stream<Path> walk = Files.walk(temporary)) {
      List<Path> evil = walk.filter(path -> path.toString().contains("evil")).toList();
      assertEquals(List.of(source.resolve(name)), evil);
    }
  }

  /** The diffusers fixture as a folder, with one file more. */
  private Path unpacked(String extra) throws IOException {
    Path source = Files.createDirectories(temporary.resolve("source"));
    Bundle.open(DIFFUSERS).copyTo(source, UNWATCHED);
    Files.write(source.resolve(extra), new byte[3]);
    return source;
  }

  @Test
  void aLinkOutOfAManifestBundleIsRefused() throws IOException {
    Path folder = copy.folder(temporary);
    Path outside = Files.move(folder.resolve("decoder.onnx"), temporary.resolve("outside.onnx"));
    Files.createSymbolicLink(folder.resolve("decoder.onnx"), outside);
    assertRefused(folder, "decoder.onnx", "leaves the folder");
  }

  @Test
  void linksInTheCachesOfModelHubsBecomeFiles() throws IOException {
    Path source = unpacked("note.txt");
    Path blob = Files.move(source.resolve("unet/model.onnx"), temporary.resolve("blob"));
    Files.createSymbolicLink(source.resolve("unet/model.onnx"), blob);
    run(source, false).verify(Watch.none());
    assertFalse(Files.isSymbolicLink(models.resolve("source/unet/model.onnx")));
    Files.delete(blob);
    String message = refused(source, true);
    assertTrue(message.contains("unet/model.onnx") && message.contains("link"), message);
  }

  @Test
  void aFileThatUnpacksToMoreThanPromisedIsNotUnpackedToItsEnd() throws IOException {
    copy.files().put("decoder.onnx", new byte[60_000_000]);
    Path bomb = copy.zip(temporary, "");
    assertTrue(Files.size(bomb) < 1_000_000);
    long[] most = {0};
    Import imports = new Import(catalog, List.of(models));
    String message =
        assertThrows(
                BundleException.class,
                () -> imports.run(bomb, false, (done, total) -> most[0] = Math.max(most[0], done)))
            .getMessage();
    assertTrue(message.contains("decoder.onnx") && message.contains("too long"), message);
    assertTrue(most[0] < 1_000_000, "read " + most[0]);
    assertEquals(List.of(), everything());
  }

  @Test
  void sizesThatNoDiskHoldsAreRefusedBeforeCopying() throws IOException {
    copy.manifest(
        json ->
            json.getAsJsonArray("files")
                .forEach(
                    file -> file.getAsJsonObject().addProperty("bytes", 9_000_000_000_000_000L)));
    assertRefused(copy.zip(temporary, ""), "MB free", "Make room");
  }

  @Test
  void aFullDiskIsSeenBeforeCopying() throws IOException {
    Path zip = copy.zip(temporary, "");
    Import imports = new Import(catalog, List.of(models), folder -> 17_000_000);
    String message =
        assertThrows(IOException.class, () -> imports.run(zip, false, UNWATCHED)).getMessage();
    assertTrue(message.contains("found 17 MB"), message);
    assertEquals(List.of(), everything());
    new Import(catalog, List.of(models), folder -> 0).run(zip, false, UNWATCHED);
  }

  @Test
  void aFailureAmidTheCopyLeavesNothing() throws IOException {
    Path zip = copy.zip(temporary, "");
    Import imports = new Import(catalog, List.of(models));
    String message =
        assertThrows(
                BundleException.class,
                () -> imports.run(zip, false, (done, total) -> replaceDraftByAFile()))
            .getMessage();
    assertTrue(message.contains("cannot be written") && message.contains("nothing"), message);
    assertEquals(List.of(), everything());
  }

  private void replaceDraftByAFile() {
    try {
      for (Path child : children()) {
        if (child.getFileName().toString().startsWith(".mumu-import-")) {
          InstallFolder.delete(child);
          Files.createFile(child);
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private List<Path> children() throws IOException {
    try (Stream<Path> list = Files.list(models)) {
      return list.toList();
    }
  }

  @Test
  void aCancelAtAnyMomentLeavesNothing() throws IOException {
    Path zip = copy.zip(temporary, "");
    long bytes = Bundle.open(zip).bytes();
    Import imports = new Import(catalog, List.of(models));
    for (int part = 0; part < 10; part++) {
      long limit = bytes * part / 10;
      Watch watch =
          (done, total) -> {
            if (done > limit) {
              throw new CancellationException("stop");
            }
          };
      assertThrows(CancellationException.class, () -> imports.run(zip, false, watch));
      assertEquals(List.of(), everything());
    }
    run(zip, false).verify(Watch.none());
  }

  @Test
  void aFolderThatCannotBeWrittenIsPassedOver() throws IOException {
    Path file = Files.createFile(temporary.resolve("read-only"));
    Path home = temporary.resolve("home");
    Path zip = copy.zip(temporary, "");
    Bundle model =
        new Import(catalog, List.of(file.resolve("models"), home)).run(zip, false, UNWATCHED);
    assertEquals(home.resolve("tiny-random").toString(), model.where());
    Import nowhere = new Import(catalog, List.of(file, file.resolve("models")));
    String message =
        assertThrows(IOException.class, () -> nowhere.run(zip, false, UNWATCHED)).getMessage();
    assertTrue(message.contains("no models folder can be written"), message);
    assertTrue(message.contains("read-only"), message);
  }

  @Test
  void everyCutOfAZipEndsInAMessage() throws IOException {
    byte[] whole = Files.readAllBytes(copy.zip(temporary, ""));
    Random random = new Random(11);
    for (int i = 0; i < 200; i++) {
      Path cut =
          Files.write(
              temporary.resolve("cut.zip"), Arrays.copyOf(whole, random.nextInt(whole.length)));
      String message = refused(cut, false);
      assertTrue(message.contains("cut.zip"), message);
    }
  }

  @Test
  void damagedZipsInstallWholeModelsOrNothing() throws IOException {
    byte[] whole = Files.readAllBytes(copy.zip(temporary, ""));
    Random random = new Random(12);
    for (int i = 0; i < 100; i++) {
      byte[] bytes = whole.clone();
      bytes[bytes.length - 1 - random.nextInt(i % 2 == 0 ? 1500 : bytes.length)] ^= 0x41;
      Path zip = Files.write(temporary.resolve("damaged.zip"), bytes);
      try {
        run(zip, true).verify(Watch.none());
      } catch (BundleException e) {
        assertFalse(e.getMessage().isBlank());
      }
      assertTrue(everything().stream().noneMatch(name -> name.startsWith(".")), "" + everything());
      for (String id : installed()) {
        catalog.find(id).verify(Watch.none());
      }
    }
  }

  @Test
  void ofTwoImportsAtOnceOneWinsAndTheOtherIsTold() throws Exception {
    Path zip = copy.zip(temporary, "");
    Callable<String> task =
        () -> {
          try {
            return run(zip, false).where();
          } catch (IllegalArgumentException e) {
            return e.getMessage();
          }
        };
    List<String> results = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (Future<String> result : threads.invokeAll(List.of(task, task, task, task))) {
        results.add(result.get());
      }
    } catch (ExecutionException e) {
      throw new AssertionError(results.toString(), e);
    } finally {
      threads.shutdownNow();
    }
    String where = models.resolve("tiny-random").toString();
    assertEquals(1, results.stream().filter(where::equals).count(), results.toString());
    assertEquals(3, results.stream().filter(text -> text.contains("already")).count());
    catalog.find("tiny-random").verify(Watch.none());
  }

  @Test
  void waitingForAnotherImportCanBeCanceled() throws Exception {
    Path zip = copy.zip(temporary, "");
    Import imports = new Import(catalog, List.of(models));
    Watch impatient =
        (done, total) -> {
          throw new CancellationException("stop");
        };
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      InstallFolder held = other.submit(() -> InstallFolder.hold(models, UNWATCHED)).get();
      assertThrows(CancellationException.class, () -> imports.run(zip, false, impatient));
      other
          .submit(
              () -> {
                held.close();
                return "";
              })
          .get();
    } finally {
      other.shutdownNow();
    }
    run(zip, false).verify(Watch.none());
  }

  @Test
  void whatAKilledImportLeavesIsNotListedAndSweptAway() throws Exception {
    Path zip = copy.zip(temporary, "");
    Process killed =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                HangingImport.class.getName(),
                zip.toString(),
                models.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertEquals("half", new String(killed.getInputStream().readNBytes(4), StandardCharsets.UTF_8));
    assertFalse(everything().isEmpty());
    assertEquals(List.of(), catalog.sweep());
    assertFalse(everything().isEmpty(), "a living import was swept away");
    killed.destroyForcibly().waitFor();
    assertEquals(List.of(), installed());
    assertEquals(List.of(), catalog.list().problems());
    assertFalse(everything().isEmpty());
    assertEquals(List.of(), catalog.sweep());
    assertEquals(List.of(), everything());
    run(zip, false).verify(Watch.none());
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny-random", "tiny-random.zip"})
  void aModelKilledAmidItsReplacementComesBack(String name) throws IOException {
    Files.createDirectories(models);
    Path source = name.endsWith("zip") ? copy.zip(temporary, "") : copy.folder(temporary);
    Files.move(source, models.resolve(".mumu-replaced-" + name));
    Files.createDirectories(models.resolve(".mumu-import-1").resolve("deep"));
    assertEquals(List.of(), installed());
    catalog.sweep();
    assertEquals(List.of("tiny-random"), installed());
    Files.createDirectories(models.resolve(".mumu-replaced-" + name));
    catalog.sweep();
    assertEquals(List.of("tiny-random"), installed());
    assertTrue(everything().stream().noneMatch(file -> file.startsWith(".")), "" + everything());
  }

  /** Ids in the folder, without the embedded one. */
  private List<String> installed() {
    return catalog.list().bundles().keySet().stream()
        .filter(id -> !id.equals(Catalog.EMBEDDED))
        .toList();
  }
}
