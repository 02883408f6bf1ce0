package mumu.ui;

import ij.ImageListener;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.Roi;
import ij.gui.RoiListener;
import java.awt.EventQueue;
import java.util.List;
import java.util.Objects;
import javax.swing.Timer;
import mumu.imagej.Workspace;

/**
 * Tells when what slots can be bound to may have changed; at most some times a second.
 *
 * <p>NB: ImageJ tells nobody about overlays and the ROI Manager, so those are looked at from time
 * to time.
 */
final class ImageJWatch implements ImageListener, RoiListener, AutoCloseable {
  private static final int SETTLE_MILLISECONDS = 250;
  private static final int POLL_MILLISECONDS = 500;

  /** More are compared by their number alone, so that a look stays cheap. */
  private static final int MOST_COMPARED = 500;

  private final Runnable changed;
  private final Timer settle;
  private final Timer poll;
  private int state;

  /**
   * @param changed run on the event thread
   */
  ImageJWatch(Runnable changed) {
    this.changed = changed;
    this.settle = new Timer(SETTLE_MILLISECONDS, event -> changed.run());
    this.poll = new Timer(POLL_MILLISECONDS, event -> compare());
    settle.setRepeats(false);
    state = state();
    ImagePlus.addImageListener(this);
    Roi.addRoiListener(this);
    poll.start();
  }

  @Override
  public void close() {
    ImagePlus.removeImageListener(this);
    Roi.removeRoiListener(this);
    poll.stop();
    settle.stop();
  }

  @Override
  public void imageOpened(ImagePlus image) {
    soon();
  }

  @Override
  public void imageClosed(ImagePlus image) {
    soon();
  }

  @Override
  public void imageUpdated(ImagePlus image) {
    soon();
  }

  /** NB: also told about ROIs of no image, such as those that a look itself decodes. */
  @Override
  public void roiModified(ImagePlus image, int id) {
    if (image != null) {
      soon();
    }
  }

  /** NB: does not begin anew while it waits, else a live video would put it off for ever. */
  private void soon() {
    EventQueue.invokeLater(
        () -> {
          if (poll.isRunning() && !settle.isRunning()) {
            settle.start();
          }
        });
  }

  private void compare() {
    int now = state();
    if (now != state) {
      state = now;
      changed.run();
    }
  }

  private static int state() {
    Workspace workspace = Workspace.current();
    int state = Objects.hash(System.identityHashCode(WindowManager.getCurrentImage()));
    for (ImagePlus image : workspace.images()) {
      state = 31 * state + image.getTitle().hashCode();
      state = 31 * state + state(Workspace.overlayRois(image));
    }
    return 31 * state + state(workspace.managerRois());
  }

  private static int state(List<Roi> rois) {
    return rois.stream()
        .limit(MOST_COMPARED)
        .map(roi -> Objects.hash(roi.getName(), roi.getBounds(), roi.getStrokeColor()))
        .reduce(rois.size(), (a, b) -> 31 * a + b);
  }
}
