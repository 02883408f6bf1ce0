package mumu.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OptimisedGraphsTest {
  private static final DeviceOptions CPU = DeviceOptions.of(new Device("cpu", ""));
  private static final Path DECODER =
      Path.of("src/main/resources/mumu/bundle/mumu-tiny/decoder.onnx");
  private static final long NO_LIMIT = 1L << 32;

  @TempDir Path folder;
  private Path graph;
  private Path cache;
  private int compiled;

  @BeforeEach
  void copyTheGraph() throws IOException {
    graph = Files.copy(DECODER, folder.resolve("decoder.onnx"));
    cache = folder.resolve("cache");
  }

  private OptimisedGraphs copies(long limit) {
    return new OptimisedGraphs(cache, 1, limit);
  }

  /** Opens through the cache and decodes some numbers. */
  private float[] cached() throws OrtException {
    return cached(copies(NO_LIMIT));
  }

  private float[] cached(OptimisedGraphs copies) throws OrtException {
    try (OrtSession session = GraphFile.of(graph).open(CPU, copies, () -> compiled++)) {
      return decode(session);
    }
  }

  private float[] plain() throws OrtException {
    return cached(new OptimisedGraphs(cache, NO_LIMIT, NO_LIMIT));
  }

  private static float[] decode(OrtSession session) throws OrtException {
    TensorInfo wanted = (TensorInfo) session.getInputInfo().get("latent_sample").getInfo();
    long[] shape = {1, wanted.getShape()[1], 4, 4};
    float[] latents = new float[(int) (16 * shape[1])];
    for (int i = 0; i < latents.length; i++) {
      latents[i] = (float) Math.sin(i);
    }
    try (OnnxTensor input =
            OnnxTensor.createTensor(Ort.environment(), FloatBuffer.wrap(latents), shape);
        OrtSession.Result result = session.run(Map.of("latent_sample", input))) {
      FloatBuffer output = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] values = new float[output.remaining()];
      output.get(values);
      return values;
    }
  }

  private List<Path> entries() throws IOException {
    if (!Files.isDirectory(cache)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(cache)) {
      return all.sorted().toList();
    }
  }

  private static void assertSame(float[] expected, float[] found) {
    assertTrue(Arrays.equals(expected, found));
  }

  /** Changes one byte, and hides that as well as a file system can. */
  private static void change(Path file, int fromEnd) throws IOException {
    FileTime time = Files.getLastModifiedTime(file);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - fromEnd] ^= 0x20;
    Files.write(file, bytes);
    Files.setLastModifiedTime(file, time);
  }

  @Test
  void theCopyIsMadeOnceAndGivesTheSameNumbers() throws OrtException, IOException {
    float[] expected = plain();
    assertEquals(List.of(), entries());
    assertSame(expected, cached());
    assertEquals(1, entries().size());
    assertSame(expected, cached());
    assertEquals(1, compiled);
    assertEquals(1, entries().size());
  }

  @Test
  void aChangedModelNeverUsesTheOldCopyThoughLengthAndTimeAreTheSame()
      throws OrtException, IOException {
    float[] before = cached();
    change(graph, graph.toFile().length() > 300_000 ? 300_000 : 1000); // a weight
    float[] after = cached();
    assertSame(plain(), after);
    assertFalse(Arrays.equals(before, after), "the change shows");
    assertEquals(2, compiled);
    assertEquals(2, entries().size());
  }

  @Test
  void aDamagedCopyIsMadeAnew() throws OrtException, IOException {
    float[] expected = cached();
    for (String file : List.of("weights.bin", "graph.onnx", "sums")) {
      change(entries().get(0).resolve(file), 20);
      assertSame(expected, cached());
    }
    Files.write(entries().get(0).resolve("weights.bin"), new byte[7]);
    assertSame(expected, cached());
    Files.delete(entries().get(0).resolve("graph.onnx"));
    assertSame(expected, cached());
    assertEquals(6, compiled);
    assertSame(expected, cached());
    assertEquals(6, compiled);
  }

  @Test
  void aCopyThatIsWholeButDoesNotOpenIsNeverTriedAgain() throws OrtException, IOException {
    float[] expected = cached();
    Path entry = entries().get(0);
    Path nonsense = entry.resolve("graph.onnx");
    Files.writeString(nonsense, "nonsense");
    Files.write(
        entry.resolve("sums"),
        List.of(
            "graph.onnx " + Fingerprint.of(nonsense),
            "weights.bin " + Fingerprint.of(entry.resolve("weights.bin"))));
    assertSame(expected, cached());
    assertSame(expected, cached());
    assertEquals(1, compiled);
    assertFalse(Files.exists(nonsense));
  }

  @Test
  void theLongestUnusedCopiesAreDeletedWhenThereAreTooMany() throws OrtException, IOException {
    cached();
    Path first = entries().get(0);
    long size = 0;
    try (Stream<Path> files = Files.list(first)) {
      size = files.mapToLong(file -> file.toFile().length()).sum();
    }
    Files.setLastModifiedTime(
        first.resolve("sums"), FileTime.from(Instant.now().minusSeconds(1000)));
    change(graph, 1000);
    cached(copies(Math.max(size * 3 / 2, 3 * graph.toFile().length() + 1)));
    assertTrue(entries().size() <= 3);
    new OptimisedGraphs(cache, 1, size * 3 / 2).evict();
    assertEquals(1, entries().size());
    assertNotEquals(first, entries().get(0));
  }

  @Test
  void whatAKilledProgramLeftIsDeletedAfterADay() throws OrtException, IOException {
    Path left = Files.createDirectories(cache.resolve("abc.part123"));
    Path recent = Files.createDirectories(cache.resolve("abd.part123"));
    Files.setLastModifiedTime(left, FileTime.from(Instant.now().minusSeconds(90_000)));
    cached();
    assertFalse(Files.exists(left));
    assertTrue(Files.exists(recent), "another program may be writing it");
  }

  @Test
  void aFolderThatCannotBeWrittenIsNoError() throws OrtException, IOException {
    float[] expected = plain();
    Files.writeString(cache, "not a folder");
    assertSame(expected, cached());
    assertEquals(0, compiled);
  }

  @Test
  void smallGraphsGpusAndWeightsBesideTheGraphHaveNoCopy() throws IOException {
    OptimisedGraphs copies = copies(NO_LIMIT);
    assertTrue(copies.copy(graph, CPU).isPresent());
    assertTrue(copies.copy(graph, DeviceOptions.of(new Device("cuda:0", ""))).isEmpty());
    assertTrue(OptimisedGraphs.standard().copy(graph, CPU).isEmpty(), "under 32 MB");
    ProtoField beside =
        ProtoField.message(
            GraphTensor.EXTERNAL,
            List.of(ProtoField.text(1, "location"), ProtoField.text(2, "weights.bin")));
    byte[] external =
        ProtoField.write(
            List.of(
                ProtoField.message(
                    7, List.of(ProtoField.number(1, 3), ProtoField.message(5, List.of(beside))))));
    Files.write(graph, external);
    assertTrue(copies.copy(graph, CPU).isEmpty());
  }

  @Test
  void aGraphMadeByAnybodyIsSearchedWithoutHangingOrFailingStrangely() throws IOException {
    byte[] whole = Files.readAllBytes(Path.of("src/test/resources/graphs/slow.onnx"));
    Random random = new Random(7);
    Path file = folder.resolve("hostile.onnx");
    int refused = 0;
    for (int i = 0; i < 2000; i++) {
      byte[] bytes = Arrays.copyOf(whole, random.nextInt(whole.length));
      for (int k = random.nextInt(20); k > 0 && bytes.length > 0; k--) {
        bytes[random.nextInt(Math.min(200, bytes.length))] = (byte) random.nextInt(256);
      }
      Files.write(file, bytes);
      try {
        ExternalWeights.locations(file);
      } catch (IOException e) {
        refused++;
        assertTrue(e.getMessage().contains("graph"), e.getMessage());
      }
    }
    assertTrue(refused > 500, "most are no graphs: " + refused);
  }
}
