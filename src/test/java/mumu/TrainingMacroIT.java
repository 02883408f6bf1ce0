package mumu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.process.ImageProcessor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import mumu.ChildImageJ.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The macro that makes training data, pixel by pixel. */
class TrainingMacroIT {
  @TempDir Path folder;

  @Test
  void everyCellOfTheTrainingMacroLiesWhereItsLabelSays() throws IOException, InterruptedException {
    Run run = MacrosIT.macro("MUMU_Training_Data.ijm", "test-images/cell.tif;" + folder + ";18");
    assertTrue(run.said("MUMU training data: 18 pictures with labels"), run.output());
    List<String> boxes = Files.readAllLines(folder.resolve("boxes.csv"));
    assertEquals("file,label,class,x,y,width,height", boxes.get(0));
    List<int[]> whole =
        boxes.subList(1, boxes.size()).stream()
            .map(line -> line.replaceAll("\\.tif|,cell", "").split(","))
            .map(row -> Arrays.stream(row).mapToInt(Integer::parseInt).toArray())
            .filter(this::isWhole)
            .toList();
    assertTrue(whole.size() > 18, boxes::toString);
    double elsewhere = 0;
    for (int[] box : whole) {
      double there = difference(box, false); // the cell may be bent, too
      assertTrue(there < 35, () -> Arrays.toString(box) + " differs by " + there);
      elsewhere += difference(box, true) / whole.size();
    }
    assertTrue(elsewhere > 40, "in mirrored pictures the cells are not there: " + elsewhere);
    assertTrue(
        boxes.stream().map(line -> line.replaceAll("^.*,cell,", "")).distinct().count() > 18);
  }

  /** Whether nothing lies before a cell: what is to be seen of it is about round. */
  private boolean isWhole(int[] box) {
    ImageProcessor labels = open("masks", box[0]);
    int area = 0;
    for (int y = box[3]; y < box[3] + box[5]; y++) {
      for (int x = box[2]; x < box[2] + box[4]; x++) {
        area += labels.get(x, y) == box[1] ? 1 : 0;
      }
    }
    boolean round = Math.abs(box[4] - box[5]) < 0.15 * Math.max(box[4], box[5]);
    return round && area > 0.72 * box[4] * box[5];
  }

  /**
   * Mean difference between a cell's pixels and the picture where the label image has it; it may be
   * turned, but is about round.
   *
   * @param box number of the file, label, x, y, width, height
   */
  private double difference(int[] box, boolean mirrored) {
    ImageProcessor labels = open("masks", box[0]);
    ImageProcessor picture = open("images", box[0]);
    if (mirrored) {
      picture.flipHorizontal();
    }
    ImagePlus source = IJ.openImage("test-images/cell.tif");
    ImageProcessor cell = source.getProcessor();
    cell.setRoi(source.getOverlay().get(0).getBounds());
    cell = cell.crop();
    cell.setInterpolationMethod(ImageProcessor.BILINEAR);
    cell = cell.resize(box[4], box[5], true);
    double sum = 0;
    int count = 0;
    for (int i = 0; i < cell.getPixelCount(); i++) {
      int x = i % cell.getWidth();
      int y = i / cell.getWidth();
      if (labels.get(box[2] + x, box[3] + y) == box[1]) {
        sum += Math.abs(cell.get(x, y) - picture.get(box[2] + x, box[3] + y));
        count++;
      }
    }
    return sum / count;
  }

  private ImageProcessor open(String below, int number) {
    return IJ.openImage(folder.resolve(below).resolve("%05d.tif".formatted(number)).toString())
        .getProcessor();
  }
}
