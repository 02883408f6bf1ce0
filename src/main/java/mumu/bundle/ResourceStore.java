package mumu.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * A bundle in the plugin's jar, beside this class.
 *
 * <p>NB: read through this class, not through the context class loader, which in plain ImageJ sees
 * only ij.jar.
 */
record ResourceStore(String folder) implements Store {
  @Override
  public String where() {
    return "the embedded " + folder;
  }

  @Override
  public Optional<Set<String>> list() {
    return Optional.empty();
  }

  @Override
  public InputStream open(String path) throws IOException {
    InputStream stream = ResourceStore.class.getResourceAsStream(folder + "/" + path);
    if (stream == null) {
      throw new NoSuchFileException(path);
    }
    return stream;
  }

  @Override
  public long size(String path) throws IOException {
    try (InputStream stream = open(path)) {
      return stream.transferTo(OutputStream.nullOutputStream());
    }
  }

  @Override
  public Optional<Path> onDisk(String path) {
    return Optional.empty();
  }
}
