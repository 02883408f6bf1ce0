package mumu.ui;

import ij.ImagePlus;
import ij.WindowManager;
import java.lang.ref.WeakReference;
import java.util.Optional;
import mumu.imagej.Results;
import mumu.imagej.Things;
import mumu.imagej.Workspace;

/**
 * The image the panel takes regions from: the active one, but not a picture that was just made and
 * pushed itself in front.
 */
final class SourceImage {
  private WeakReference<ImagePlus> last = new WeakReference<>(null);

  /** The image now; absent where the active one is it, or there is none. */
  synchronized Optional<ImagePlus> otherThanActive() {
    ImagePlus active = WindowManager.getCurrentImage();
    if (active == null) {
      return Optional.empty();
    }
    if (!isBareResult(active)) {
      last = new WeakReference<>(active);
      return Optional.empty();
    }
    return Optional.ofNullable(last.get()).filter(SourceImage::isOpen);
  }

  /** Nobody has drawn on it, so nobody wants to take a region from it. */
  private static boolean isBareResult(ImagePlus image) {
    return image.getProp(Results.REQUEST) != null
        && image.getRoi() == null
        && Workspace.overlayRois(image).stream().allMatch(Things::isThing);
  }

  private static boolean isOpen(ImagePlus image) {
    return WindowManager.getImage(image.getID()) == image;
  }
}
