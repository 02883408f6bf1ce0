package mumu.ui.form;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntUnaryOperator;

/** Gives every slot a colour: that of its ROI where it has one, and never one colour twice. */
final class SlotColoring {
  private SlotColoring() {}

  /**
   * @param own the ROIs' colours, slot by slot
   * @param palette colours by index, the same again after some
   */
  static List<Integer> assign(List<OptionalInt> own, IntUnaryOperator palette) {
    Set<Integer> reserved = new HashSet<>();
    own.forEach(color -> color.ifPresent(reserved::add));
    Set<Integer> used = new HashSet<>();
    List<Integer> colors = new ArrayList<>();
    for (OptionalInt color : own) {
      boolean keeps = color.isPresent() && used.add(color.getAsInt());
      colors.add(keeps ? color.getAsInt() : next(reserved, palette, colors.size()));
      reserved.add(colors.get(colors.size() - 1));
    }
    return colors;
  }

  /** The first colour nobody has; by position when the palette is used up. */
  private static int next(Set<Integer> reserved, IntUnaryOperator palette, int position) {
    int first = palette.applyAsInt(0);
    if (!reserved.contains(first)) {
      return first;
    }
    for (int index = 1; palette.applyAsInt(index) != first; index++) {
      if (!reserved.contains(palette.applyAsInt(index))) {
        return palette.applyAsInt(index);
      }
    }
    return palette.applyAsInt(position);
  }
}
