package mumu.runtime.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where pip, conda and CUDA's own installer put libraries on each system, as fake folders. */
class PlacesTest {
  @TempDir Path root;
  private final Map<String, String> environment = new HashMap<>();

  @ParameterizedTest
  @CsvSource({
    "LINUX_X64, opt/conda/lib/python3.11/site-packages/nvidia/cudnn/lib, conda/lib, cuda/lib64",
    "WINDOWS_X64, local/Programs/Python/Python312/Lib/site-packages/nvidia/cudnn/bin, conda/Library/bin, cuda/bin",
    "WINDOWS_X64, roaming/Python/Python311/site-packages/nvidia/cudnn/bin, conda/Library/bin, cuda/bin",
    "WINDOWS_X64, venv/Lib/site-packages/nvidia/cudnn/bin, conda/Library/bin, cuda/bin/x64",
    "WINDOWS_X64, conda/Lib/site-packages/nvidia/cudnn/bin/x86_64, conda/Library/bin, cuda/bin"
  })
  void librariesOfPipCondaAndCudaPathAreFoundAndLoadedInOrder(
      Platform platform, String pip, String conda, String cuda) throws IOException {
    variable("CUDA_PATH", "cuda");
    variable("CONDA_PREFIX", "conda");
    variable("LOCALAPPDATA", "local");
    variable("APPDATA", "roaming");
    variable("VIRTUAL_ENV", "venv");
    List<String> expected = new ArrayList<>();
    for (CudaLibrary library : Build.of(12, platform).libraries()) {
      String file = library.file().replace("*", "9");
      boolean blas = library.file().contains("cublas");
      String folder = library.isCudnn() ? pip : blas ? conda : cuda;
      expected.add(write(folder + "/" + file, "").toString());
    }
    Machine machine = machine(platform);
    List<String> loaded = new ArrayList<>();
    assertEquals(List.of(), Preloading.load(machine, it -> loaded.add(it.toString())));
    assertEquals(expected, loaded);
    String report = PreflightText.of(machine, "cuda:0", List.of());
    for (String kind : List.of("(pip)", "(conda)", "(CUDA_PATH)", "cuDNN")) {
      assertTrue(report.contains(kind), report);
    }
    assertTrue(!report.contains("missing"), report);
  }

  @Test
  void windowsDoesNotTellUpperFromLowerCaseInItsVariables() throws IOException {
    variable("Cuda_Path", "cuda");
    Path file = write("cuda/bin/cudart64_12.dll", "");
    List<Place> places = machine(Platform.WINDOWS_X64).places();
    assertEquals(
        List.of(new Place(Place.Kind.CUDA_PATH, file.getParent(), List.of("cudart64_12.dll"))),
        places);
  }

  private void variable(String name, String folder) {
    environment.put(name, root.resolve(folder).toString());
  }

  private Machine machine(Platform platform) throws IOException {
    boolean linux = platform == Platform.LINUX_X64;
    write(
        "own/" + platform.file(ProviderFile.NAME), linux ? "libcublas.so.12\0" : "cublas64_12.dll");
    Survey survey =
        new Survey(
            new Surroundings(
                linux ? "Linux" : "Windows 11",
                "amd64",
                root,
                root.resolve("home"),
                root.resolve("jdk"),
                environment,
                command -> Optional.empty()));
    Optional<Machine.Provider> provider = survey.provider(root.resolve("own"));
    Machine machine =
        survey.look(
            new Machine.OrtFacts(
                "1.29.0", Optional.empty(), List.of("ort.jar"), provider, Optional.empty()));
    return machine.withTrials(List.of(new Machine.Trial("cuda:0", Optional.empty(), 1)));
  }

  private Path write(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
