package mumu.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroundNotesTest {
  private static final List<String> TITLES = List.of("cells.tif", "agar:1");

  @ParameterizedTest
  @ValueSource(strings = {"image black", "Image", "black, regions", "the regions", "Background"})
  void wordsThatLookLikeAKeyAreTold(String ground) {
    List<String> notes = GroundNotes.of(List.of("black", ground), TITLES);
    assertEquals(1, notes.size());
    assertTrue(
        notes.get(0).startsWith("ground='" + ground + "' is words for the model. "), notes.get(0));
    assertTrue(notes.get(0).contains("ground=image"), notes.get(0));
  }

  @Test
  void theNameOfAnOpenImageIsToldWithWhatToWrite() {
    assertEquals(
        List.of(
            "ground='Cells' is words for the model. To lay things on the open image of that name,"
                + " bind it: bind=[…; background=cells.tif]",
            "ground='agar:1' is words for the model. To lay things on the open image of that name,"
                + " bind it: bind=[…; background='agar:1']"),
        GroundNotes.of(List.of("Cells", "agar:1"), TITLES));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "image",
        "regions",
        "black",
        "grey background",
        "imagery",
        "agar",
        "on a blue sky"
      })
  void otherGroundsAreNot(String ground) {
    assertEquals(List.of(), GroundNotes.of(List.of(ground), TITLES));
  }
}
