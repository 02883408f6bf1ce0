package mumu.runtime.install;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A small jar and a small wheel on a server, and the plan that pins them. */
public final class FakeArtefacts implements AutoCloseable {
  static final String NAME = "onnxruntime-1.29.0-cuda12";
  static final int BYTES = 40_000;
  private static final String JAR = "org/fake/provider/1/provider-1.jar";
  private static final String WHEEL = "fake-cuda/fake_cuda-1-py3-none-any.whl";

  private final FakeServer server = new FakeServer();
  private final Path plan;

  /** Serves them on loopback, and sets the properties that send the installer there. */
  public FakeArtefacts(Path folder) throws IOException {
    plan = write(serve(server, folder), folder.resolve("plan.txt"));
    System.setProperty("mumu.plan", plan.toString());
    System.setProperty("mumu.repository", server.address("/maven").toString());
    System.setProperty("mumu.index", server.address("/simple").toString());
  }

  /** How often something was asked for. */
  public int requests() {
    return server.requests.get();
  }

  /** From now on, or no longer, the server has nothing. */
  public void hide(boolean hidden) {
    server.fault = hidden ? FakeServer.Fault.MISSING : FakeServer.Fault.NONE;
  }

  /** The names of the files that are installed. */
  public List<String> files() throws IOException {
    return Plan.read(plan).parts().map(Part::name).toList();
  }

  @Override
  public void close() {
    server.close();
  }

  /**
   * @param folder for what is made in between
   */
  static Plan serve(FakeServer server, Path folder) throws IOException {
    byte[] jar = zip("native/libprovider.so", "native/libjni.so");
    byte[] wheel = zip("nvidia/lib/libcudart.so.12");
    server.put("/maven/" + JAR, jar);
    server.put("/files/" + "fake_cuda-1-py3-none-any.whl", wheel);
    String link = "<a href='../../files/fake_cuda-1-py3-none-any.whl#sha256=0'>";
    server.put("/simple/fake-cuda/", ("<html>" + link).getBytes());
    return new Plan(
        NAME,
        List.of("fake: MIT"),
        List.of(
            PinnedArchive.pin(
                Source.MAVEN,
                JAR,
                Files.write(folder.resolve("fake.jar"), jar),
                List.of("libprovider.so", "libjni.so")),
            PinnedArchive.pin(
                Source.PYTHON,
                WHEEL,
                Files.write(folder.resolve("fake.whl"), wheel),
                List.of("libcudart.so.12"))));
  }

  /** As {@link Plan#read} reads it. */
  static Path write(Plan plan, Path file) throws IOException {
    StringBuilder text = new StringBuilder("plan " + plan.name() + "\n");
    plan.licences().forEach(it -> text.append("licence ").append(it).append('\n'));
    plan.archives().forEach(it -> text.append(PinnedArchive.lines(it)));
    return Files.writeString(file, text);
  }

  private static byte[] zip(String... names) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (String name : names) {
        zip.putNextEntry(new ZipEntry(name));
        byte[] content = new byte[BYTES];
        new Random(name.hashCode()).nextBytes(content);
        zip.write(content);
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }
}
