package mumu.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.OvalRoi;
import ij.gui.Overlay;
import ij.gui.Roi;
import java.awt.Color;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import mumu.imagej.Binder;
import mumu.imagej.Workspace;
import mumu.request.BindingText;
import mumu.request.ImageSource;
import mumu.request.OptionString;
import mumu.request.Settings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SightTest {
  private final ImagePlus park = IJ.createImage("Park", "RGB ramp", 90, 70, 1);
  private Workspace workspace;

  @BeforeEach
  void draw() {
    park.setOverlay(new Overlay());
    add(new OvalRoi(5, 5, 40, 50), "man", Color.ORANGE);
    add(new Roi(50, 20, 30, 30), "dog", null);
    workspace = new Workspace(Optional.of(park), List.of(park), List.of());
  }

  private void add(Roi roi, String name, Color color) {
    roi.setName(name);
    roi.setStrokeColor(color);
    park.getOverlay().add(roi);
  }

  private Sight look(String slot, String source) throws IOException {
    List<ImageSource> sources =
        source.isEmpty() ? List.of() : BindingText.parse("x=" + source).get(0).sources();
    return Sight.of(slot, sources, Settings.DEFAULT_MODEL, workspace);
  }

  @Test
  void aSlotShowsWhatShowTokensShows() throws IOException {
    var bound = Binder.bind(OptionString.parse("prompt=[a {man}]"), workspace).request();
    Sight sight = look("man", "");
    assertEquals(Production.tokens(bound).get(0), sight.images().get(0).picture());
    assertEquals("Park:man", sight.images().get(0).where());
    assertTrue(sight.images().get(0).rule().startsWith("mask"));
  }

  @Test
  void aRegionFoundByNameIsWrittenSoThatItMeansTheSame() throws IOException {
    String source = look("Man", "").source().orElseThrow();
    assertEquals("Park:man", source);
    assertEquals(look("Man", "").images(), look("Man", source).images());
  }

  @Test
  void theColorIsTheRegionsOwn() throws IOException {
    OptionalInt orange = OptionalInt.of(Color.ORANGE.getRGB() & 0xFFFFFF);
    assertEquals(orange, look("man", "").images().get(0).rgb());
    assertEquals(OptionalInt.empty(), look("dog", "").images().get(0).rgb());
  }

  @Test
  void wordsAloneAreNoProblem() throws IOException {
    assertEquals(Sight.NOTHING, look("cat", ""));
    assertEquals(Sight.NOTHING, look("a {brace} in it", ""));
  }

  @Test
  void whatCannotBeBoundHasASentence() throws IOException {
    assertTrue(look("man", "nobody").problem().orElseThrow().contains("'nobody'"));
    add(new Roi(1, 1, 9, 9), "MAN", null);
    assertTrue(look("man", "").problem().orElseThrow().contains("There are 2 ROIs"));
    assertEquals(List.of(), look("man", "").images());
  }

  @Test
  void severalSourcesAreSeveralImages() throws IOException {
    assertEquals(2, look("pet", "Park:man + Park:dog!box").images().size());
  }

  @Test
  void theRegionStaysAsItWas() throws IOException {
    String before = park.getOverlay().get(0).toString() + park.getOverlay().get(1);
    look("man", "");
    look("dog", "Park:dog");
    assertEquals(before, park.getOverlay().get(0).toString() + park.getOverlay().get(1));
  }
}
