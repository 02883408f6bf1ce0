package mumu.runtime.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every rung, on machines that are folders with fake libraries. */
class LadderTest {
  private static final String LINUX = "Linux";
  private static final String WINDOWS = "Windows 11";
  private static final String CARD = "0, 550.54.14, 24576, 24000, 8.6, NVIDIA RTX 3090";
  private static final Optional<String> NO_FAILURE = Optional.empty();

  @TempDir Path root;
  private final Map<String, String> environment = new HashMap<>();
  private final List<String> jars = new ArrayList<>(List.of("/jars/onnxruntime-1.29.0.jar"));
  private String os = LINUX;
  private String arch = "amd64";
  private String smi = CARD;
  private Optional<String> ortFailure = Optional.empty();

  @Test
  void aMachineThatHasEverythingNeedsNothing() throws IOException {
    healthy(12);
    assertEquals("Nothing is to be done: device=cuda:0 works.", advice(NO_FAILURE).next());
  }

  @Test
  void withoutADriverNothingElseIsAsked() throws IOException {
    assertAdvice("no NVIDIA driver was found", "device=cpu", "Failed to find CUDA shared provider");
  }

  @Test
  void aDriverWithoutAGpuIsNamed() throws IOException {
    healthy(12);
    smi = "No devices were found";
    write(
        "proc/driver/nvidia/version", "NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.54.14");
    assertAdvice("driver 550.54.14 shows no GPU", "--gpus all", "any");
    assertAdvice("CUDA sees no GPU", "CUDA_VISIBLE_DEVICES", "no CUDA-capable device is detected");
  }

  @Test
  void withoutAProviderTheInstallerIsNamed() throws IOException {
    driver();
    assertAdvice("for the CPU only", "MUMU Install CUDA...", "Failed to find CUDA shared provider");
  }

  @Test
  void anInstallationThatCameAfterTheStartAsksForARestart() throws IOException {
    driver();
    Machine machine = machine(Optional.of("any"), Optional.of(root.resolve("waiting")));
    assertEquals("Restart ImageJ.", Ladder.advise(machine, "cuda:0").next());
  }

  @Test
  void anotherPluginThatWasFirstIsTold() throws IOException {
    healthy(12);
    assertAdvice("another plugin", "MUMU first", "Failed to find CUDA shared provider");
  }

  @ParameterizedTest
  @CsvSource({"12, 470.82, 525", "13, 550.54.14, 580"})
  void anOldDriverIsToldWhatIsNeeded(int cuda, String version, String needed) throws IOException {
    healthy(cuda);
    smi = CARD.replace("550.54.14", version);
    assertAdvice(version + " is too old for CUDA " + cuda, needed, "any");
  }

  @Test
  void cudaFailure35MeansTheDriver() throws IOException {
    healthy(12);
    assertAdvice("too old", "525", "CUDA failure 35: CUDA driver version is insufficient");
  }

  @Test
  void anOldGpuIsNamedWithItsCapability() throws IOException {
    healthy(12);
    smi = "0, 550.54.14, 8192, 8000, 6.1, NVIDIA GTX 1080";
    assertAdvice("GTX 1080 is too old", "device=cpu", "no kernel image is available");
  }

  @Test
  void aGpuThatIsNotThereIsNamed() throws IOException {
    healthy(12);
    Machine machine = machine(Optional.empty(), Optional.empty());
    List<Machine.Trial> trial = List.of(new Machine.Trial("cuda:3", Optional.of("any"), 1));
    Advice advice = Ladder.advise(machine.withTrials(trial), "cuda:3");
    assertEquals(new Advice("there is no GPU number 3", "Use cuda:0."), advice);
  }

  @ParameterizedTest
  @CsvSource({
    "12, libcudart.so.12, libcudart.so.11.0",
    "12, libcudnn.so.9, libcudnn.so.8",
    "13, libcublasLt.so.13, libcublasLt.so.12"
  })
  void aLibraryOfAnotherVersionIsNamed(int cuda, String wanted, String found) throws IOException {
    healthy(cuda);
    Files.move(root.resolve("own").resolve(wanted), root.resolve("own").resolve(found));
    assertAdvice(found, cuda == 12 ? "MUMU Install CUDA..." : "pip or conda", "any");
  }

