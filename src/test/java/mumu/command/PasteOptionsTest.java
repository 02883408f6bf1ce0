package mumu.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import mumu.imagej.Pasting;
import mumu.imagej.Pasting.Place;
import mumu.request.OptionString;
import mumu.request.SourceText;
import org.junit.jupiter.api.Test;

class PasteOptionsTest {
  @Test
  void whatIsWrittenIsReadAgain() {
    for (Place place : Place.values()) {
      PasteOptions options =
          new PasteOptions(
              Optional.of(SourceText.of("MUMU: a {man} [and] 'his' dog")),
              Optional.of(SourceText.of("park.tif")),
              new Pasting(2.5, place));
      assertEquals(options, PasteOptions.parse(options.format()));
    }
  }

  @Test
  void nothingIsAPictureWithAHardEdgeThatFindsItsPlace() {
    PasteOptions options = PasteOptions.parse("");
    assertEquals(
        new PasteOptions(Optional.empty(), Optional.empty(), new Pasting(0, Place.AUTO)), options);
    assertEquals("feather=[0] place=[auto]", options.format());
  }

  @Test
  void mistakesAreNamed() {
    refused("feather=wide", "feather must be a number of pixels, such as 2.5, found 'wide'");
    refused("feather=-1", "feather must be 0 to 10000 pixels");
    refused("place=here", "place must be auto, box or frame, found 'here'");
    refused("target=[a.tif@0.5]", "target takes an image without @weight");
    refused("into=x", "the option 'into' is unknown");
  }

  @Test
  void noKeyOfAnyCommandIsASuffixOfAnotherOfIt() {
    for (List<String> keys :
        List.of(
            OptionString.KEYS,
            PasteOptions.KEYS,
            TrainingOptions.KEYS,
            ModelAction.KEYS,
            List.of("slot"))) {
      for (String key : keys) {
        assertTrue(keys.stream().noneMatch(it -> !it.equals(key) && it.endsWith(key)), key);
      }
    }
  }

  private static void refused(String options, String part) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> PasteOptions.parse(options))
            .getMessage();
    assertTrue(message.contains(part), message);
  }
}
