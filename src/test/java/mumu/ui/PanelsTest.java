package mumu.ui;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import mumu.imagej.SlotColors;
import org.junit.jupiter.api.Test;

class PanelsTest {
  @Test
  void withoutADisplayItSaysThatItNeedsOneAndWhatToDo() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> new Panels().apply("panel"))
            .getMessage();
    assertTrue(message.startsWith("MUMU Panel is a window and needs a display"), message);
    assertTrue(message.contains("Ext.mumuGenerate"), message);
  }

  @Test
  void wordsOnEverySlotColorCanBeReadOnLightAndDark() {
    Color[][] themes = {
      {Color.BLACK, Color.WHITE},
      {new Color(0x333333), new Color(0xEEEEEE)},
      {new Color(0xDDDDDD), new Color(0x46494B)},
      {new Color(0xBBBBBB), new Color(0x3C3F41)},
    };
    for (Color[] theme : themes) {
      for (int slot = 0; slot < 7; slot++) {
        Color behind = Tint.behind(theme[0], SlotColors.of(slot), theme[1]);
        assertTrue(Tint.contrast(theme[0], behind) >= 4.5, slot + " on " + theme[1]);
      }
      assertTrue(Tint.contrast(Tint.problem(theme[1]), theme[1]) >= 4.5, theme[1].toString());
      assertTrue(Tint.contrast(Tint.faint(theme[0], theme[1]), theme[1]) >= 4.5);
    }
  }
}
