package mumu.runtime.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import mumu.bundle.Watch;
import mumu.runtime.cuda.Build;
import mumu.runtime.cuda.CudaLibrary;
import mumu.runtime.cuda.Platform;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Installing from a repository on loopback, with every fault that real ones have. */
class CudaInstallTest {
  private static final String NAME = FakeArtefacts.NAME;

  @TempDir Path folder;
  private FakeServer server;
  private Plan plan;

  @BeforeEach
  void start() throws IOException {
    server = new FakeServer();
    plan = FakeArtefacts.serve(server, folder);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void everythingIsInstalledOnceAndFoundAgain() throws IOException {
    Path installed = install().run(Watch.none());
    assertEquals(lib().resolve(NAME), installed);
    assertEquals(Optional.of(installed), Installed.find(List.of(lib()), "1.29.0"));
    assertEquals(Optional.empty(), Installed.find(List.of(lib()), "1.30.0"));
    int requests = server.requests.get();
    assertEquals(installed, install().run(Watch.none()));
    assertEquals(requests, server.requests.get());
  }

  @Test
  void twoHundredCutsAtRandomBytesDoNoHarm() throws IOException {
    server.fault = FakeServer.Fault.CUT;
    server.cutsLeft = 200;
    install().run(Watch.none());
    assertClean();
    assertTrue(server.requests.get() > 200, server.requests::toString);
  }

  @ParameterizedTest
  @EnumSource(names = {"NO_RANGES", "REDIRECT"})
  void aServerMayHaveItsWays(FakeServer.Fault fault) throws IOException {
    server.fault = fault;
    install().run(Watch.none());
    assertClean();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DAMAGED | is damaged: its SHA-256",
        "WRONG_LENGTH | is another file than expected",
        "MISSING | answered 404",
        "UNAUTHORIZED | answered 401",
        "CIRCLE | redirects in a circle"
      })
  void aFaultIsNamedAndNothingIsInstalled(FakeServer.Fault fault, String words) throws IOException {
    server.fault = fault;
    String message =
        assertThrows(IOException.class, () -> install().run(Watch.none())).getMessage();
    assertTrue(message.contains(words) && message.contains("repository=["), message);
    assertNothing();
    server.fault = FakeServer.Fault.NONE;
    install().run(Watch.none());
    assertClean();
  }

  @Test
  void aServerThatIsNotThereIsNamed() {
    server.close();
    String message =
        assertThrows(IOException.class, () -> install().run(Watch.none())).getMessage();
    assertTrue(message.contains("cannot be reached"), message);
  }

  @Test
  void aCancelTakesHoldWhileTheServerIsSilentAndTheNextTryGoesOn() throws IOException {
    server.fault = FakeServer.Fault.SILENT;
    AtomicLong canceled = new AtomicLong();
    assertThrows(
        CancellationException.class,
        () ->
            install()
                .run(
                    (done, total) -> {
                      if (done > 1000) {
                        canceled.set(System.nanoTime());
                        throw new CancellationException();
                      }
                    }));
    assertTrue(System.nanoTime() - canceled.get() < 1_000_000_000L);
    assertNothing();
    server.fault = FakeServer.Fault.NONE;
    AtomicLong first = new AtomicLong(-1);
    install().run((done, total) -> first.compareAndSet(-1, done));
    assertClean();
  }

  @Test
  void aFullDiskIsToldAndWhatIsThereIsKept() throws IOException {
    for (int limit = 1000; limit < 30_000; limit += 9001) {
      FullDisk disk = new FullDisk(limit, 0);
      String message =
          assertThrows(IOException.class, () -> install(disk).run(Watch.none())).getMessage();
      assertTrue(message.contains("No space left"), message);
      assertNothing();
    }
    install().run(Watch.none());
    assertClean();
  }

  @Test
  void tooLittleSpaceIsToldBeforeAnythingIsFetched() {
    String message =
        assertThrows(IOException.class, () -> install(new FullDisk(0, 1_000_000)).run(Watch.none()))
            .getMessage();
    assertTrue(message.contains("MB free"), message);
    assertEquals(0, server.requests.get());
  }

