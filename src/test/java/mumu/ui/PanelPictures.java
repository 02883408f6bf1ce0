package mumu.ui;

import com.formdev.flatlaf.FlatDarkLaf;
import com.formdev.flatlaf.FlatLightLaf;
import ij.IJ;
import ij.ImageJ;
import ij.ImagePlus;
import ij.WindowManager;
import java.awt.Component;
import java.awt.Container;
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
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import javax.imageio.ImageIO;
import javax.swing.AbstractButton;
import javax.swing.UIManager;
import javax.swing.text.JTextComponent;
import mumu.MumuPlugin;
import mumu.imagej.ImageFiles;

/**
 * Makes the pictures of {@code docs/panel.md} from the real program, on a virtual screen where
 * there is no other: {@code src/test/sh/panel-pictures.sh}.
 */
final class PanelPictures {
  private static final int LIMIT_MILLISECONDS = 120_000;

  private PanelPictures() {}

  /**
   * @param arguments {@code light}, {@code dark} or {@code java} (what Swing has by itself), then
   *     the file to write
   */
  public static void main(String[] arguments) throws Exception {
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, failure) -> {
          failure.printStackTrace();
          System.exit(1);
        });
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
    PanelWindow panel = await(PanelPictures::panel, "the panel");
    type(panel, "mumu.prompt", "a picture of a {man} and his {dog} on a {blue} background");
    Thread.sleep(1500);
    for (String seed : List.of("1", "2", "3")) {
      generate(panel, seed);
    }
    type(panel, "mumu.seed", "4");
    type(panel, "mumu.steps", "200");
    click(panel, "mumu.generate");
    await(() -> onEvent(() -> Session.SHARED.form().activity().done() > 60 ? "" : null), "steps");
    EventQueue.invokeAndWait(() -> tidy(panel));
    write(picture(panel.getBounds()), file);
    if (arguments.length > 2) {
      Rectangle all = panel.getBounds().union(imagej.getBounds());
      write(picture(all.union(park.getWindow().getBounds())), Path.of(arguments[2]));
    }
    System.exit(0);
  }

  private static void generate(PanelWindow panel, String seed) throws Exception {
    int before = Session.SHARED.form().history().size();
    type(panel, "mumu.seed", seed);
    click(panel, "mumu.generate");
    await(
        () -> onEvent(() -> Session.SHARED.form().history().size() > before ? "" : null),
        "picture " + seed);
    await(() -> IJ.getImage().getTitle().startsWith("MUMU: ") ? "" : null, "its window");
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

  private static PanelWindow panel() {
    return Arrays.stream(Window.getWindows())
        .filter(Window::isShowing)
        .filter(PanelWindow.class::isInstance)
        .map(PanelWindow.class::cast)
        .findFirst()
        .orElse(null);
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

  private static void type(Container panel, String name, String text) throws Exception {
    EventQueue.invokeAndWait(() -> ((JTextComponent) find(panel, name)).setText(text));
  }

  private static void click(Container panel, String name) throws Exception {
    EventQueue.invokeAndWait(() -> ((AbstractButton) find(panel, name)).doClick());
  }

  private static Component find(Container container, String name) {
    for (Component child : container.getComponents()) {
      Component found =
          name.equals(child.getName())
              ? child
              : child instanceof Container inner ? find(inner, name) : null;
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static <T> T onEvent(Callable<T> question) {
    FutureTask<T> task = new FutureTask<>(question);
    EventQueue.invokeLater(task);
    try {
      return task.get();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static <T> T await(Callable<T> wanted, String name) throws Exception {
    long end = System.currentTimeMillis() + LIMIT_MILLISECONDS;
    while (System.currentTimeMillis() < end) {
      T found = wanted.call();
      if (found != null) {
        return found;
      }
      Thread.sleep(10);
    }
    System.err.println("waited in vain for " + name);
    System.exit(1);
    return null;
  }
}
