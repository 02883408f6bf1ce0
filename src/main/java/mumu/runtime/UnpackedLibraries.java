package mumu.runtime;

import ai.onnxruntime.OrtEnvironment;
import com.sun.jna.Library;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.jar.JarEntry;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * ONNX Runtime's own libraries, unpacked once.
 *
 * <p>By itself ONNX Runtime unpacks them at every start into the temporary folder, and on Windows,
 * where a library in use cannot be deleted, leaves them there. Whatever goes wrong here only means
 * that it does so again.
 *
 * <p>NB: ONNX Runtime looks once, and fails for good where it finds what it cannot load.
 */
final class UnpackedLibraries {
  /** The provider for shared helpers is there on Windows only. */
  private static final List<String> LIBRARIES =
      List.of("onnxruntime", "onnxruntime4j_jni", "onnxruntime_providers_shared");

  private static final int NEEDED = 2;

  /** The flags of {@code dlopen} on Linux and macOS. */
  private static final int LAZY_AND_LOCAL = 1;

  private final Path folder;
  private final List<Packed> packed;

  /** One library in a jar. */
  private record Packed(URL address, String file, long bytes, long crc) {
    /** Whether it needs none of the others. */
    boolean isIndependent() {
      return file.equals(System.mapLibraryName(LIBRARIES.get(0)));
    }
  }

  /**
   * @param cache where they may lie; a folder for this version is made in it
   * @param packed the libraries in their jar
   */
  private UnpackedLibraries(Path cache, List<Packed> packed) {
    CRC32 all = new CRC32();
    packed.forEach(it -> all.update((it.file() + it.crc()).getBytes()));
    this.folder = cache.resolve("onnxruntime-%08x".formatted(all.getValue()));
    this.packed = packed;
  }

  /**
   * The folder with whole copies, made now if need be.
   *
   * @return absent when they do not come from a jar, or when that jar carries the CUDA provider,
   *     which ONNX Runtime must unpack beside them
   * @throws IOException saying why they cannot be kept there, or not be used there
   */
  static Optional<Path> in(Path cache) throws IOException {
    return in(cache, OrtEnvironment.class, system(), UnpackedLibraries::tryOut);
  }

  /**
   * @param owner a class of the jar
   * @param system ONNX Runtime's name of the system, such as linux-x64
   * @param trial loads a new copy; throws {@link UnsatisfiedLinkError} where that cannot be done
   */
  static Optional<Path> in(Path cache, Class<?> owner, String system, Consumer<Path> trial)
      throws IOException {
    List<Packed> packed = packed(owner, system);
    boolean left =
        resource(owner, system, "onnxruntime_providers_cuda").isPresent() || packed.size() < NEEDED;
    return left
        ? Optional.empty()
        : Optional.of(new UnpackedLibraries(cache, packed).unpack(trial));
  }

  /** Where ONNX Runtime looks for this system's libraries in its jar. */
  private static String system() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String name = os.startsWith("mac") ? "osx" : os.startsWith("windows") ? "win" : "linux";
    boolean x64 = List.of("amd64", "x86_64").contains(System.getProperty("os.arch"));
    return name + (x64 ? "-x64" : "-aarch64");
  }

  private static Optional<URL> resource(Class<?> owner, String system, String library) {
    return Optional.ofNullable(
        owner.getResource("native/" + system + "/" + System.mapLibraryName(library)));
  }

  private static List<Packed> packed(Class<?> owner, String system) throws IOException {
    Stream.Builder<Packed> found = Stream.builder();
    for (String library : LIBRARIES) {
      Optional<URL> address = resource(owner, system, library);
      if (address.isPresent() && address.get().openConnection() instanceof JarURLConnection jar) {
        JarEntry entry = jar.getJarEntry();
        String file = System.mapLibraryName(library);
        found.add(new Packed(address.get(), file, entry.getSize(), entry.getCrc()));
      }
    }
    return found.build().toList();
  }

  private Path unpack(Consumer<Path> trial) throws IOException {
    Files.createDirectories(folder);
    for (Packed library : packed) {
      Path copy = folder.resolve(library.file());
      if (!isWhole(library, copy)) {
        replace(library, copy, trial);
      }
      // NB: on a disk without execution Linux says so of every file, whatever its permissions
      if (!copy.toFile().setExecutable(true) || !Files.isExecutable(copy)) {
        throw new IOException("files in " + folder + " may not be executed");
      }
    }
    return folder;
  }

  private static boolean isWhole(Packed library, Path copy) throws IOException {
    return Files.isRegularFile(copy)
        && Files.size(copy) == library.bytes()
        && Fingerprint.of(copy).crc32() == library.crc();
  }

  /**
   * NB: under its own name only when it is whole and was tried: another process may look at the
   * same time.
   */
  private static void replace(Packed library, Path copy, Consumer<Path> trial) throws IOException {
    Path whole = Files.createTempFile(copy.getParent(), library.file(), ".unpacking");
    try {
      try (InputStream stream = library.address().openStream()) {
        Files.copy(stream, whole, StandardCopyOption.REPLACE_EXISTING);
      }
      if (!isWhole(library, whole)) {
        throw new IOException(library.address() + " is damaged");
      }
      if (library.isIndependent()) {
        trial.accept(whole);
      }
      move(whole, copy);
    } catch (UnsatisfiedLinkError e) {
      String reason = String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
      throw new IOException("a copy in " + copy.getParent() + " does not load: " + reason, e);
    } finally {
      Files.deleteIfExists(whole);
    }
  }

  /**
   * Loads a library for a moment, outside of Java's own books, in which it would be bound to one
   * class loader.
   *
   * <p>NB: lazily and for itself alone; by default JNA shows its names to all that is loaded later.
   */
  static void tryOut(Path file) {
    Map<String, Integer> options =
        Platform.isWindows() ? Map.of() : Map.of(Library.OPTION_OPEN_FLAGS, LAZY_AND_LOCAL);
    NativeLibrary.getInstance(file.toString(), options).close();
  }

  private static void move(Path whole, Path copy) throws IOException {
    try {
      Files.move(whole, copy, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(whole, copy, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
