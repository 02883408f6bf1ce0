package mumu.command;

import ij.ImagePlus;
import ij.WindowManager;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import mumu.imagej.Workspace;
import mumu.pipeline.Progress;
import mumu.request.GenerationRequest;

/**
 * The commands as the panel's buttons fire them: the same as from a macro, and recorded like a
 * choice from the menu.
 */
public final class Clicks {
  private Clicks() {}

  /**
   * {@code MUMU Generate...} with these options, on the calling thread's active image; shows the
   * pictures.
   *
   * @throws IllegalArgumentException for what does not fit: failed, expected, found, what to do
   * @throws java.util.concurrent.CancellationException when the user cancels
   */
  public static ImagePlus generate(GenerationRequest request, Progress onlooker)
      throws IOException {
    Recording recording = Recording.ofClick(Generate.LABEL);
    Optional.ofNullable(WindowManager.getTempCurrentImage()).ifPresent(recording::writeSelect);
    try {
      ImagePlus image = Generate.make(Generate.bind(request), onlooker, recording);
      Memory.remember(request);
      return image;
    } finally {
      recording.done();
    }
  }

  /**
   * {@code MUMU Bind Selection...} with this name.
   *
   * @return the image whose selection it was
   * @throws IllegalArgumentException when there is no image or no area selection
   */
  public static ImagePlus bind(String slot) {
    return BindSelection.bind(
        Optional.of(SlotOption.format(slot)), Recording.ofClick(BindSelection.LABEL));
  }

  /** What the dialog would start with now: the last request, by option key. */
  public static Map<String, String> lastRequest() {
    return Memory.start(Workspace.current()).texts();
  }
}
