package mumu.pipeline.mumu;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mumu.bundle.Manifest;
import mumu.bundle.MumuBundle;
import mumu.pipeline.ImagePreparation;
import mumu.runtime.Cancellation;
import mumu.runtime.Device;
import mumu.runtime.GraphFile;
import mumu.runtime.GraphSession;
import mumu.runtime.Owned;
import mumu.runtime.Port;
import mumu.runtime.TokenEncoder;

/** Opens the graphs of a bundle and checks them against its manifest and against each other. */
final class StagesOpener {
  /** Larger graphs are opened by path, so that their weights are not copied through Java. */
  private static final long LARGE = 64L << 20;

  private static final int HIDDEN_WIDTH_AXIS = 2;

  private final Owned owned = new Owned();
  private final List<GraphSession> graphs = new ArrayList<>();
  private final MumuBundle bundle;
  private final Device device;
  private final Cancellation cancellation;

  /** Opens one graph of the bundle. */
  private interface Opening {
    GraphSession open(GraphFile file, Device device);
  }

  private StagesOpener(MumuBundle bundle, Device device, Cancellation cancellation) {
    this.bundle = bundle;
    this.device = device;
    this.cancellation = cancellation;
  }

  /**
   * @throws IOException when a file is missing or damaged
   * @throws mumu.runtime.GraphException when a graph does not fit
   */
  static Stages open(MumuBundle bundle, Device device, Cancellation cancellation)
      throws IOException {
    StagesOpener opener = new StagesOpener(bundle, device, cancellation);
    try {
      return opener.stages();
    } catch (IOException | RuntimeException e) {
      opener.owned.close();
      throw e;
    }
  }

  private Stages stages() throws IOException {
    Manifest manifest = bundle.manifest();
    Manifest.Latents latents = manifest.latents();
    int tokens = manifest.image().tokens();
    TokenEncoder tokenizer =
        owned.add(TokenEncoder.open(bundle.fileOf("tokenizer"), bundle.read("tokenizer")));
    PromptComposer composer = new PromptComposer(tokenizer, manifest);
    ImageEncoder imageEncoder =
        new ImageEncoder(
            graph("image_encoder", (file, on) -> ImageEncoder.open(file, on, manifest.image())));
    long imageWidth = imageEncoder.width();
    GraphSession promptGraph =
        graph("prompt_encoder", (file, on) -> PromptEncoder.open(file, on, tokens, imageWidth));
    long hiddenWidth = hiddenWidth(promptGraph);
    Denoiser denoiser =
        new Denoiser(
            graph("denoiser", (file, on) -> Denoiser.open(file, on, latents, hiddenWidth)));
    Decoder decoder =
        new Decoder(graph("decoder", (file, on) -> Decoder.open(file, on, latents)), latents);
    Optional<LatentEncoder> encoder = Optional.empty();
    if (bundle.has("encoder")) {
      GraphSession graph = graph("encoder", (file, on) -> LatentEncoder.open(file, on, latents));
      encoder = Optional.of(new LatentEncoder(graph, latents));
    }
    PromptReader reader =
        new PromptReader(
            new ImagePreparation(manifest.image()),
            imageEncoder,
            composer,
            new PromptEncoder(promptGraph, tokens, imageWidth));
    return new Stages(reader, denoiser, decoder, encoder, List.copyOf(graphs), owned);
  }

  private GraphSession graph(String component, Opening opening) throws IOException {
    cancellation.check();
    GraphSession graph = owned.add(opening.open(file(component), device));
    graphs.add(graph);
    return graph;
  }

  private GraphFile file(String component) throws IOException {
    String path = bundle.fileOf(component);
    if (bundle.bytes() > LARGE) {
      Optional<Path> file = bundle.file(component);
      if (file.isPresent()) {
        return GraphFile.of(file.get());
      }
    }
    return GraphFile.of(path + " of " + bundle.where(), bundle.read(component));
  }

  private static long hiddenWidth(GraphSession promptGraph) {
    Port hidden = promptGraph.outputs().get(PromptEncoder.HIDDEN);
    return hidden.extents().get(HIDDEN_WIDTH_AXIS);
  }
}
