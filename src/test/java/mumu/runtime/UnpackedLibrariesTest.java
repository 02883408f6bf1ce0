package mumu.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnpackedLibrariesTest {
  private static final String SYSTEM = "linux-x64";
  private static final byte[] CONTENT = new byte[300_000];

  static {
    new Random(1).nextBytes(CONTENT);
  }

  @TempDir Path folder;

  /** Stands for ONNX Runtime's class in a jar. */
  static final class Owner {}

  @Test
  void librariesAreUnpackedOnce() throws Exception {
    Class<?> owner = jar("onnxruntime", "onnxruntime4j_jni");
    Path copies = in(owner).orElseThrow();
    Path copy = copies.resolve(System.mapLibraryName("onnxruntime"));
    assertArrayEquals(CONTENT, Files.readAllBytes(copy));
    FileTime past = FileTime.fromMillis(1_000_000);
    Files.setLastModifiedTime(copy, past);
    assertEquals(Optional.of(copies), in(owner));
    assertEquals(past, Files.getLastModifiedTime(copy));
  }

  @Test
  void aDamagedCopyIsReplaced() throws Exception {
    Class<?> owner = jar("onnxruntime", "onnxruntime4j_jni");
    Path copies = in(owner).orElseThrow();
    Path copy = copies.resolve(System.mapLibraryName("onnxruntime"));
    byte[] damaged = CONTENT.clone();
    damaged[77]++;
    for (byte[] bad : List.of(damaged, Arrays.copyOf(CONTENT, 100), new byte[0])) {
      Files.write(copy, bad);
      in(owner).orElseThrow();
      assertArrayEquals(CONTENT, Files.readAllBytes(copy));
    }
  }

  @Test
  void manyStartsAtOnceFindWholeCopiesAndLeaveNothingElse() throws Exception {
    Class<?> owner = jar("onnxruntime", "onnxruntime4j_jni");
    List<Path> found =
        IntStream.range(0, 16).parallel().mapToObj(i -> found(owner)).distinct().toList();
    assertEquals(1, found.size());
    try (Stream<Path> files = Files.list(found.get(0))) {
      assertEquals(2, files.count());
    }
  }

  @Test
  void aJarWithTheCudaProviderIsLeftToOnnxRuntime() throws Exception {
    Class<?> owner = jar("onnxruntime", "onnxruntime4j_jni", "onnxruntime_providers_cuda");
    assertEquals(Optional.empty(), in(owner));
  }

  @Test
  void aSystemThatTheJarDoesNotServeIsLeftToOnnxRuntime() throws Exception {
    Class<?> owner = jar("onnxruntime", "onnxruntime4j_jni");
    assertEquals(
        Optional.empty(), UnpackedLibraries.in(folder, owner, "linux-riscv64", copy -> {}));
    assertEquals(Optional.empty(), in(Owner.class));
  }

  @Test
  void aFolderThatCannotBeMadeIsTold() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    Class<?> owner = jar("onnxruntime", "onnxruntime4j_jni");
    IOException told =
        assertThrows(
            IOException.class, () -> UnpackedLibraries.in(file, owner, SYSTEM, copy -> {}));
    assertTrue(told.toString().contains(file.toString()), told::toString);
  }

  @Test
  void aCopyThatDoesNotLoadIsToldNotKeptAndTriedAgainNextTime() throws Exception {
    Class<?> owner = jar("onnxruntime", "onnxruntime4j_jni");
    List<Path> tried = new ArrayList<>();
    IOException told =
        assertThrows(
            IOException.class,
            () ->
                UnpackedLibraries.in(
                    folder,
                    owner,
                    SYSTEM,
                    copy -> {
                      tried.add(copy);
                      throw new UnsatisfiedLinkError("failed to\nmap segment");
                    }));
    assertTrue(told.getMessage().contains("does not load: failed to map segment"), told::toString);
    try (Stream<Path> files = Files.list(tried.get(0).getParent())) {
      assertEquals(List.of(), files.toList());
    }
    assertEquals(2, Files.list(in(owner).orElseThrow()).count());
  }

  @Test
  void onlyACopyThatWasMadeNowIsTried() throws Exception {
    Class<?> owner = jar("onnxruntime", "onnxruntime4j_jni");
    List<Path> tried = new ArrayList<>();
    UnpackedLibraries.in(folder, owner, SYSTEM, tried::add);
    UnpackedLibraries.in(folder, owner, SYSTEM, tried::add);
    assertEquals(1, tried.size(), "the one that needs none of the others");
  }

  @Test
  void whatIsNoLibraryDoesNotLoad() throws Exception {
    Path noise = Files.write(folder.resolve("noise.so"), CONTENT);
    assertThrows(UnsatisfiedLinkError.class, () -> UnpackedLibraries.tryOut(noise));
  }

  @Test
  void theRealLibrariesAreFound() throws IOException {
    Path copies = UnpackedLibraries.in(folder).orElseThrow();
    assertTrue(Files.size(copies.resolve(System.mapLibraryName("onnxruntime"))) > 10_000_000);
    assertTrue(Files.size(copies.resolve(System.mapLibraryName("onnxruntime4j_jni"))) > 50_000);
    assertEquals("ai.onnxruntime", OrtEnvironment.class.getPackageName());
  }

  private Optional<Path> in(Class<?> owner) throws IOException {
    return UnpackedLibraries.in(folder, owner, SYSTEM, copy -> {});
  }

  private Path found(Class<?> owner) {
    try {
      return in(owner).orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A jar with a class and libraries beside it. */
  private Class<?> jar(String... libraries) throws IOException, ClassNotFoundException {
    Path jar = folder.resolve("ort.jar");
    String file = Owner.class.getName().replace('.', '/');
    String home = file.substring(0, file.lastIndexOf('/') + 1);
    try (OutputStream stream = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(stream);
        InputStream code = Owner.class.getResourceAsStream("/" + file + ".class")) {
      zip.putNextEntry(new ZipEntry(file + ".class"));
      code.transferTo(zip);
      for (String library : libraries) {
        String name = System.mapLibraryName(library);
        zip.putNextEntry(new ZipEntry(home + "native/" + SYSTEM + "/" + name));
        zip.write(CONTENT);
      }
    }
    return new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)
        .loadClass(Owner.class.getName());
  }
}
