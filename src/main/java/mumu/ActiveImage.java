package mumu;

import ij.ImagePlus;
import ij.WindowManager;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Runs the body of a SciJava command, whose thread is not the one that knows the active image. */
final class ActiveImage {
  private ActiveImage() {}

  /** What a command does; its failures leave the command as they are. */
  interface Body<T> {
    T run() throws IOException;
  }

  /**
   * @param image the active image while the body runs; null leaves it as it is, because SciJava
   *     fills no optional parameter
   * @throws UncheckedIOException for an {@link IOException}, which a command cannot throw
   */
  static <T> T during(ImagePlus image, Body<T> body) {
    ImagePlus before = WindowManager.getTempCurrentImage();
    if (image != null) {
      WindowManager.setTempCurrentImage(image);
    }
    try {
      return body.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    } finally {
      WindowManager.setTempCurrentImage(before);
    }
  }
}
