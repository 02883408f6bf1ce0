package mumu.bundle;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A pipeline of diffusers whose parts are ONNX graphs, as optimum writes it: {@code
 * model_index.json} and one folder per part; in a folder or a zip.
 *
 * <p>Opening reads the configurations and sees that every part is there; graphs are opened later.
 */
public final class DiffusersBundle implements Bundle {
  /** Names the pipeline's class and parts. */
  public static final String FILE = "model_index.json";

  /** The scheduler of the model's own configuration. */
  public static final String SCHEDULER = "default";

  private static final String GRAPH = "/model.onnx";
  private static final String FINE_TUNE = ".safetensors";
  private static final int SMALL = 1 << 16;
  private static final int MAXIMUM_ARRAY_BYTES = Integer.MAX_VALUE - 16;

  private final Store store;
  private final PartFiles files;
  private final ConfigFile index;
  private final DiffusersFamily family;
  private final Map<String, Long> sizes = new TreeMap<>();
  private final Map<String, ClipTokenizer> tokenizers = new TreeMap<>();
  private final Map<String, TextEncoderConfig> textEncoders = new TreeMap<>();
  private final DenoiserConfig denoiser;
  private final CodecConfig codec;
  private final JsonObject scheduler;
  private final boolean zeroNegative;
  private final boolean asksForScore;
  private final String sha256;

  private DiffusersBundle(Store store) throws IOException {
    this.store = store;
    this.files = new PartFiles(store);
    this.index = files.config(FILE);
    this.family = DiffusersFamily.of(index);
    Set<String> list = store.list().orElseThrow();
    for (String path : list) {
      sizes.put(path, size(path));
    }
    for (String part : family.parts()) {
      requireGraph(part);
    }
    for (String part : family.textEncoders()) {
      TextEncoderConfig config = TextEncoderConfig.read(files.configOrEmpty(part + "/config.json"));
      textEncoders.put(part, config);
      String tokenizer = part.replace("text_encoder", "tokenizer");
      tokenizers.put(part, ClipTokenizerReader.read(files, tokenizer, config.positions()));
    }
    this.denoiser = DenoiserConfig.read(files.configOrEmpty("unet/config.json"), family, index);
    this.codec = CodecConfig.read(codecConfig(), family.scalingFactor());
    this.scheduler = SchedulerFile.read(files, index);
    this.zeroNegative = index.flagOfPython("force_zeros_for_empty_prompt", true);
    this.asksForScore = readsScore();
    this.sha256 = fingerprint();
  }

  /** NB: the flag of a model whose denoiser wants the size has no effect in diffusers, either. */
  private boolean readsScore() throws BundleException {
    TextEncoderConfig encoder = textEncoders.get("text_encoder_2");
    return index.flagOfPython("requires_aesthetics_score", false)
        && encoder != null
        && (encoder.projection().isEmpty() || !encoder.projection().equals(denoiser.pooledWidth()));
  }

  /** Whether a folder or zip looks like one. */
  static boolean recognises(Path path) throws IOException {
    return Files.isDirectory(path)
        ? Files.isRegularFile(path.resolve(FILE))
        : ZipStore.find(path, FILE).isPresent();
  }

  /**
   * Opens a folder that holds {@code model_index.json}, or a zip of one.
   *
   * @throws BundleException naming file and field when something is missing or wrong
   */
  public static DiffusersBundle open(Path path) throws IOException {
    Path absolute = path.toAbsolutePath().normalize();
    if (Files.isDirectory(absolute)) {
      return new DiffusersBundle(new FolderStore(absolute, true));
    }
    if (!Files.isRegularFile(absolute)) {
      throw new BundleException(path + " does not exist; expected a model's folder or zip");
    }
    Optional<ZipStore> zip = ZipStore.find(absolute, FILE);
    return new DiffusersBundle(
        zip.orElseThrow(() -> new BundleException(path + " holds no " + FILE)));
  }

  /** How the parts work together. */
  public DiffusersFamily family() {
    return family;
  }

  @Override
  public String where() {
    return store.where();
  }

  @Override
  public Card card() {
    return DiffusersCard.of(this, index);
  }

  /** Paths of all files. */
  Set<String> paths() {
    return sizes.keySet();
  }

  @Override
  public long bytes() {
    return ByteCount.sum(sizes.values());
  }

  /** NB: parts are opened one after the other. */
  @Override
  public long largestStageBytes() {
    return family.parts().stream().mapToLong(this::bytes).max().orElse(0);
  }

  /** Size of a part's graph and weights. */
  public long bytes(String part) {
    return files(part).mapToLong(sizes::get).sum();
  }

  public boolean has(String part) {
    return sizes.containsKey(graph(part));
  }

  /** File name of a part's graph, for messages. */
  public String fileOf(String part) {
    return graph(part) + " of " + where();
  }

