package mumu.imagej;

import ij.gui.Roi;
import java.util.Set;

/** Which ROIs people have drawn, and not a program. */
final class Drawn {
  /** How ImageJ calls the parts of its scale bars and calibration bars in overlays. */
  private static final Set<String> BARS = Set.of("|SB|", "|CB|");

  private Drawn() {}

  /** Not the outline of a generated thing, nor a part of a scale bar or calibration bar. */
  static boolean byPerson(Roi roi) {
    boolean bar = roi.getName() != null && BARS.contains(roi.getName());
    return !bar && !Things.isThing(roi);
  }
}
