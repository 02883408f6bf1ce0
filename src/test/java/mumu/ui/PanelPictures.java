package mumu.ui;

import com.formdev.flatlaf.FlatDarkLaf;
import com.formdev.flatlaf.FlatLightLaf;
import ij.IJ;
import ij.ImageJ;
import ij.ImagePlus;
import ij.WindowManager;
import java.awt.EventQueue;
import java.awt.GraphicsEnvironment;
import java.awt.Image;
import java.awt.Point;
import java.awt.Rectangle;
import java.awt.Robot;
import java.awt.Window;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import javax.swing.UIManager;
import mumu.MumuPlugin;
import mumu.imagej.ImageFiles;

/**
 * Makes the pictures of {@code docs/panel.md} from the real program, on a virtual screen where
 * there is no other: {@code src/test/sh/panel-pictures.sh}.
 */
final class PanelPictures {

  private static final String SENTENCE =
      "a picture of a {man} and his {dog} on a {blue} background";

  private PanelPictures() {}

  /**
   * @param arguments {@code light}, {@code dark} or {@code java} (what Swing has by itself), then
   *     the file to write
   */
  public static void main(String[] arguments) throws Exception {
    Hand.exitOnFailure();
    if (!arguments[0].equals("java")) {
      UIManager.setLookAndFeel(
          arguments[0].equals("dark") ? new FlatDarkLaf() : new FlatLightLaf());
    }
    Path file = Path.of(arguments[1]);
    ImageJ imagej = new ImageJ(ImageJ.EMBEDDED);
    ImagePlus park = ImageFiles.open(Path.of("test-images", "park.tif"));
    park.show();
    EventQueue.invokeAndWait(
        () -> {
          imagej.setLocation(0, 0);
          park.getWindow().setLocation(0, imagej.getHeight());
        });
    new MumuPlugin().run("panel");
    PanelWindow panel = Hand.await(Hand::panel, "the panel");
    Thread.sleep(1500);
    generate(panel, "11", "a picture of a {dog} on a green background");
    generate(panel, "12", "a picture of a {man} on a red background");
    generate(panel, "3", SENTENCE);
    Hand.type(panel, "mumu.seed", "4");
    Hand.type(panel, "mumu.steps", "200");
    Hand.click(panel, "mumu.generate");
    Hand.await(
        () -> Hand.onEvent(() -> Session.SHARED.form().activity().done() > 60 ? "" : null),
        "steps");
    EventQueue.invokeAndWait(() -> tidy(panel));
    write(picture(panel.getBounds()), file);
    if (arguments.length > 2) {
      Rectangle all = panel.getBounds().union(imagej.getBounds());
      write(picture(all.union(park.getWindow().getBounds())), Path.of(arguments[2]));
    }
    System.exit(0);
  }

  private static void generate(PanelWindow panel, String seed, String sentence) throws Exception {
    int before = Session.SHARED.form().history().size();
    Hand.type(panel, "mumu.prompt", sentence);
    Hand.type(panel, "mumu.seed", seed);
    Hand.click(panel, "mumu.generate");
    Hand.await(
        () -> Hand.onEvent(() -> Session.SHARED.form().history().size() > before ? "" : null),
        "picture " + seed);
    Hand.await(() -> IJ.getImage().getTitle().startsWith("MUMU: ") ? "" : null, "its window");
    Thread.sleep(300);
    EventQueue.invokeAndWait(
        () ->
            IJ.getImage().getWindow().setLocation(new Point(20 + 30 * before, 380 + 30 * before)));
  }

  /** The Log and older pictures out of the way, as a user would have them. */
  private static void tidy(PanelWindow panel) {
    Window log = WindowManager.getWindow("Log");
    if (log != null) {
      log.setVisible(false);
    }
    panel.toFront();
  }

  /** NB: what a screen with more than one pixel per point shows, all of it. */
  private static BufferedImage picture(Rectangle bounds) throws Exception {
    Robot robot =
        new Robot(GraphicsEnvironment.getLocalGraphicsEnvironment().getDefaultScreenDevice());
    robot.waitForIdle();
    List<Image> variants = robot.createMultiResolutionScreenCapture(bounds).getResolutionVariants();
    return (BufferedImage) variants.get(variants.size() - 1);
  }

  private static void write(BufferedImage picture, Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    ImageIO.write(picture, "png", file.toFile());
  }
}
