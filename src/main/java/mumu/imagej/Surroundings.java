package mumu.imagej;

import ij.ImagePlus;
import ij.gui.Roi;
import ij.plugin.filter.ThresholdToSelection;
import ij.process.ByteProcessor;
import ij.process.ImageProcessor;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mumu.request.CropMode;

/**
 * What images show besides their regions: of every slice with regions the other pixels, as one
 * selection, without those next to a region, which its light still reaches.
 *
 * @param left the selections, of images that have such pixels
 * @param covered titles of the other images
 */
record Surroundings(List<Found> left, List<String> covered) {
  private static final String NAME = "all but its regions";
  private static final int COVERED = 255;

  /** Pixels. NB: blur of microscopes; what is left of it would show as a ring where a cell was. */
  private static final int GLOW = 3;

  Surroundings {
    left = List.copyOf(left);
    covered = List.copyOf(covered);
  }

  /** NB: without the channel, as a cell is a cell in all of them. */
  private record Slice(ImagePlus image, int slice, int frame) {
    static Slice of(Found found) {
      Plane plane = plane(found);
      return new Slice(found.image(), plane.slice(), plane.frame());
    }
  }

  private static Plane plane(Found found) {
    return found
        .roi()
        .map(roi -> Plane.of(found.image(), roi))
        .orElseGet(() -> Plane.shown(found.image()));
  }

  /**
   * @param regions that have been cut out before, so that they have pixels
   */
  static Surroundings of(List<Found> regions) {
    Map<Slice, List<Found>> slices = new LinkedHashMap<>();
    regions.forEach(
        found -> slices.computeIfAbsent(Slice.of(found), key -> new ArrayList<>()).add(found));
    List<Found> left = new ArrayList<>();
    List<String> covered = new ArrayList<>();
    for (List<Found> here : slices.values()) {
      Found first = here.get(0);
      ByteProcessor mask = covered(here);
      if (mask.getStatistics().min < COVERED) {
        left.add(Found.part(first.image(), first.title(), rest(ground(mask), first), NAME));
      } else {
        covered.add(first.title());
      }
    }
    return new Surroundings(left, covered);
  }

  /**
   * NB: pixel by pixel as they were cut out, so that none is a region's and the rest's. ShapeRoi's
   * own arithmetic differs by pixels from the masks of ovals, and with hundreds of regions it takes
   * minutes.
   */
  private static ByteProcessor covered(List<Found> regions) {
    ImagePlus image = regions.get(0).image();
    int width = image.getWidth();
    ByteProcessor mask = new ByteProcessor(width, image.getHeight());
    for (Found found : regions) {
      Cut cut = Cut.of(found, CropMode.AUTO);
      Rectangle box = cut.box();
      for (int i = 0; i < box.width * box.height; i++) {
        if (cut.contains(i)) {
          mask.set(box.x + i % box.width, box.y + i / box.width, COVERED);
        }
      }
    }
    return mask;
  }

  /** With what is next to the regions, unless most of what they leave is. */
  private static ByteProcessor ground(ByteProcessor covered) {
    ByteProcessor wider = (ByteProcessor) covered.duplicate();
    int width = covered.getWidth();
    for (int i = 0; i < covered.getPixelCount(); i++) {
      if (covered.get(i) != 0) {
        cover(wider, i % width, i / width);
      }
    }
    return 2 * left(wider) < left(covered) ? covered : wider;
  }

  /** What is next to a pixel, and within the image. */
  private static void cover(ByteProcessor mask, int x, int y) {
    for (int down = -GLOW; down <= GLOW; down++) {
      int reach = (int) Math.sqrt(GLOW * GLOW + 1 - down * down); // +1: rounder
      for (int over = -reach; over <= reach; over++) {
        mask.putPixel(x + over, y + down, COVERED);
      }
    }
  }

  private static int left(ByteProcessor mask) {
    return mask.getHistogram()[0];
  }

  /** The pixels that are not covered, on the plane of a region. */
  private static Roi rest(ByteProcessor mask, Found region) {
    mask.setThreshold(0, 0, ImageProcessor.NO_LUT_UPDATE);
    Roi rest = new ThresholdToSelection().convert(mask);
    rest.setName(NAME);
    if (region.image().getStackSize() > 1) {
      Plane plane = plane(region);
      rest.setPosition(plane.index(region.image(), plane.channel()));
    }
    return rest;
  }
}
