package mumu;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import mumu.ChildImageJ.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kit's comparison of two devices' pictures tells a wrong one. */
class GpuKitIT {
  private static final Path COMPARE = Path.of("src", "test", "gpu", "compare.ijm").toAbsolutePath();

  @TempDir Path folder;

  @Test
  void aPictureThatDiffersMoreThanByRoundingIsTold() throws IOException, InterruptedException {
    Path picture = picture("a", 32, 0x405060, 0x405060);
    Path rounded = picture("b", 32, 0x405060, 0x40505A);
    Path wrong = picture("c", 32, 0x405060, 0x405960);
    assertTrue(compared(picture, rounded).said("SAME: largest difference 6 of 255, mean 0.0"));
    Run run = compared(picture, wrong);
    assertTrue(run.said("DIFFERENT: largest difference 9 of 255"), run.output());
    Run sizes = compared(picture, picture("d", 16, 0, 0));
    assertTrue(sizes.said("DIFFERENT: 32 x 8 against 16 x 8"), sizes.output());
    Run absent = compared(picture, folder.resolve("absent.png"));
    assertTrue(!absent.said("SAME"), absent.output());
  }

  /** One colour, and another one in the last pixel. */
  private Path picture(String name, int width, int color, int last) throws IOException {
    BufferedImage image = new BufferedImage(width, 8, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < width * 8; i++) {
      image.setRGB(i % width, i / width, i == width * 8 - 1 ? last : color);
    }
    Path file = folder.resolve(name + ".png");
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  private static Run compared(Path first, Path second) throws IOException, InterruptedException {
    return ChildImageJ.plain(ChildImageJ.PACKAGED)
        .run("-batch", COMPARE.toString(), first + "|" + second + "|8");
  }
}