  @ParameterizedTest
  @EnumSource(Platform.class)
  void everyNeededLibraryIsMissedByName(Platform platform) throws IOException {
    os = platform == Platform.LINUX_X64 ? LINUX : WINDOWS;
    for (CudaLibrary library : Build.of(12, platform).libraries()) {
      healthy(12);
      Files.delete(root.resolve("own").resolve(library.file().replace("*", "9")));
      Advice advice = advice(Optional.of("any"));
      boolean told = advice.what().equals("needed for CUDA and not found: " + library.file());
      assertEquals(library.need() != CudaLibrary.Need.EXTRA, told, library + " " + advice);
    }
  }

  @Test
  void aMissingLibraryThatTheSystemNamesIsPassedOn() throws IOException {
    healthy(12);
    assertAdvice(
        "libfoo.so.3", "MUMU Install", "libfoo.so.3: cannot open shared object file: No such file");
    assertAdvice("driver's library", "driver", "libcuda.so.1: cannot open shared object file");
  }

  @Test
  void aCopyThatAnotherPluginHasLoadedShadowsOurs() throws IOException {
    healthy(12);
    Path other = write("other/libcudart.so.12", "");
    write("proc/self/maps", "7f00-7f10 r-xp 00000000 fd:00 7 " + other + "\n");
    assertAdvice(other.toString(), "Restart ImageJ", "any");
  }

  @Test
  void aFullGpuIsTold() throws IOException {
    healthy(12);
    assertAdvice("memory is full", "nvidia-smi", "CUDA failure 2: out of memory");
    smi = CARD.replace("24000", "120");
    assertAdvice("120 of 24576 MB free", "nvidia-smi", "any");
  }

  @Test
  void whatWindowsDoesNotNameLeadsToItsRedistributable() throws IOException {
    os = WINDOWS;
    healthy(12);
    assertAdvice("Windows did not find", "Redistributable", "LoadLibrary failed with error 126");
  }

  @Test
  void twoJarsOfOnnxRuntimeComeFirst() throws IOException {
    healthy(12);
    jars.add("/jars/onnxruntime_gpu-1.22.0.jar");
    assertAdvice("onnxruntime_gpu-1.22.0.jar", "Keep onnxruntime-1.29.0.jar", "any");
  }

  @Test
  void anOldRuntimeOfMicrosoftInJavaIsNamed() throws IOException {
    os = WINDOWS;
    byte[] version =
        ByteBuffer.allocate(64)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(20, 0xFEEF04BD)
            .putInt(28, 14 << 16 | 16)
            .array();
    Files.write(write("jdk/bin/msvcp140.dll", ""), version);
    ortFailure = Optional.of("UnsatisfiedLinkError: DLL initialization routine failed");
    assertAdvice("msvcp140.dll is version 14.16", "another Java", "any");
    version[28] = 40;
    Files.write(root.resolve("jdk/bin/msvcp140.dll"), version);
    assertAdvice("did not start", "Redistributable", "any");
  }

  @ParameterizedTest
  @CsvSource({"x86_64, Intel processor", "aarch64, no CUDA on macOS"})
  void macsAreToldPlainly(String processor, String words) throws IOException {
    os = "Mac OS X";
    arch = processor;
    ortFailure = processor.equals("x86_64") ? Optional.of("no library") : Optional.empty();
    assertAdvice(words, "", "any");
  }

  @Test
  void armIsToldPlainly() throws IOException {
    arch = "aarch64";
    assertAdvice("x64 only", "device=cpu", "any");
  }

  @Test
  void whatNobodyKnowsIsPassedOnWhole() throws IOException {
    healthy(12);
    assertAdvice("a riddle", "send us this report", "a riddle");
  }

