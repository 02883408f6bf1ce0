package mumu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The kit for a machine with a GPU fails where it should; its parts, tried without one. */
class GpuKitTest {
  private static final Path PARTS = Path.of("src", "test", "gpu", "parts.sh").toAbsolutePath();
  private static final boolean HAS_SHELL = Files.isExecutable(Path.of("/bin/sh"));

  /** A report that looks at the folder it is given, as the preflight does. */
  private static final String HONEST =
      """
      report() {
        if [ -e "$1/libonnxruntime_providers_cuda.so" ]; then echo "CUDA provider: for CUDA 12 in $1"
        else echo "CUDA provider: none, this is ONNX Runtime for the CPU only"; fi
        for one in libcudnn.so.9 libcudnn_graph.so.9; do
          if [ -e "$1/$one" ]; then echo "  cuDNN: found $1/$one"; else echo "  cuDNN: missing $one"; fi
        done
      }
      """;

  @TempDir Path folder;

  /** What a run of the shell printed. */
  private record Run(int exit, String output) {}

  @BeforeEach
  void libraries() throws IOException {
    Path natives = Files.createDirectories(folder.resolve("natives"));
    for (String name :
        new String[] {
          "libonnxruntime.so",
          "libonnxruntime4j_jni.so",
          "libonnxruntime_providers_cuda.so",
          "libcudnn.so.9",
          "libcudnn_graph.so.9"
        }) {
      Files.createFile(natives.resolve(name));
    }
  }

  @Test
  void everyLibraryIsHiddenOnceAndAnHonestReportPasses() throws Exception {
    Run run = shell(HONEST + "hide_each " + folder + "/natives report\nsummary");
    if (HAS_SHELL) {
      assertEquals(0, run.exit(), run.output());
      assertEquals(3, run.output().lines().filter(it -> it.startsWith("lib")).count());
      assertTrue(run.output().endsWith("PASSED\n"), run.output());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "libcudnn.so.9, '  cuDNN: found /elsewhere/libcudnn.so.9'",
    "libcudnn.so.9, '  cuDNN graph: missing libcudnn_graph.so.9'",
    "libcudnn_graph.so.9, 'cuda:0: yes, a test graph ran in 3 ms'",
    "libonnxruntime_providers_cuda.so, 'CUDA provider: for CUDA 12 in /elsewhere'"
  })
  void aLibraryThatIsNotSaidToBeMissingFailsByName(String library, String report) throws Exception {
    Run run = shell("report() { echo \"" + report + "\"; }\nhide_each natives report\nsummary");
    if (HAS_SHELL) {
      assertEquals(1, run.exit(), run.output());
      assertTrue(
          run.output()
              .contains(
                  "FAILED: "
                      + library
                      + " was hidden, and the preflight does not say that it is missing"),
          run.output());
    }
  }

  @Test
  void aFolderWithoutLibrariesFails() throws Exception {
    Run run = shell(HONEST + "mkdir none; hide_each none report\nsummary");
    if (HAS_SHELL) {
      assertEquals(1, run.exit(), run.output());
      assertTrue(run.output().contains("FAILED: there is no library to hide in none"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pack.sh", "run.sh", "check.sh", "parts.sh"})
  void theShellReadsEveryScriptToItsEnd(String script) throws Exception {
    Run run = shell("sh -n " + PARTS.resolveSibling(script));
    assertEquals(new Run(0, ""), run);
  }

  @Test
  void theGpusMemoryIsSampledInTheBackground() throws Exception {
    Path smi = Files.createFile(folder.resolve("nvidia-smi"));
    Files.writeString(smi, "#!/bin/sh\necho >> $0.count\necho $((100 * $(wc -l < $0.count)))\n");
    assertTrue(smi.toFile().setExecutable(true));
    Run run =
        shell(
            "trap stop_sampling EXIT; PATH=$PWD:$PATH; start_sampling s.txt\n"
                + "for i in $(seq 300); do [ \"$(wc -l < s.txt)\" -lt 3 ] || break; sleep 0.2; done\n"
                + "stop_sampling; head -3 s.txt > three.txt; peak three.txt; peak /dev/null\nsummary");
    if (HAS_SHELL) {
      assertTrue(
          run.output().startsWith("300 MB at its peak, 100 MB at its least, 3 samples"),
          run.output());
      assertTrue(run.output().contains("no nvidia-smi here"), run.output());
      assertEquals(0, run.exit(), run.output());
    }
  }

  /** Runs lines after the kit's parts, in a folder of their own. */
  private Run shell(String lines) throws IOException, InterruptedException {
    if (!HAS_SHELL) {
      return new Run(0, ""); // the kit is for Linux
    }
    Path script = folder.resolve("script.sh");
    Files.writeString(
        script,
        "set -eu\nwork=$PWD\nfailures=$PWD/failures.txt\n: > $failures\n. " + PARTS + "\n" + lines);
    Process process =
        new ProcessBuilder("/bin/sh", script.toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes());
    return new Run(process.waitFor(), output);
  }
}