  /** A part's graph where it lies on disk, with its external weights beside it. */
  public Optional<Path> file(String part) {
    return store.onDisk(graph(part));
  }

  /** Whether a part is its graph alone, and that fits into memory as one array. */
  public boolean isAlone(String part) {
    return files(part).allMatch(path -> path.equals(graph(part)))
        && sizes.get(graph(part)) <= MAXIMUM_ARRAY_BYTES;
  }

  /** Paths of a part's graph and the weights beside it. */
  Stream<String> files(String part) {
    return GraphFiles.of(part, sizes.keySet());
  }

  /**
   * Copies a file out of a zip.
   *
   * @param folder must not hold the file yet
   */
  void unpack(String path, Path folder, Watch watch) throws IOException {
    Long expected = sizes.get(path);
    if (expected == null) {
      throw new BundleException(path + ", which a graph needs, is missing in " + where());
    }
    Passage passage = new Passage(store, Optional.of(folder), expected, watch);
    if (passage.read(path, expected).bytes() != expected) {
      throw new BundleException(path + " of " + where() + " is damaged; get the model again");
    }
  }

  /** Where a part's graph is in the model. */
  static String graph(String part) {
    return part + GRAPH;
  }

  /** A part's graph out of a zip. */
  public byte[] read(String part) throws IOException {
    try (InputStream stream = store.open(graph(part))) {
      return stream.readAllBytes();
    }
  }

  /** Fine-tunes that came with the model, by path. */
  public List<String> fineTunes() {
    return paths().stream().filter(path -> path.endsWith(FINE_TUNE)).toList();
  }

  /**
   * @param name of a file anywhere in the model's folder, with or without path and ending
   */
  public Optional<Path> fineTune(String name) {
    return fineTunes().stream()
        .filter(
            path ->
                ("/" + path).endsWith("/" + name) || ("/" + path).endsWith("/" + name + FINE_TUNE))
        .findFirst()
        .flatMap(store::onDisk);
  }

  public ClipTokenizer tokenizer(String textEncoder) {
    return tokenizers.get(textEncoder);
  }

  public TextEncoderConfig textEncoder(String textEncoder) {
    return textEncoders.get(textEncoder);
  }

  public DenoiserConfig denoiser() {
    return denoiser;
  }

  public CodecConfig codec() {
    return codec;
  }

  /** {@code scheduler_config.json} as written. */
  public JsonObject scheduler() {
    return scheduler.deepCopy();
  }

  /** SDXL: an absent negative prompt is not encoded but zero. */
  public boolean zeroNegative() {
    return zeroNegative;
  }

  /**
   * SDXL: the denoiser is told how good the picture should look instead of its size, as refiners
   * are, which only work on pictures.
   */
  public boolean asksForScore() {
    return asksForScore;
  }

  @Override
  public String sha256() {
    return sha256;
  }

  /**
   * SHA-256 over all paths and sizes and over the contents of small files, so that gigabytes need
   * not be read each time.
   */
  private String fingerprint() throws IOException {
    MessageDigest digest = Checksum.start();
    for (Map.Entry<String, Long> file : sizes.entrySet()) {
      String line = file.getKey() + " " + file.getValue() + "\n";
      digest.update(line.getBytes(StandardCharsets.UTF_8));
      if (file.getValue() <= SMALL) {
        digest.update(files.bytes(file.getKey()));
      }
    }
    return Checksum.finish(digest);
  }

  @Override
  public byte[] readFile(String path) throws IOException {
    return files.bytes(path);
  }

  /** NB: only models that carry a SHA256SUMS, or were imported, can be compared. */
  @Override
  public int verify(Watch watch) throws IOException {
    return new LooseFiles(store, sizes).verify(watch);
  }

  @Override
  public void copyTo(Path folder, Watch watch) throws IOException {
    new LooseFiles(store, sizes).copyTo(folder, watch);
  }

  private long size(String path) throws IOException {
    try {
      return store.size(path);
    } catch (NoSuchFileException e) {
      throw new BundleException(path + " of " + where() + " is no file, or a link to nothing", e);
    }
  }

  private ConfigFile codecConfig() throws BundleException {
    boolean old = !sizes.containsKey("vae_decoder/config.json");
    return files.configOrEmpty((old ? "vae" : "vae_decoder") + "/config.json");
  }

  private void requireGraph(String part) throws BundleException {
    if (index.isNone(part)) {
      throw index.wrong(part, "the part's library and class", index.values().get(part));
    }
    if (!has(part)) {
      throw new BundleException(
          part
              + GRAPH
              + " is missing in "
              + where()
              + "; a model of the family "
              + family.id()
              + " has the parts "
              + family.parts()
              + GraphFiles.instead(part, sizes.keySet()));
    }
    new LooseFiles(store, sizes).refusePointers(files(part));
  }
}
