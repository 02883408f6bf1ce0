package mumu.imagej;

import java.awt.Color;

/**
 * One colour per slot, the same in the overlay, the prompt field and the table.
 *
 * <p>Palette of Okabe and Ito, "Color Universal Design" (2008), without black, in an order whose
 * neighbours stay apart for every common colour-vision deficiency.
 */
public final class SlotColors {
  private static final Color[] PALETTE = {
    new Color(0xE69F00), // orange
    new Color(0x56B4E9), // sky blue
    new Color(0x009E73), // bluish green
    new Color(0xF0E442), // yellow
    new Color(0x0072B2), // blue
    new Color(0xD55E00), // vermilion
    new Color(0xCC79A7), // reddish purple
  };

  private SlotColors() {}

  /** Colour of the slot with this index in the prompt, from 0; the palette repeats after seven. */
  public static Color of(int slotIndex) {
    return PALETTE[Math.floorMod(slotIndex, PALETTE.length)];
  }
}
