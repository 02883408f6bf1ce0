package mumu;

import ij.Executer;
import ij.IJ;
import ij.ImageJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.GenericDialog;
import ij.plugin.frame.Recorder;
import java.awt.EventQueue;
import java.awt.TextField;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * A person with a display, as a program: opens an image, fills in the dialog while the Recorder is
 * on, and runs what was recorded. Its last line is {@code PASSED} or says what differs.
 */
final class RecordAndReplay {
  private static final int LIMIT_MILLISECONDS = 30_000;

  private RecordAndReplay() {}

  /**
   * @param arguments an image file whose overlay names a man and a dog, a model, a picture's folder
   */
  public static void main(String[] arguments) throws Exception {
    ImageJ imagej = new ImageJ(ImageJ.EMBEDDED);
    IJ.runMacro("Ext.install('mumu.MacroExtensions'); Ext.mumuOpen('" + arguments[0] + "');");
    Recorder recorder = new Recorder();
    ImagePlus source = WindowManager.getCurrentImage();
    new Executer("MUMU Generate...", null);
    GenericDialog dialog = await(() -> Dialogs.showing(GenericDialog.class), "the dialog");
    List<TextField> fields = textFields(dialog);
    String suggested = fields.get(0).getText();
    fields.get(0).setText(suggested + ", \"seed=5\" [red] \u00e9\u4e00");
    type(fields, 3, "2"); // steps
    type(fields, 6, "64"); // width
    type(fields, 7, "32"); // height
    type(fields, 8, "2"); // count
    press(dialog, arguments[1]);
    ImagePlus first = await(() -> newImage(source), "the result");
    String recorded = await(() -> line(recorder), "the recorded line");
    System.out.println("suggested: " + suggested);
    System.out.println("recorded: " + recorded);
    WindowManager.setCurrentWindow(source.getWindow());
    IJ.runMacro(recorded);
    ImagePlus second = await(() -> newImage(source, first), "the replayed result");
    boolean same = Arrays.deepEquals(Scene.pixels(first), Scene.pixels(second));
    System.out.println(same ? "PASSED" : "the replayed pixels differ");
    imagej.exitWhenQuitting(true);
    System.exit(0);
  }

  private static void type(List<TextField> fields, int index, String text) {
    fields.get(index).setText(text);
  }

  @SuppressWarnings("unchecked")
  private static List<TextField> textFields(GenericDialog dialog) {
    return List.copyOf(dialog.getStringFields());
  }

  private static void press(GenericDialog dialog, String model) throws Exception {
    EventQueue.invokeAndWait(
        () -> {
          java.awt.Choice models = (java.awt.Choice) dialog.getChoices().get(0);
          models.add(model);
          models.select(model);
        });
    Dialogs.press(dialog, dialog.getButtons()[0]);
  }

  private static ImagePlus newImage(ImagePlus... known) {
    ImagePlus image = WindowManager.getCurrentImage();
    return image == null || Arrays.asList(known).contains(image) ? null : image;
  }

  private static String line(Recorder recorder) {
    return recorder
        .getText()
        .lines()
        .filter(line -> line.startsWith("run(\"MUMU Generate...\""))
        .findFirst()
        .orElse(null);
  }

  private static <T> T await(Supplier<T> wanted, String name) throws InterruptedException {
    return Waiting.await(wanted, name, LIMIT_MILLISECONDS);
  }
}
