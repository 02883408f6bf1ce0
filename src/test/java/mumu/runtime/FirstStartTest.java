package mumu.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtEnvironment;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ONNX Runtime's libraries as a start in a JVM of its own finds them. */
class FirstStartTest {
  private static final String CLASS = "ai/onnxruntime/OrtEnvironment.class";

  @TempDir Path folder;

  @Test
  void twoStartsAtOnceOnAnEmptyCacheBothWorkAndLeaveWholeCopies() throws Exception {
    List<Process> both = List.of(start(List.of(), ""), start(List.of(), ""));
    for (Process one : both) {
      readLine(one, "ready");
    }
    for (Process one : both) {
      go(one);
    }
    for (Process one : both) {
      String said = rest(one);
      assertTrue(said.contains("ran=yes") && said.contains("note=none"), said);
      assertTrue(said.lines().anyMatch(it -> it.startsWith("path=" + cache())), said);
    }
    List<Path> files = files(cache());
    assertFalse(
        files.stream().anyMatch(it -> it.toString().endsWith(".unpacking")), files::toString);
    Path copies = UnpackedLibraries.in(cache()).orElseThrow();
    assertEquals(files, files(cache()), "nothing had to be made anew");
    assertTrue(Files.isExecutable(copies.resolve(System.mapLibraryName("onnxruntime"))));
  }

  @Test
  void whereCopiesCannotBeKeptOnnxRuntimeUnpacksThemAndItIsTold() throws Exception {
    Files.createDirectories(cache().getParent());
    Files.createFile(cache());
    String said = run(List.of(), "");
    assertTrue(said.contains("ran=yes") && said.contains("path=null"), said);
    assertTrue(said.contains("note=ONNX Runtime unpacks its libraries at every start: "), said);
    assertTrue(said.contains(cache().toString()), said);
  }

  @Test
  void aFolderThatTheUserNamesStaysNamed() throws Exception {
    Path own = UnpackedLibraries.in(folder.resolve("own")).orElseThrow();
    String said = run(List.of("-Donnxruntime.native.path=" + own), "");
    assertTrue(said.lines().anyMatch(("path=" + own)::equals) && said.contains("note=none"), said);
    assertTrue(said.contains("ran=yes"), said);
    assertFalse(Files.exists(cache()), "nothing is unpacked");
  }

  @Test
  void twoJarsOnTheClassPathAreNamed() throws Exception {
    Path other = folder.resolve("onnxruntime_gpu-1.22.0.jar");
    try (ZipOutputStream jar = new ZipOutputStream(Files.newOutputStream(other));
        InputStream code = OrtEnvironment.class.getResourceAsStream("/" + CLASS)) {
      jar.putNextEntry(new ZipEntry(CLASS));
      code.transferTo(jar);
    }
    String said = run(List.of(), File.pathSeparator + other);
    assertTrue(said.contains("ran=yes"), said);
    String home = said.lines().filter(it -> it.startsWith("ONNX Runtime: ")).findFirst().orElse("");
    assertTrue(home.contains(" and ") && home.endsWith(other.toString()), said);
    assertTrue(said.contains("Next step: Keep onnxruntime-1."), said);
  }

  /** Where programs of the user, whose home is the folder, keep what can be made again. */
  private Path cache() {
    boolean mac = System.getProperty("os.name").startsWith("Mac");
    Path caches = folder.resolve(mac ? "Library/Caches" : "cache");
    return caches.resolve("mumu").resolve("libraries");
  }

  private String run(List<String> options, String furtherClassPath)
      throws IOException, InterruptedException {
    Process process = start(options, furtherClassPath);
    go(process);
    return rest(process);
  }

  private Process start(List<String> options, String furtherClassPath) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Duser.home=" + folder);
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path") + furtherClassPath));
    command.add(FirstStart.class.getName());
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    for (String variable : List.of("XDG_CACHE_HOME", "LOCALAPPDATA")) {
      builder.environment().put(variable, folder.resolve("cache").toString());
    }
    return builder.start();
  }

  private static void go(Process process) throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
  }

  private static void readLine(Process process, String expected) throws IOException {
    byte[] line = process.getInputStream().readNBytes(expected.length() + 1);
    assertEquals(expected, new String(line, StandardCharsets.UTF_8).strip());
  }

  private static String rest(Process process) throws IOException, InterruptedException {
    try (InputStream stream = process.getInputStream()) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } finally {
      process.destroyForcibly().waitFor(); // NB: Windows deletes no library that is in use
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