  @Test
  void aLibraryThatDoesNotLoadIsNamedAndTheOthersAreLoaded() throws IOException {
    healthy(12);
    List<Path> loaded = new ArrayList<>();
    List<String> failures =
        Preloading.load(
            machine(NO_FAILURE, Optional.empty()),
            file -> {
              if (file.endsWith("libcurand.so.10")) {
                throw new UnsatisfiedLinkError("damaged");
              }
              loaded.add(file);
            });
    assertEquals(
        List.of(root.resolve("own/libcurand.so.10") + " does not load: damaged"), failures);
    assertEquals(15, loaded.size());
  }

  @Test
  void aDriverThatDoesNotKnowTheCapabilityIsAskedAgain() throws IOException {
    healthy(12);
    smi = CARD.replace("8.6", "0");
    assertEquals("", machine(NO_FAILURE, Optional.empty()).driver().gpus().get(0).capability());
  }

  @Test
  void freeMemoryIsOnlyToldWhereTheDriverCountsLikeCuda() throws IOException {
    assertEquals(OptionalLong.empty(), survey().freeMegabytes(0), "no driver");
    healthy(12);
    smi = "0, 550.54, 24576, 20000, 8.6, Card\n1, 550.54, 24576, 120, 8.6, Card\n";
    assertEquals(OptionalLong.of(20000), survey().freeMegabytes(0));
    assertEquals(OptionalLong.of(120), survey().freeMegabytes(1));
    assertEquals(OptionalLong.empty(), survey().freeMegabytes(2));
    smi = smi.replace("8.6, Card\n1", "8.6, Larger card\n1");
    assertEquals(OptionalLong.empty(), survey().freeMegabytes(1), "CUDA puts the fastest first");
    environment.put("CUDA_DEVICE_ORDER", "PCI_BUS_ID");
    assertEquals(OptionalLong.of(120), survey().freeMegabytes(1));
    environment.put("CUDA_VISIBLE_DEVICES", "1");
    assertEquals(OptionalLong.empty(), survey().freeMegabytes(1), "CUDA counts from there");
    environment.remove("CUDA_VISIBLE_DEVICES");
    smi = "0, 550.54, [N/A], [N/A], 8.6, Card\n";
    assertEquals(OptionalLong.empty(), survey().freeMegabytes(0));
  }

  private void healthy(int cuda) throws IOException {
    driver();
    provider(cuda);
    for (CudaLibrary library : Build.of(cuda, platform()).libraries()) {
      write("own/" + library.file().replace("*", "9"), "");
    }
    if (cuda == 13) {
      smi = CARD.replace("550.54.14", "580.65");
    }
  }

  private void driver() throws IOException {
    write("usr/lib64/libcuda.so.1", "");
    write("Windows/System32/nvcuda.dll", "");
    environment.put("SystemRoot", root.resolve("Windows").toString());
  }

  private void provider(int cuda) throws IOException {
    String name = os.equals(LINUX) ? "libcublas.so." + cuda + "\0" : "cublas64_" + cuda + ".dll";
    write("own/" + platform().file("onnxruntime_providers_cuda"), "x".repeat((1 << 20) - 5) + name);
  }

  private Platform platform() {
    return os.equals(LINUX) ? Platform.LINUX_X64 : Platform.WINDOWS_X64;
  }

  private Path write(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private Survey survey() {
    return new Survey(
        new Surroundings(
            os,
            arch,
            root,
            root.resolve("home"),
            root.resolve("jdk"),
            environment,
            command -> Optional.of(smi)));
  }

  private Machine machine(Optional<String> failure, Optional<Path> waiting) {
    Survey survey = survey();
    Machine.OrtFacts ort =
        new Machine.OrtFacts(
            "1.29.0", ortFailure, jars, survey.provider(root.resolve("own")), waiting);
    Machine machine = survey.askDriver(survey.look(ort));
    return machine.withTrials(List.of(new Machine.Trial("cuda:0", failure, 1)));
  }

  private Advice advice(Optional<String> failure) {
    return Ladder.advise(machine(failure, Optional.empty()), "cuda:0");
  }

  private void assertAdvice(String what, String next, String failure) {
    Advice advice = advice(Optional.of(failure));
    assertTrue(advice.what().contains(what), advice::toString);
    assertTrue(advice.next().contains(next), advice::toString);
  }
}
