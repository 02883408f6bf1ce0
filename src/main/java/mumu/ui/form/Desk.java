package mumu.ui.form;

import java.io.IOException;
import java.util.List;
import mumu.command.Sight;
import mumu.pipeline.Progress;
import mumu.request.GenerationRequest;
import mumu.request.ImageSource;
import mumu.request.Picture;

/** What the form needs done: the commands of ImageJ's menu. All may take long. */
public interface Desk {
  /** Pictures that were made and are shown, with the request that makes them again. */
  record Made(Picture first, GenerationRequest request) {}

  /** What the model would see of a slot now. */
  Sight look(String slot, List<ImageSource> sources, String model) throws IOException;

  /** Fires {@code MUMU Generate...}. */
  Made generate(GenerationRequest request, Progress progress) throws IOException;

  /**
   * Fires {@code MUMU Bind Selection...}.
   *
   * @return the source that means the region
   */
  String bind(String slot) throws IOException;

  /** Colour of a slot that has none of its own, {@code 0xRRGGBB}; repeats. */
  int color(int index);

  /** Shows what nobody has foreseen. */
  void report(Throwable bug);
}
