package mumu.ui.form;

import java.util.Optional;
import mumu.request.Picture;

/**
 * What the panel is doing.
 *
 * @param busy whether pictures are being made
 * @param done steps so far
 * @param total 0 where nobody can know
 * @param preview the picture so far
 */
public record Activity(boolean busy, String text, int done, int total, Optional<Picture> preview) {
  static final Activity IDLE = new Activity(false, "", 0, 0, Optional.empty());

  static Activity begun() {
    return new Activity(true, "Starting…", 0, 0, Optional.empty());
  }

  Activity at(String stage) {
    return new Activity(busy, stage, done, total, preview);
  }

  Activity step(int now, int of) {
    return new Activity(busy, "Step " + now + " of " + of, now, of, preview);
  }

  Activity showing(Picture picture) {
    return new Activity(busy, text, done, total, Optional.of(picture));
  }

  /** Over; the last picture stays to be seen. */
  Activity ended(Optional<Picture> result) {
    return new Activity(false, "", 0, 0, result.or(() -> preview));
  }
}
