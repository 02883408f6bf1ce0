package mumu.pipeline.mumu;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import mumu.bundle.Manifest;
import mumu.bundle.MumuBundle;
import mumu.pipeline.GraphPool;
import mumu.pipeline.ImagePreparation;
import mumu.pipeline.Progress;
import mumu.runtime.Device;
import mumu.runtime.GraphSession;
import mumu.runtime.Owned;
import mumu.runtime.Signature;
import mumu.runtime.TokenEncoder;

/** Opens the graphs of a bundle and checks them against its manifest and against each other. */
final class StagesOpener {
  private static final String TOKENIZER = "tokenizer";
  private static final int HIDDEN_WIDTH_AXIS = 2;

  private final Owned owned = new Owned();
  private final MumuBundle bundle;
  private final GraphPool pool;

  private StagesOpener(MumuBundle bundle, Device device, Progress progress) {
    this.bundle = bundle;
    this.pool = owned.add(new GraphPool(new MumuParts(bundle), device, progress));
  }

  /**
   * @throws IOException when a file is missing or damaged
   * @throws mumu.runtime.GraphException when a graph does not fit
   */
  static Stages open(MumuBundle bundle, Device device, Progress progress) throws IOException {
    StagesOpener opener = new StagesOpener(bundle, device, progress);
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
        owned.add(TokenEncoder.open(bundle.fileOf(TOKENIZER), bundle.read(TOKENIZER)));
    ImageEncoder imageEncoder =
        new ImageEncoder(
            graph(MumuParts.IMAGE_ENCODER, opened -> ImageEncoder.signature(manifest.image())));
    long imageWidth = imageEncoder.width();
    Supplier<GraphSession> promptGraph =
        graph(
            MumuParts.PROMPT_ENCODER,
            opened -> PromptEncoder.signature(opened, tokens, imageWidth));
    PromptEncoder promptEncoder = new PromptEncoder(promptGraph, tokens, imageWidth);
    PromptComposer composer = new PromptComposer(tokenizer, manifest, promptEncoder.varies());
    long hiddenWidth = hiddenWidth(promptGraph.get());
    Denoiser denoiser =
        new Denoiser(graph(MumuParts.DENOISER, opened -> Denoiser.signature(latents, hiddenWidth)));
    Decoder decoder =
        new Decoder(graph(MumuParts.DECODER, opened -> Decoder.signature(latents)), latents);
    Optional<LatentEncoder> encoder = Optional.empty();
    if (bundle.has(MumuParts.ENCODER)) {
      encoder =
          Optional.of(
              new LatentEncoder(
                  graph(MumuParts.ENCODER, opened -> LatentEncoder.signature(latents)), latents));
    }
    PromptReader reader =
        new PromptReader(
            new ImagePreparation(manifest.image()),
            imageEncoder,
            composer,
            promptEncoder,
            NumberWords.of(manifest));
    return new Stages(reader, denoiser, decoder, encoder, pool, owned);
  }

  /** A graph that is open now and, where memory is short, opened again when it is asked for. */
  private Supplier<GraphSession> graph(String part, Function<GraphSession, Signature> signature) {
    Supplier<GraphSession> graph = () -> pool.graph(part, signature);
    graph.get();
    return graph;
  }

  private static long hiddenWidth(GraphSession promptGraph) {
    return promptGraph.outputs().get(PromptEncoder.HIDDEN).extents().get(HIDDEN_WIDTH_AXIS);
  }
}
