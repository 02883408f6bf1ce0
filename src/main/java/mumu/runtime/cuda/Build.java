package mumu.runtime.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * One of the builds in which ONNX Runtime's CUDA provider exists.
 *
 * @param cuda major version of CUDA it is linked with
 * @param libraries what it needs, in the order of loading
 */
public record Build(int cuda, List<CudaLibrary> libraries) {
  private static final String TABLE = "libraries.txt";
  private static final int COLUMNS = 5;

  /** The build that Maven repositories carry, and thus the one we install. */
  public static final int INSTALLABLE = 12;

  static final List<Integer> KNOWN = List.of(12, 13);

  public Build {
    libraries = List.copyOf(libraries);
  }

  /** What the build needs on the platform. */
  public static Build of(int cuda, Platform platform) {
    try (InputStream stream = Build.class.getResourceAsStream(TABLE)) {
      String table = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      return new Build(cuda, rows(table, cuda).map(row -> library(row, platform)).toList())
          .withoutAbsent();
    } catch (IOException e) {
      throw new UncheckedIOException(TABLE + " cannot be read from the plugin's jar", e);
    }
  }

  private static Stream<String[]> rows(String table, int cuda) {
    return table
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(line -> line.strip().split(" *\\| *", COLUMNS))
        .filter(row -> Integer.parseInt(row[0]) == cuda);
  }

  private static CudaLibrary library(String[] row, Platform platform) {
    String file = platform == Platform.LINUX_X64 ? row[3] : row[4];
    return new CudaLibrary(row[2], CudaLibrary.Need.valueOf(row[1].toUpperCase(Locale.ROOT)), file);
  }

  private Build withoutAbsent() {
    return new Build(cuda, libraries.stream().filter(it -> !it.file().equals("-")).toList());
  }
}
