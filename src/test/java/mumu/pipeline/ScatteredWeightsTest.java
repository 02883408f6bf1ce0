package mumu.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models whose weights do not lie simply beside their graphs. */
class ScatteredWeightsTest {
  private static final String DATA = "model.onnx_data";

  @TempDir Path folder;
  private Path model;

  @BeforeEach
  void unpack() throws IOException {
    model = TestBundles.unpack("sd2", folder);
  }

  /** NB: every place is as long as the one before, so that it can be written in place. */
  @ParameterizedTest
  @CsvSource({
    "text_encoder, ../weights1.bin, weights1.bin",
    "vae_decoder, ../unet/vae.bin, unet/vae.bin",
    "unet, weights/of.data, unet/weights/of.data",
    "unet, weights\\of.data, unet/weights/of.data",
    "vae_decoder, ./weights12.bin, vae_decoder/weights12.bin"
  })
  void weightsMayLieAnywhereInTheModel(String part, String location, String file)
      throws IOException {
    Path target = model.resolve(file);
    Files.createDirectories(target.getParent());
    Files.move(model.resolve(part).resolve(DATA), target);
    say(part, location);
    assertEquals(TestBundles.drawn("sd2"), TestBundles.draw(model));
    assertEquals(TestBundles.drawn("sd2"), TestBundles.draw(zip()));
  }

  /** As PowerShell's Compress-Archive writes it. */
  @Test
  void aZipMayHaveTheSlashesOfWindows() throws IOException {
    assertEquals(TestBundles.drawn("sd2"), TestBundles.draw(zip("", "\\")));
  }

  /** As {@code tar -a -cf model.zip .} writes it. */
  @Test
  void namesInAZipMayBeginWithTheFolderItself() throws IOException {
    assertEquals(TestBundles.drawn("sd2"), TestBundles.draw(zip("./", "/")));
  }

  @Test
  void aLinkToWeightsElsewhereIsFollowed() throws IOException {
    Path other = Files.createDirectories(folder.resolve("other"));
    Files.move(model.resolve("unet").resolve(DATA), other.resolve("unet.bin"));
    Files.createSymbolicLink(model.resolve("unet").resolve(DATA), other.resolve("unet.bin"));
    assertEquals(TestBundles.drawn("sd2"), TestBundles.draw(model));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../away1.bin", "/aaa/bbb/cc.bin", "unet/../../../a"})
  void weightsThatLeaveTheModelAreRefused(String location) throws IOException {
    Files.copy(model.resolve("unet").resolve(DATA), folder.resolve("away1.bin"));
    say("unet", location);
    for (Path where : List.of(model, zip())) {
      String message =
          assertThrows(GenerationException.class, () -> TestBundles.draw(where)).getMessage();
      assertTrue(message.contains("unet/model.onnx"), message);
      assertTrue(message.contains("'" + location + "': expected a file in the model's"), message);
    }
  }

  @Test
  void sharedWeightsThatAreMissingAreNamed() throws IOException {
    say("unet", "../weights1.bin");
    Files.delete(model.resolve("unet").resolve(DATA));
    for (Path where : List.of(model, zip())) {
      String message =
          assertThrows(
                  GenerationException.class,
                  () -> TestBundles.draw(where),
                  "there are no weights to be found")
              .getMessage();
      assertTrue(message.contains("weights1.bin"), message);
      assertTrue(message.contains("missing"), message);
    }
  }

  private void say(String part, String location) throws IOException {
    TestBundles.patch(model.resolve(part).resolve("model.onnx"), DATA, location);
  }

  private Path zip() throws IOException {
    return zip("", "/");
  }

  private Path zip(String top, String slash) throws IOException {
    Path zip = folder.resolve("model.zip");
    try (OutputStream stream = Files.newOutputStream(zip);
        ZipOutputStream out = new ZipOutputStream(stream);
        Stream<Path> files = Files.walk(model)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = model.relativize(file).toString();
        out.putNextEntry(new ZipEntry(top + name.replace(File.separator, slash)));
        Files.copy(file, out);
      }
    }
    return zip;
  }
}
