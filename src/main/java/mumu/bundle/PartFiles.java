package mumu.bundle;

import com.google.gson.JsonObject;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.zip.ZipException;

/** The small text files of a diffusers-layout folder; every error names the file. */
final class PartFiles {
  /** CLIP's vocabulary is 1.4 MB long. */
  private static final int MAXIMUM_BYTES = 64 << 20;

  private final Store store;

  PartFiles(Store store) {
    this.store = store;
  }

  String where() {
    return store.where();
  }

  boolean has(String path) throws BundleException {
    try {
      store.size(path);
      return true;
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw new BundleException(path + " of " + where() + " cannot be read: " + e, e);
    }
  }

  /** A JSON object that must be there. */
  ConfigFile config(String path) throws BundleException {
    String file = path + " of " + where();
    return new ConfigFile(file, StrictJson.objectOfPython(bytes(path), file));
  }

  /** A JSON object; where the file is missing, one without keys. */
  ConfigFile configOrEmpty(String path) throws BundleException {
    try {
      return config(path);
    } catch (BundleException e) {
      if (e.getCause() instanceof NoSuchFileException) {
        return new ConfigFile(path + " of " + where(), new JsonObject());
      }
      throw e;
    }
  }

  List<String> lines(String path) throws BundleException {
    return List.of(StrictJson.decode(bytes(path), path + " of " + where()).split("\r?\n"));
  }

  byte[] bytes(String path) throws BundleException {
    try (InputStream stream = store.open(path)) {
      byte[] bytes = stream.readNBytes(MAXIMUM_BYTES + 1);
      if (bytes.length > MAXIMUM_BYTES) {
        throw new BundleException(path + " of " + where() + " is over 64 MB long");
      }
      return bytes;
    } catch (NoSuchFileException e) {
      throw new BundleException(path + " is missing in " + where(), e);
    } catch (ZipException | EOFException e) {
      throw new BundleException(path + " of " + where() + " cannot be read: " + e.getMessage(), e);
    } catch (BundleException e) {
      throw e;
    } catch (IOException e) {
      throw new BundleException(path + " of " + where() + " cannot be read: " + e, e);
    }
  }
}
