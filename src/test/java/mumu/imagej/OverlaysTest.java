package mumu.imagej;

import static mumu.imagej.Examples.gray;
import static mumu.imagej.Examples.named;
import static mumu.imagej.Examples.withOverlay;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.ImageStack;
import ij.gui.OvalRoi;
import ij.gui.PointRoi;
import ij.gui.Roi;
import ij.process.ByteProcessor;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bind Selection: the selection's copy in the overlay, named and coloured. */
class OverlaysTest {
  private final ImagePlus image = gray("image", 20, 20, (x, y) -> x);

  @Test
  void aSelectionIsCopiedIntoTheOverlayWithNameAndColour() {
    Roi selection = new OvalRoi(2, 3, 5, 6);
    image.setRoi(selection);
    Overlays.bind(image, selection, "man", Color.ORANGE);
    Roi bound = Workspace.overlayRois(image).get(0);
    assertNotSame(selection, bound);
    assertEquals("man", bound.getName());
    assertEquals(Color.ORANGE, bound.getStrokeColor());
    assertEquals(selection.getBounds(), bound.getBounds());
    assertSame(selection, image.getRoi());
    assertNull(selection.getName());
    assertTrue(image.getOverlay().getDrawNames());
  }

  @Test
  void aNewSelectionForASlotReplacesItsOldOneAndNoOther() {
    Roi other = named("dog", new Roi(0, 0, 2, 2));
    Roi unnamed = new Roi(1, 1, 2, 2);
    withOverlay(image, named("Old Man", new Roi(5, 5, 2, 2)), other, unnamed);
    assertTrue(Overlays.has(image, "oldman"));
    assertFalse(Overlays.has(image, "man"));
    Overlays.bind(image, new Roi(7, 7, 3, 3), "oldman", Color.RED);
    List<Roi> rois = Workspace.overlayRois(image);
    assertEquals(3, rois.size());
    assertSame(other, rois.get(0));
    assertSame(unnamed, rois.get(1));
    assertEquals(7, rois.get(2).getBounds().x);
  }

  @Test
  void onAStackTheSliceIsRemembered() {
    ImageStack slices = new ImageStack(9, 9);
    IntStream.range(0, 3).forEach(i -> slices.addSlice(new ByteProcessor(9, 9)));
    ImagePlus stack = new ImagePlus("stack", slices);
    stack.setSlice(2);
    Overlays.bind(stack, new Roi(1, 1, 2, 2), "man", Color.RED);
    assertEquals(2, Workspace.overlayRois(stack).get(0).getPosition());
  }

  @Test
  void colourAndNameSurviveATiff(@TempDir Path folder) throws IOException {
    Roi grouped = new Roi(1, 1, 2, 2);
    grouped.setGroup(3);
    Overlays.bind(image, grouped, "man", SlotColors.of(1));
    ImageFiles.save(image, folder.resolve("x.tif"));
    Roi again = Workspace.overlayRois(ImageFiles.open(folder.resolve("x.tif"))).get(0);
    assertEquals("man", again.getName());
    assertEquals(SlotColors.of(1), again.getStrokeColor());
    assertEquals(3, grouped.getGroup());
  }

  @Test
  void aSelectionWithoutAreaIsRefusedAndNothingChanges() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> Overlays.bind(image, new PointRoi(1, 1), "man", Color.RED))
            .getMessage();
    assertTrue(message.startsWith("The selection is of type \"point\""), message);
    assertNull(image.getOverlay());
  }

  @Test
  void theFirstSevenSlotsHaveSevenColoursAndThenTheyRepeat() {
    assertEquals(7, IntStream.range(0, 7).mapToObj(SlotColors::of).distinct().count());
    assertEquals(SlotColors.of(0), SlotColors.of(7));
    assertNotEquals(SlotColors.of(0), SlotColors.of(1));
  }
}
