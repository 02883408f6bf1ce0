package mumu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.process.ImageProcessor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mumu.ChildImageJ.Run;
import mumu.imagej.ImageFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training set by the embedded model, without a display, on the packaged plugin. */
class TrainingDataIT {
  private static final String NUCLEI =
      Path.of("test-images", "nuclei.tif").toAbsolutePath().toString();

  @TempDir Path temporary;

  @Test
  void threePicturesAreWholePairsWithTrueBoxesAndTheSameAgain()
      throws IOException, InterruptedException {
    Path first = temporary.resolve("first");
    Path second = temporary.resolve("second");
    String options = "count=3 seed=1 width=128 height=128 most=6 folder=";
    Run run =
        ChildImageJ.plain(ChildImageJ.PACKAGED)
            .runMacro(
                temporary,
                "Ext.install('mumu.MacroExtensions');",
                "source = Ext.mumuOpen('" + NUCLEI + "');",
                "made = Ext.mumuTrainingData('" + options + "[" + first + "]');",
                "selectImage(parseInt(source));",
                "made += Ext.mumuTrainingData('" + options + "[" + second + "]');",
                "made += Ext.mumuTrainingData('" + options + "[" + second + "]');",
                "for (touching = 0; touching < 2; touching++)",
                "  made += Ext.mumuTrainingData('count=1 seed=2 fewest=7 most=7 ground=black'",
                "      + ' touching=' + touching + ' folder=["
                    + temporary
                    + "/' + touching + ']');",
                "print('SENTINEL ' + made + ' ' + nImages);");
    assertTrue(run.said("SENTINEL 33311 1"), run.output());
    List<Path> files = files(first);
    assertEquals(8, files.size(), files::toString);
    for (Path file : files) {
      assertArrayEquals(
          Files.readAllBytes(first.resolve(file)),
          Files.readAllBytes(second.resolve(file)),
          file.toString());
    }
    Set<String> expected = new TreeSet<>();
    for (String name : List.of("00001.tif", "00002.tif", "00003.tif")) {
      ImagePlus image = ImageFiles.open(first.resolve("images").resolve(name));
      ImagePlus mask = ImageFiles.open(first.resolve("masks").resolve(name));
      assertEquals(8, image.getBitDepth());
      assertEquals(16, mask.getBitDepth());
      assertEquals(image.getWidth(), mask.getWidth());
      assertEquals(image.getHeight(), mask.getHeight());
      expected.addAll(rows(name, mask.getProcessor()));
    }
    List<String> table = Files.readAllLines(first.resolve("boxes.csv"));
    assertEquals("file,label,class,x,y,width,height", table.get(0));
    assertEquals(expected, new TreeSet<>(table.subList(1, table.size())));
    assertEquals(labels(mask("1")), touching(mask("1")));
    assertTrue(touching(mask("0")).size() < 5, "" + touching(mask("0")));
  }

  private ImageProcessor mask(String folder) throws IOException {
    return ImageFiles.open(temporary.resolve(folder).resolve("masks/00001.tif")).getProcessor();
  }

  /** Labels that have another one at most three pixels away. */
  private static Set<Integer> touching(ImageProcessor mask) {
    Set<Integer> found = new TreeSet<>();
    for (int y = 3; y < mask.getHeight(); y++) {
      for (int x = 3; x < mask.getWidth() - 3; x++) {
        for (int i = 0; i < 4 * 7; i++) {
          int one = mask.get(x, y);
          int other = mask.get(x - 3 + i % 7, y - i / 7);
          if (one > 0 && other > 0 && one != other) {
            found.addAll(List.of(one, other));
          }
        }
      }
    }
    return found;
  }

  private static Set<Integer> labels(ImageProcessor mask) {
    return IntStream.range(0, mask.getPixelCount())
        .map(mask::get)
        .filter(label -> label > 0)
        .boxed()
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What the table should say of a mask, whose numbers must be 1 to n. */
  private static List<String> rows(String name, ImageProcessor mask) {
    Set<Integer> labels = labels(mask);
    assertEquals(IntStream.rangeClosed(1, labels.size()).boxed().toList(), List.copyOf(labels));
    assertTrue(!labels.isEmpty() && labels.size() <= 6, labels::toString);
    return labels.stream()
        .map(
            label -> {
              int[] here =
                  IntStream.range(0, mask.getPixelCount())
                      .filter(i -> mask.get(i) == label)
                      .toArray();
              int width = mask.getWidth();
              var x = IntStream.of(here).map(i -> i % width).summaryStatistics();
              var y = IntStream.of(here).map(i -> i / width).summaryStatistics();
              return "%s,%d,nucleus,%d,%d,%d,%d"
                  .formatted(
                      name,
                      label,
                      x.getMin(),
                      y.getMin(),
                      x.getMax() - x.getMin() + 1,
                      y.getMax() - y.getMin() + 1);
            })
        .toList();
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).map(folder::relativize).sorted().toList();
    }
  }
}