  @Test
  void whereNothingCanBeWrittenTheNextFolderIsTakenOrBothAreNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    Path blocked = file.resolve("lib");
    CudaInstall second = new CudaInstall(plan, repositories(), List.of(blocked, lib()), Disk.REAL);
    assertEquals(lib().resolve(NAME), second.run(Watch.none()));
    CudaInstall none = new CudaInstall(plan, repositories(), List.of(blocked), Disk.REAL);
    String message = assertThrows(IOException.class, () -> none.run(Watch.none())).getMessage();
    assertTrue(message.contains(blocked.toString()), message);
  }

  @Test
  void twoAtOnceInstallOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    List<Future<Path>> both = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      both.add(threads.submit(() -> install().run(Watch.none())));
    }
    for (Future<Path> one : both) {
      assertEquals(lib().resolve(NAME), one.get());
    }
    threads.shutdown();
    assertTrue(server.requests.get() <= 4, server.requests::toString);
    assertClean();
  }

  @Test
  void aKilledInstallLeavesNothingHalfDoneAndTheNextGoesOn() throws Exception {
    for (int at : new int[] {60_000}) {
      Path planFile = FakeArtefacts.write(plan, folder.resolve("plan.txt"));
      Process child =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  HangingInstall.class.getName(),
                  planFile.toString(),
                  server.address("").toString(),
                  lib().toString(),
                  String.valueOf(at))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (BufferedReader out = new BufferedReader(new InputStreamReader(child.getInputStream()))) {
        assertEquals("half", out.readLine());
      } finally {
        child.destroyForcibly().waitFor();
      }
      assertNothing();
    }
    install().run(Watch.none());
    assertClean();
  }

  @Test
  void whatWasDamagedWhileItLayThereIsFetchedAgain() throws IOException {
    Path draft = Files.createDirectories(lib().resolve(CudaInstall.DOWNLOAD + NAME));
    Files.write(draft.resolve("libprovider.so"), new byte[FakeArtefacts.BYTES]);
    Files.write(draft.resolve("libjni.so.part"), new byte[100]);
    Files.write(draft.resolve("libcudart.so.12.part"), new byte[1 << 20]);
    install().run(Watch.none());
    assertClean();
  }

  @Test
  void anInstallationThatLostAFileIsMadeAnew() throws IOException {
    Path installed = install().run(Watch.none());
    Files.delete(installed.resolve("libjni.so"));
    assertEquals(Optional.empty(), Installed.find(List.of(lib()), "1.29.0"));
    install().run(Watch.none());
    assertClean();
  }

  @Test
  void removalTakesInstallationsAndDownloadsAndNothingElse() throws IOException {
    install().run(Watch.none());
    Files.createDirectories(lib().resolve(CudaInstall.DOWNLOAD + "onnxruntime-1.28.0-cuda12"));
    Path other = Files.writeString(lib().resolve("mine.txt"), "");
    assertEquals(2, CudaInstall.remove(List.of(lib()), Watch.none()).size());
    assertEquals(Optional.empty(), Installed.find(List.of(lib()), "1.29.0"));
    assertTrue(Files.exists(other));
    assertEquals(List.of(), CudaInstall.remove(List.of(lib()), Watch.none()));
  }

  @ParameterizedTest
  @EnumSource(Platform.class)
  void thePinnedPlanIsForOurOnnxRuntimeAndHoldsEveryLibrary(Platform platform) throws IOException {
    Plan real = Plan.of(platform);
    String pom = Files.readString(Path.of("pom.xml"));
    assertTrue(
        pom.contains("<onnxruntime.version>" + real.runtimeVersion() + "<"), real.runtimeVersion());
    List<String> names = real.parts().map(Part::name).toList();
    for (CudaLibrary library : Build.of(Build.INSTALLABLE, platform).libraries()) {
      String pattern = library.file().replace(".", "\\.").replace("*", "[0-9]+");
      assertTrue(names.stream().anyMatch(it -> it.matches(pattern)), library.file());
    }
    assertTrue(names.contains(platform.file("onnxruntime_providers_cuda")));
  }

  @ParameterizedTest
  @CsvSource({
    "file x 1 2 3 ab",
    "maven a/../b 3",
    "maven a/b x",
    "file ../x 0 1 1 0000000000000000000000000000000000000000000000000000000000000000",
    "whatever"
  })
  void aMalformedPlanIsRefused(String line) {
    assertThrows(IllegalArgumentException.class, () -> Plan.parse("plan " + NAME + "\n" + line));
  }

  private CudaInstall install() {
    return install(Disk.REAL);
  }

  private CudaInstall install(Disk disk) {
    return new CudaInstall(plan, repositories(), List.of(lib()), disk);
  }

  private List<Repository> repositories() {
    return HangingInstall.repositories(server.address("").toString());
  }

  private Path lib() {
    return folder.resolve("lib");
  }

  private void assertClean() throws IOException {
    Path installed = lib().resolve(NAME);
    for (Part part : plan.parts().toList()) {
      assertEquals(
          part.sha256(),
          PinnedArchive.sha256(Files.newInputStream(installed.resolve(part.name()))));
    }
    try (Stream<Path> files = Files.list(lib())) {
      assertEquals(
          List.of(".mumu-lock", NAME),
          files.map(it -> it.getFileName().toString()).sorted().toList());
    }
    try (Stream<Path> files = Files.list(installed)) {
      assertEquals(plan.parts().count() + 1, files.count());
    }
  }

  private void assertNothing() {
    assertFalse(Files.exists(lib().resolve(NAME)));
    assertEquals(Optional.empty(), Installed.find(List.of(lib()), "1.29.0"));
  }

  /** Takes so many bytes and no more. */
  private static final class FullDisk implements Disk {
    private final AtomicLong left;
    private final long free;

    FullDisk(long left, long free) {
      this.left = new AtomicLong(left);
      this.free = free;
    }

    @Override
    public long freeBytes(Path where) {
      return free;
    }

    @Override
    public WritableByteChannel append(Path file) throws IOException {
      WritableByteChannel real = Disk.REAL.append(file);
      return new WritableByteChannel() {
        @Override
        public int write(ByteBuffer source) throws IOException {
          if (left.addAndGet(-source.remaining()) < 0) {
            throw new IOException("No space left on device");
          }
          return real.write(source);
        }

        @Override
        public boolean isOpen() {
          return real.isOpen();
        }

        @Override
        public void close() throws IOException {
          real.close();
        }
      };
    }
  }
}
