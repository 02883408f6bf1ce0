package mumu.ui.form;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import mumu.request.Binding;
import mumu.request.BindingText;
import mumu.request.CropMode;
import mumu.request.ImageSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlotBindingTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "dog=#1",
        "dog=#1@0.5!box + #2@0.5!box",
        "dog=#1@0.5 + #2!mask",
        "dog='a+b.tif':'#2'@0.7",
        "dog=name*",
      })
  void aRowMeansTheSourcesItWasMadeOf(String text) {
    List<Binding> read = BindingText.parse(text);
    assertEquals(read.get(0).sources(), SlotBinding.of(read.get(0).sources()).sources());
  }

  @Test
  void whatAllSourcesShareStandsInTheirFields() {
    SlotBinding row =
        SlotBinding.of(BindingText.parse("dog=#1@0.5!box + #2@0.5!box").get(0).sources());
    assertEquals(new SlotBinding("#1 + #2", 0.5, CropMode.BOX), row);
  }

  @Test
  void whatASourceSaysItselfCountsMore() {
    List<ImageSource> sources = new SlotBinding("#1@2 + #2", 0.5, CropMode.MASK).sources();
    assertEquals(2, sources.get(0).weight());
    assertEquals(0.5, sources.get(1).weight());
    assertEquals(CropMode.MASK, sources.get(0).crop());
  }

  @Test
  void aSecondSlotInARowIsRefused() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> SlotBinding.BY_NAME.withText("#1; cat=#2").sources())
            .getMessage();
    assertTrue(message.startsWith("a row holds the sources of one slot"), message);
  }
}
