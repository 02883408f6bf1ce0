package mumu;

import ij.Executer;
import ij.IJ;
import ij.ImageJ;
import ij.ImagePlus;
import ij.Undo;
import ij.WindowManager;
import ij.gui.GUI;
import ij.gui.GenericDialog;
import ij.gui.ImageCanvas;
import ij.gui.ImageWindow;
import ij.gui.MessageDialog;
import ij.gui.OvalRoi;
import ij.gui.Roi;
import ij.gui.Toolbar;
import ij.io.RoiEncoder;
import ij.plugin.frame.Recorder;
import ij.plugin.frame.RoiManager;
import java.awt.Choice;
import java.awt.Dialog;
import java.awt.EventQueue;
import java.awt.TextField;
import java.awt.Window;
import java.awt.event.ActionEvent;
import java.awt.event.MouseEvent;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A person with a display, as a program: runs every command by menu, dialog, mouse and toolbar
 * while the Recorder is on, runs what was recorded again, and writes it for others to run. Prints
 * {@code FAILED} with what differs, or {@code PASSED} as the last line.
 */
final class EveryCommandByHand {
  private static final int LIMIT_MILLISECONDS = 90_000;

  private EveryCommandByHand() {}

  /**
   * @param arguments a model, a folder to write to
   */
  public static void main(String[] arguments) throws Exception {
    PrintStream out = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true));
    String model = arguments[0];
    Path folder = Path.of(arguments[1]);
    ImageJ imagej = new ImageJ(ImageJ.EMBEDDED);
    RoiManager manager = new RoiManager();
    Roi kept = new Roi(1, 2, 3, 4);
    kept.setName("kept");
    manager.addRoi(kept);
    String managed = managed(manager);
    Recorder recorder = new Recorder();

    ImagePlus park = command("MUMU Park", true, dialog -> {});
    ImagePlus other = command("MUMU Cell", true, dialog -> {});
    select(recorder, park);
    bindByTool(park);
    check(park.getOverlay().size() == 4, "the tool's region is in the overlay");
    String overlay = overlay(park);
    byte[] pixels = bytes(park);

    ImagePlus tokens = command("MUMU Show Tokens...", true, it -> fill(it, model));
    check(tokens.getStackSize() == 3, "one slice per slot: " + tokens);
    select(recorder, park);
    ImagePlus first = command("MUMU Generate...", true, it -> fill(it, model));
    check(first.getOverlay().size() > 0 && first.getHideOverlay(), "outlines are hidden");
    ImagePlus again = command("MUMU Regenerate", true, it -> {});
    check(Arrays.equals(bytes(first), bytes(again)), "regenerated pixels");
    ImagePlus labels = command("MUMU Make Labels", true, it -> {});
    check(labels.getBitDepth() == 16, "a label image: " + labels);
    select(recorder, park);
    ImagePlus training = command("MUMU Make Training Data...", true, it -> fillTraining(it, model));
    check(training.getStackSize() == 2, "two training pictures: " + training);
    for (String label : List.of("MUMU Check Device...", "MUMU Cite and Licenses", "MUMU...")) {
      command(label, false, it -> {});
    }
    command("MUMU Models...", false, EveryCommandByHand::press);
    command("MUMU Unload Models", false, it -> {});
    Window log = WindowManager.getWindow("Log");
    for (int wait = 0; wait < 100 && !inCorner(log); wait++) {
      Thread.sleep(50); // NB: the screen tells of a move when it likes
    }
    check(inCorner(log), "the Log is in the corner, found it at " + log.getBounds());
    check(Arrays.equals(pixels, bytes(park)), "the source's pixels");
    check(overlay.equals(overlay(park)), "the source's overlay");
    check(managed.equals(managed(manager)), "the ROI Manager");

    select(recorder, other);
    IJ.runMacro("makeOval(100, 100, 80, 90);");
    record(recorder, "makeOval(100, 100, 80, 90);");
    String made = again.getTitle();
    byte[] before = bytes(other);
    command("MUMU Paste Into Selection...", false, dialog -> paste(dialog, made));
    check(WindowManager.getCurrentImage() == other, "the changed image is active");
    byte[] pasted = bytes(other);
    check(!Arrays.equals(before, pasted), "something was pasted");
    Undo.undo();
    check(Arrays.equals(before, bytes(other)), "Undo takes it back");
    Undo.undo();
    check(Arrays.equals(pasted, bytes(other)), "and does it again");
    check(other.getRoi() instanceof OvalRoi, "the selection is still there");

    String recorded = recorder.getText();
    check(printed.size() == 0, "nothing on standard output, found " + printed);
    System.setOut(out);
    System.out.println(recorded);
    check(recorded.chars().allMatch(c -> c < 0x80), "what was recorded is ASCII");
    Files.writeString(folder.resolve("recorded.ijm"), recorded);
    write(folder.resolve("generated"), bytes(first));
    write(folder.resolve("pasted"), pasted);
    for (String label : labels()) {
      check(recorded.contains("run(\"" + label + "\""), label + " was recorded");
    }
    Recorder.record = false;
    recorder.close();
    IJ.run("Close All");
    failIfADialogShows();
    IJ.runMacro(recorded);
    ImagePlus replayed = WindowManager.getCurrentImage();
    check(replayed.getTitle().equals("cell.tif"), "the replay ends at cell.tif");
    check(Arrays.equals(pasted, bytes(replayed)), "the replayed pixels");
    check(managed.equals(managed(manager)), "the ROI Manager after the replay");
    System.out.println("PASSED");
    imagej.exitWhenQuitting(true);
    System.exit(0);
  }

  /** Labels whose recorded line must be there. */
  private static List<String> labels() throws Exception {
    return Files.readAllLines(Path.of("plugins.config")).stream()
        .filter(line -> line.contains("\"MUMU"))
        .map(line -> line.replaceFirst("[^\"]*\"([^\"]+)\".*", "$1"))
        .filter(label -> !List.of("MUMU Photographs", "MUMU Nuclei", "MUMU Tissue").contains(label))
        .filter(label -> !label.matches("MUMU (Panel|Install CUDA).*"))
        .toList();
  }

  /** The toolbar's tool: a drag draws, the dialog asks for the word. */
  private static void bindByTool(ImagePlus image) throws Exception {
    command("MUMU Bind Tool", false, it -> {});
    check(Toolbar.getToolName().equals("MUMU Bind Tool"), "the tool: " + Toolbar.getToolName());
    ImageCanvas canvas = image.getCanvas();
    int[][] path = {{20, 20}, {60, 18}, {70, 60}, {40, 75}, {18, 50}};
    mouse(canvas, MouseEvent.MOUSE_PRESSED, path[0]);
    for (int[] point : path) {
      mouse(canvas, MouseEvent.MOUSE_DRAGGED, point);
    }
    mouse(canvas, MouseEvent.MOUSE_RELEASED, path[path.length - 1]);
    GenericDialog dialog = await(() -> Dialogs.showing(GenericDialog.class), "the tool's dialog");
    Dialogs.field(dialog, "Slot").setText("tree \u00e9");
    press(dialog);
    await(() -> image.getOverlay().size() == 4 ? image : null, "the region");
    Waiting.untilDone("MUMU Bind Selection...", LIMIT_MILLISECONDS);
    check(
        ij.Menus.getPopupMenu()
            .getItem(ij.Menus.getPopupMenu().getItemCount() - 1)
            .getLabel()
            .equals("Bind to Word (MUMU)..."),
        "the menu of the right mouse button");
    mouse(canvas, MouseEvent.MOUSE_PRESSED, new int[] {45, 45}); // a click inside: again
    mouse(canvas, MouseEvent.MOUSE_RELEASED, new int[] {45, 45});
    GenericDialog second =
        await(() -> Dialogs.showing(GenericDialog.class), "the dialog of a click");
    Dialogs.field(second, "Slot").setText("tree \u00e9");
    press(second);
    Waiting.untilDone("MUMU Bind Selection...", LIMIT_MILLISECONDS);
  }

  private static void mouse(ImageCanvas canvas, int kind, int[] point) throws Exception {
    EventQueue.invokeAndWait(
        () -> {
          MouseEvent event =
              new MouseEvent(
                  canvas,
                  kind,
                  System.currentTimeMillis(),
                  MouseEvent.BUTTON1_DOWN_MASK,
                  canvas.screenX(point[0]),
                  canvas.screenY(point[1]),
                  1,
                  false,
                  MouseEvent.BUTTON1);
          canvas.dispatchEvent(event);
        });
  }

  private static void fill(GenericDialog dialog, String model) {
    Dialogs.field(dialog, "Prompt")
        .setText("a {man}, a {dog} & a {tree \u00e9} [red] seed=7 \u4e00");
    Dialogs.field(dialog, "Steps").setText("2");
    Dialogs.field(dialog, "Seed").setText("11");
    choose(dialog, model);
  }

  private static void choose(GenericDialog dialog, String model) {
    Choice models = (Choice) dialog.getChoices().get(0);
    models.add(model);
    models.select(model);
    press(dialog);
  }

  private static void fillTraining(GenericDialog dialog, String model) {
    Dialogs.field(dialog, "Count").setText("2");
    Dialogs.field(dialog, "Most").setText("3");
    Dialogs.field(dialog, "Steps").setText("2");
    choose(dialog, model);
  }

  /** At first with a mistake, which is told; then the dialog comes again as it was left. */
  private static void paste(GenericDialog dialog, String made) {
    Choice source = (Choice) dialog.getChoices().get(0);
    TextField feather = Dialogs.field(dialog, "Feather");
    if (feather.getText().equals("2,5")) {
      check(source.getSelectedItem().equals(made), "the source is kept");
      feather.setText("3");
      press(dialog);
      return;
    }
    source.select(made);
    feather.setText("2,5");
    press(dialog);
    try {
      MessageDialog message =
          await(() -> Dialogs.showing(MessageDialog.class), "what is wrong with the feather");
      String text = Dialogs.text(message);
      check(text.contains("such as 2.5, found '2,5'"), text);
      EventQueue.invokeLater(message::dispose);
    } catch (ReflectiveOperationException | InterruptedException e) {
      fail(e.toString());
    }
  }

  /** Runs a command as the menu does; the new active image if one is expected. */
  private static ImagePlus command(String label, boolean makes, Consumer<GenericDialog> answer)
      throws Exception {
    List<Integer> before = ids();
    new Executer(label, null);
    long end = System.currentTimeMillis() + LIMIT_MILLISECONDS;
    GenericDialog answered = null;
    while (System.currentTimeMillis() < end) {
      GenericDialog dialog = Dialogs.showing(GenericDialog.class);
      if (dialog != null && dialog != answered) {
        answered = dialog;
        answer.accept(dialog);
      }
      if (!Waiting.isRunning(label) && (!makes || ids().size() > before.size())) {
        Thread.sleep(100);
        return WindowManager.getCurrentImage();
      }
      Thread.sleep(20);
    }
    fail("waited in vain for " + label);
    return null;
  }

  /** A dialog in a replay waits for a person for ever; it can only be an error's. */
  private static void failIfADialogShows() {
    Thread watch =
        new Thread(
            () -> {
              try {
                Dialog dialog = null;
                while (dialog == null) {
                  Thread.sleep(100);
                  dialog = Dialogs.showing(Dialog.class);
                }
                fail("the replay says " + Dialogs.text(dialog));
              } catch (ReflectiveOperationException | InterruptedException e) {
                fail(e.toString());
              }
            });
    watch.setDaemon(true);
    watch.start();
  }

  private static List<Integer> ids() {
    int[] ids = WindowManager.getIDList();
    return ids == null ? List.of() : Arrays.stream(ids).boxed().toList();
  }

  private static void press(GenericDialog dialog) {
    EventQueue.invokeLater(
        () ->
            dialog.actionPerformed(
                new ActionEvent(dialog.getButtons()[0], ActionEvent.ACTION_PERFORMED, "  OK  ")));
  }

  /** NB: ImageJ records a choice of a window only where a person clicked it. */
  private static void select(Recorder recorder, ImagePlus image) throws Exception {
    ImageWindow window = image.getWindow();
    await(
        () -> {
          window.toFront();
          window.requestFocus();
          return window.isFocused() ? window : null;
        },
        image.getTitle() + " in front");
    EventQueue.invokeAndWait(() -> WindowManager.setCurrentWindow(window));
    record(recorder, "selectImage(\"" + image.getTitle() + "\");");
  }

  private static void record(Recorder recorder, String line) {
    Recorder.recordString(line + "\n");
  }

  private static String overlay(ImagePlus image) {
    StringBuilder text = new StringBuilder();
    for (Roi roi : image.getOverlay().toArray()) {
      text.append(Arrays.hashCode(RoiEncoder.saveAsByteArray(roi))).append(' ');
    }
    return text.toString();
  }

  private static String managed(RoiManager manager) {
    List<String> rois = new ArrayList<>();
    for (Roi roi : manager.getRoisAsArray()) {
      rois.add(roi.getName() + Arrays.hashCode(RoiEncoder.saveAsByteArray(roi)));
    }
    return rois + Arrays.toString(manager.getSelectedIndexes());
  }

  private static byte[] bytes(ImagePlus image) {
    Object pixels = image.getProcessor().getPixels();
    if (pixels instanceof byte[] bytes) {
      return bytes.clone();
    }
    java.nio.ByteBuffer buffer = java.nio.ByteBuffer.allocate(4 * ((int[]) pixels).length);
    buffer.asIntBuffer().put((int[]) pixels);
    return buffer.array();
  }

  private static void write(Path file, byte[] bytes) throws Exception {
    Files.write(file, bytes);
  }

  private static boolean inCorner(Window log) {
    return log.getX() == 0 && log.getY() + log.getHeight() == GUI.getMaxWindowBounds().height;
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      fail(what);
    }
  }

  private static void fail(String what) {
    System.err.println("FAILED: " + what);
    System.exit(1);
  }

  private static <T> T await(Supplier<T> wanted, String name) throws InterruptedException {
    return Waiting.await(wanted, name, LIMIT_MILLISECONDS);
  }
}
