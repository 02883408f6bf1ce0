package mumu;

import ij.IJ;
import ij.ImagePlus;
import ij.Macro;
import ij.WindowManager;
import ij.gui.OvalRoi;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.macro.Interpreter;
import java.awt.Color;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;

/** Open images in headless ImageJ, and macros' two ways to the plugin. */
final class Scene implements AutoCloseable {
  /** A real bundle with random weights: fast, and good for everything but looks. */
  static final String MODEL =
      Path.of("src", "test", "resources", "bundles", "tiny-random").toAbsolutePath().toString();

  private final MacroExtensions extensions = new MacroExtensions();

  /** One image {@code Park} whose overlay names a man and a dog. */
  Scene() {
    Interpreter.batchMode = true;
    Macro.setOptions(null);
    extensions.run("");
    park("Park");
  }

  ImagePlus park(String title) {
    ImagePlus image = IJ.createImage(title, "RGB ramp", 90, 70, 1);
    image.setOverlay(new Overlay());
    add(image, new OvalRoi(5, 5, 40, 50), "man", Color.RED);
    add(image, new Roi(50, 20, 30, 30), "dog", Color.BLUE);
    image.show();
    return image;
  }

  static void add(ImagePlus image, Roi roi, String name, Color fill) {
    image.getProcessor().setColor(fill);
    image.getProcessor().fill(roi);
    roi.setName(name);
    image.getOverlay().add(roi);
  }

  /** An Ext function as a macro calls it. */
  String ext(String function, Object... arguments) {
    return extensions.handleExtension(function, arguments.length == 0 ? null : arguments);
  }

  String generate(String options) {
    return ext("mumuGenerate", withModel(options));
  }

  /** A menu command as {@code run("…", options)} calls it. */
  ImagePlus command(String argument, String options) {
    AtomicReference<RuntimeException> failure = new AtomicReference<>();
    AtomicReference<ImagePlus> active = new AtomicReference<>();
    ImagePlus before = WindowManager.getCurrentImage();
    Thread thread =
        new Thread(
            () -> {
              WindowManager.setTempCurrentImage(before);
              Macro.setOptions(options);
              try {
                new MumuPlugin().run(argument);
              } catch (RuntimeException e) {
                failure.set(e);
              }
              active.set(WindowManager.getCurrentImage());
            },
            "Run$_test");
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    if (failure.get() != null) {
      throw failure.get();
    }
    WindowManager.setTempCurrentImage(active.get());
    return active.get();
  }

  static String withModel(String options) {
    return "model=[" + MODEL + "] " + options;
  }

  static ImagePlus image(String id) {
    return WindowManager.getImage(Integer.parseInt(id));
  }

  /** All pixels of all slices. */
  static int[][] pixels(ImagePlus image) {
    return Arrays.stream(image.getStack().getImageArray(), 0, image.getStackSize())
        .map(slice -> ((int[]) slice).clone())
        .toArray(int[][]::new);
  }

  void closeImages() {
    int[] ids = WindowManager.getIDList();
    if (ids != null) {
      for (int id : ids) {
        Interpreter.removeBatchModeImage(WindowManager.getImage(id));
      }
    }
    WindowManager.setTempCurrentImage(null);
  }

  @Override
  public void close() {
    closeImages();
    IJ.resetEscape();
    Interpreter.batchMode = false;
  }
}
