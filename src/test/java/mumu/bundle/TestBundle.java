package mumu.bundle;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A copy of the fixture bundle, to be damaged. */
public final class TestBundle {
  private final Map<String, byte[]> files = new LinkedHashMap<>();

  /** The fixture bundle's files by name. */
  public static TestBundle copy() throws IOException {
    TestBundle copy = new TestBundle();
    Path folder = Path.of("src/test/resources/bundles/tiny-random");
    try (Stream<Path> list = Files.list(folder)) {
      for (Path path : list.sorted().toList()) {
        copy.files.put(path.getFileName().toString(), Files.readAllBytes(path));
      }
    }
    return copy;
  }

  /**
   * The same with a prompt encoder that varies and tells where things are; its numbers are in
   * {@code make_variation_graph.py}.
   */
  public static TestBundle varying() throws IOException {
    Path graph = Path.of("src/test/resources/graphs/prompt_encoder_variation.onnx");
    return copy().replace("prompt_encoder.onnx", Files.readAllBytes(graph));
  }

  /**
   * The same with one that also asks for the canvas and the weights of the images; its numbers are
   * in {@code make_canvas_graph.py}.
   */
  public static TestBundle asking() throws IOException {
    Path graph = Path.of("src/test/resources/graphs/prompt_encoder_canvas.onnx");
    return copy().replace("prompt_encoder.onnx", Files.readAllBytes(graph));
  }

  /** As {@link #varying}, and its manifest says that a {@code {background}} is the ground. */
  public static TestBundle grounding() throws IOException {
    return varying()
        .manifest(
            json ->
                json.getAsJsonObject("prompt")
                    .add("grounds", JsonParser.parseString("[\"background\"]")));
  }

  public Map<String, byte[]> files() {
    return files;
  }

  /** Changes the manifest. */
  public TestBundle manifest(Consumer<JsonObject> change) {
    JsonObject json =
        JsonParser.parseString(new String(files.get(Manifest.FILE), StandardCharsets.UTF_8))
            .getAsJsonObject();
    change.accept(json);
    files.put(Manifest.FILE, new Gson().toJson(json).getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** Replaces a file and says so in the manifest. */
  public TestBundle replace(String path, byte[] bytes) {
    files.put(path, bytes);
    return manifest(
        json -> {
          for (JsonElement element : json.getAsJsonArray("files")) {
            JsonObject entry = element.getAsJsonObject();
            if (entry.get("path").getAsString().equals(path)) {
              entry.addProperty("bytes", bytes.length);
              entry.addProperty("sha256", Checksum.of(bytes));
            }
          }
        });
  }

  public Path folder(Path parent) throws IOException {
    Path folder = Files.createDirectories(parent.resolve("copy"));
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Files.write(folder.resolve(file.getKey()), file.getValue());
    }
    return folder;
  }

  /**
   * @param prefix before every name, empty or ending in /
   */
  public Path zip(Path parent, String prefix) throws IOException {
    Path zip = parent.resolve("copy.zip");
    try (OutputStream stream = Files.newOutputStream(zip);
        ZipOutputStream out = new ZipOutputStream(stream)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        out.putNextEntry(new ZipEntry(prefix + file.getKey()));
        out.write(file.getValue());
      }
    }
    return zip;
  }
}
