package mumu.pipeline;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** The tiny diffusers-layout bundles of src/test/resources, unpacked. */
final class TestBundles {
  private TestBundles() {}

  /**
   * @param resource absolute name of a zip on the class path
   */
  static void unzip(String resource, Path folder) throws IOException {
    try (InputStream stream = TestBundles.class.getResourceAsStream(resource);
        ZipInputStream zip = new ZipInputStream(stream)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path file = folder.resolve(entry.getName());
        Files.createDirectories(file.getParent());
        Files.copy(zip, file, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }
}
