package mumu.ui;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.process.ImageProcessor;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import mumu.command.Clicks;
import mumu.command.Sight;
import mumu.imagej.Results;
import mumu.imagej.SlotColors;
import mumu.imagej.Workspace;
import mumu.pipeline.Progress;
import mumu.request.BindingText;
import mumu.request.GenerationRequest;
import mumu.request.ImageSource;
import mumu.request.Picture;
import mumu.request.SourceText;
import mumu.ui.form.Desk;

/** The commands on the images that are open in ImageJ. */
final class ImageJDesk implements Desk {
  private static final int OPAQUE = 0xFF000000;
  private static final int COLORS = 0xFFFFFF;

  private final SourceImage source = new SourceImage();

  private interface Task<T> {
    T run() throws IOException;
  }

  @Override
  public Sight look(String slot, List<ImageSource> sources, String model) throws IOException {
    return onSource(() -> Sight.of(slot, sources, model, Workspace.current()));
  }

  @Override
  public Made generate(GenerationRequest request, Progress progress) throws IOException {
    ImagePlus image = onSource(() -> Clicks.generate(request, progress));
    return new Made(first(image), Results.request(image).request());
  }

  private static Picture first(ImagePlus image) {
    ImageProcessor slice = image.getStack().getProcessor(1);
    int[] argb = ((int[]) slice.getPixels()).clone();
    Arrays.setAll(argb, i -> OPAQUE | argb[i]);
    return new Picture(slice.getWidth(), slice.getHeight(), argb);
  }

  @Override
  public String bind(String slot) {
    ImagePlus image = Clicks.bind(slot);
    SourceText.Piece name = SourceText.Piece.literal(slot);
    return BindingText.format(SourceText.of(image.getTitle(), name));
  }

  @Override
  public int color(int index) {
    return SlotColors.of(index).getRGB() & COLORS;
  }

  @Override
  public void report(Throwable bug) {
    IJ.handleException(bug);
  }

  /** With the source image as this thread's active one. */
  private <T> T onSource(Task<T> task) throws IOException {
    Optional<ImagePlus> other = source.otherThanActive();
    other.ifPresent(WindowManager::setTempCurrentImage);
    try {
      return task.run();
    } finally {
      WindowManager.setTempCurrentImage(null);
    }
  }
}
