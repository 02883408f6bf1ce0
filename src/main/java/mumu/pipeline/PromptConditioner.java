package mumu.pipeline;

import java.util.List;
import mumu.runtime.Cancellation;
import mumu.runtime.NativeResource;

/** How a family of latent diffusion models turns words into what its denoiser is told. */
public interface PromptConditioner extends NativeResource {
  /** The input of every denoiser that attends to a prompt, [b, L, D]. */
  String HIDDEN = "encoder_hidden_states";

  /** Names of the denoiser's inputs that the feeds fill. */
  List<String> inputs();

  /** Opens and checks the graphs that it needs. */
  void check();

  /**
   * @param text words as they are, without slots
   * @param canvas size of the picture
   * @param warnings takes what the user should know, e.g. which words were cut off
   * @return one row per input
   */
  PromptFeeds encode(String text, CanvasSize canvas, List<String> warnings, Cancellation stop);

  /**
   * What guidance leads away from where the user gives no negative prompt.
   *
   * @param wanted feeds of the prompt
   */
  PromptFeeds encodeNothing(PromptFeeds wanted, CanvasSize canvas, Cancellation stop);

  /** Feeds of whatever guidance leads away from, with what else tells the denoiser so. */
  default PromptFeeds unwanted(PromptFeeds feeds) {
    return feeds;
  }
}
