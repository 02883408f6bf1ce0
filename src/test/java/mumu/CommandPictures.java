package mumu;

import ij.Executer;
import ij.IJ;
import ij.ImageJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.GenericDialog;
import ij.gui.ImageWindow;
import ij.plugin.frame.Recorder;
import java.awt.Color;
import java.awt.Dialog;
import java.awt.EventQueue;
import java.awt.Frame;
import java.awt.MenuBar;
import java.awt.Point;
import java.awt.Rectangle;
import java.awt.Robot;
import java.awt.TextField;
import java.awt.Window;
import java.awt.event.ActionEvent;
import java.awt.event.InputEvent;
import java.awt.event.KeyEvent;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Supplier;
import javax.imageio.ImageIO;
import mumu.imagej.ImageFiles;

/**
 * Makes docs/images/*.png of the commands from the real program, on a screen with a window manager:
 * {@code src/test/sh/command-pictures.sh}.
 */
final class CommandPictures {
  private static final int LIMIT_MILLISECONDS = 120_000;
  private static final String SENTENCE = "a picture of a {man} and his {dog} on a blue background";

  private final Robot robot = new Robot();
  private final ImageJ imagej = new ImageJ(ImageJ.EMBEDDED);
  private final Frame desk = new Frame();
  private final Path folder;

  private CommandPictures(Path folder) throws Exception {
    this.folder = folder;
    desk.setUndecorated(true);
    desk.setBackground(new Color(205, 212, 220));
    desk.setBounds(0, 0, 1200, 900);
    desk.setFocusableWindowState(false);
    desk.setVisible(true);
    robot.setAutoDelay(150);
  }

  /**
   * @param arguments the folder to write to
   */
  public static void main(String[] arguments) throws Exception {
    CommandPictures pictures = new CommandPictures(Path.of(arguments[0]));
    pictures.menu();
    pictures.reports();
    pictures.bind();
    pictures.generate();
    pictures.paste();
    pictures.training();
    System.exit(0);
  }

  /** NB: a menu of AWT opens only for a real click; the words before it say where it is. */
  private void menu() throws Exception {
    place(imagej, 0, 0);
    behind();
    imagej.toFront();
    Thread.sleep(1000);
    MenuBar bar = imagej.getMenuBar();
    int x = 0;
    for (int i = 0; !bar.getMenu(i).getLabel().equals("Plugins"); i++) {
      x +=
          imagej
                  .getFontMetrics(bar.getFont() == null ? imagej.getFont() : bar.getFont())
                  .stringWidth(bar.getMenu(i).getLabel())
              + 21;
    }
    robot.mouseMove(imagej.getX() + imagej.getInsets().left + x + 20, imagej.getY() + 35);
    robot.mousePress(InputEvent.BUTTON1_DOWN_MASK);
    robot.mouseRelease(InputEvent.BUTTON1_DOWN_MASK);
    for (int key : new int[] {KeyEvent.VK_UP, KeyEvent.VK_RIGHT}) {
      robot.keyPress(key);
      robot.keyRelease(key);
    }
    Thread.sleep(700);
    write("menu", capture(new Rectangle(0, 0, 740, 455)));
    for (int i = 0; i < 3; i++) {
      robot.keyPress(KeyEvent.VK_ESCAPE);
      robot.keyRelease(KeyEvent.VK_ESCAPE);
    }
  }

  private void reports() throws Exception {
    report("MUMU Check Device...", "MUMU Check Device", "check-device");
    report("MUMU Cite and Licenses", "MUMU: cite and licenses", "cite");
    Dialog models = open("MUMU Models...");
    write("models", capture(models.getBounds()));
    close(models);
  }

  private void report(String command, String title, String name) throws Exception {
    new Executer(command, null);
    Window window = await(() -> shown(titled(title)), command);
    place(window, 40, 120);
    window.setSize(1150, 390);
    window.validate();
    Thread.sleep(900);
    write(name, capture(window.getBounds()));
    window.dispose();
  }

  private void bind() throws Exception {
    ImagePlus cell = show("cell.tif", 20, 140);
    cell.setOverlay(null);
    IJ.runMacro("makeOval(110, 86, 136, 134);");
    Dialog dialog = open("MUMU Bind Selection...");
    fill(dialog, "Slot", "cell");
    place(dialog, 340, 200);
    write("bind-selection", capture(dialog.getBounds().union(cell.getWindow().getBounds())));
    press(dialog, 0);
    await(() -> cell.getOverlay() == null ? null : cell, "the region");
    IJ.run("MUMU Bind Tool");
    Thread.sleep(500);
    imagej.toFront();
    Thread.sleep(500);
    write("bind-tool", capture(imagej.getBounds()));
    IJ.setTool("rectangle");
    IJ.run("Close All");
  }

  /** NB: the last one, because ImageJ ends what comes after a canceled dialog. */
  private void training() throws Exception {
    show("nuclei.tif", 20, 140);
    Dialog dialog = open("MUMU Make Training Data...");
    fill(dialog, "Count", "50");
    fill(dialog, "Most", "12");
    fill(dialog, "Ground", "black; grey");
    write("training-data", capture(dialog.getBounds()));
    close(dialog);
  }

  private void generate() throws Exception {
    ImagePlus park = show("park.tif", 20, 140);
    Recorder recorder = new Recorder();
    place(recorder, 20, 620);
    recorder.setSize(860, 140);
    WindowManager.setCurrentWindow(park.getWindow());
    Dialog dialog = open("MUMU Generate...");
    fill(dialog, "Prompt", SENTENCE);
    fill(dialog, "Seed", "1");
    write("generate", capture(dialog.getBounds()));
    int before = WindowManager.getImageCount();
    press(dialog, 0);
    await(() -> WindowManager.getImageCount() > before ? park : null, "the picture");
    Thread.sleep(1500);
    write("recorder", capture(recorder.getBounds()));
    Recorder.record = false;
    recorder.close();
    ImagePlus made = IJ.getImage();
    beside(park, "result");
    IJ.run("MUMU Regenerate");
    ImagePlus again = IJ.getImage();
    write("regenerate", row(zoomed(made), zoomed(again)));
    WindowManager.setCurrentWindow(park.getWindow());
    IJ.runMacro(
        "selectImage('park.tif'); run('MUMU Show Tokens...', 'prompt=[" + SENTENCE + "]');");
    ImagePlus tokens = IJ.getImage();
    BufferedImage first = zoomed(tokens);
    tokens.setSlice(2);
    write("show-tokens", row(first, zoomed(tokens)));
    tokens.close();
  }

  private void paste() throws Exception {
    IJ.runMacro("selectImage('park.tif'); makeOval(180, 20, 110, 110);");
    ImagePlus park = IJ.getImage();
    IJ.runMacro(
        "selectImage('park.tif'); run('MUMU Generate...', 'seed=3 prompt=[a {dog} on a yellow"
            + " background]');");
    Dialog dialog = open("MUMU Paste Into Selection...");
    Thread.sleep(300);
    write("paste-dialog", capture(dialog.getBounds()));
    press(dialog, 0);
    Thread.sleep(1500);
    place(park.getWindow(), 20, 140);
    park.getWindow().toFront();
    Thread.sleep(700);
    write("paste", capture(park.getWindow().getBounds()));
  }

  private void beside(ImagePlus park, String name) throws Exception {
    ImageWindow made = IJ.getImage().getWindow();
    zoomed(IJ.getImage());
    Window log = WindowManager.getWindow("Log");
    if (log != null) {
      log.setVisible(false);
    }
    place(park.getWindow(), 20, 140);
    place(made, 40 + park.getWindow().getWidth(), 140);
    Thread.sleep(700);
    write(name, capture(made.getBounds().union(park.getWindow().getBounds())));
  }

  /** The window of an image; of a small one twice its size. */
  private BufferedImage zoomed(ImagePlus image) throws Exception {
    ImageWindow window = image.getWindow();
    place(window, 30, 140);
    IJ.runMacro(
        "selectImage("
            + image.getID()
            + "); run('Set... ', 'zoom="
            + (image.getWidth() < 200 ? 200 : 100)
            + "');");
    window.toFront();
    Thread.sleep(900);
    return capture(window.getBounds());
  }

  private ImagePlus show(String name, int x, int y) throws Exception {
    ImagePlus image = ImageFiles.open(Path.of("test-images", name));
    image.show();
    await(() -> shown(image.getWindow()), name);
    place(image.getWindow(), x, y);
    return image;
  }

  private Dialog open(String command) throws Exception {
    new Executer(command, null);
    Dialog dialog =
        await(
            () ->
                Arrays.stream(Window.getWindows())
                    .filter(window -> window instanceof GenericDialog && window.isShowing())
                    .map(Dialog.class::cast)
                    .findFirst()
                    .orElse(null),
            command);
    Thread.sleep(900);
    return dialog;
  }

  /** Types into the field of that number and leaves nothing selected. */
  private static void fill(Dialog dialog, String label, String text) throws Exception {
    TextField field = Dialogs.field((GenericDialog) dialog, label);
    EventQueue.invokeAndWait(
        () -> {
          field.setText(text);
          field.select(text.length(), text.length());
        });
  }

  private static void press(Dialog dialog, int button) {
    GenericDialog asked = (GenericDialog) dialog;
    String text = asked.getButtons()[button].getLabel();
    EventQueue.invokeLater(
        () ->
            asked.actionPerformed(
                new ActionEvent(asked.getButtons()[button], ActionEvent.ACTION_PERFORMED, text)));
  }

  private static void close(Dialog dialog) throws Exception {
    press(dialog, 1);
    await(() -> dialog.isShowing() ? null : dialog, "the end of a dialog");
  }

  private static Frame titled(String title) {
    return Arrays.stream(Frame.getFrames())
        .filter(frame -> title.equals(frame.getTitle()))
        .findFirst()
        .orElse(null);
  }

  private static <T extends Window> T shown(T window) {
    return window != null && window.isShowing() ? window : null;
  }

  private static void place(Window window, int x, int y) throws Exception {
    EventQueue.invokeAndWait(() -> window.setLocation(new Point(x, y)));
    Thread.sleep(500);
  }

  /** NB: window managers raise it now and then. */
  private void behind() throws Exception {
    EventQueue.invokeAndWait(desk::toBack);
    Thread.sleep(500);
  }

  private BufferedImage capture(Rectangle bounds) throws Exception {
    robot.mouseMove(1190, 890);
    behind();
    robot.waitForIdle();
    return robot.createScreenCapture(bounds);
  }

  private static BufferedImage row(BufferedImage left, BufferedImage right) {
    BufferedImage both =
        new BufferedImage(
            left.getWidth() + 12 + right.getWidth(),
            Math.max(left.getHeight(), right.getHeight()),
            BufferedImage.TYPE_INT_RGB);
    both.getGraphics().fillRect(0, 0, both.getWidth(), both.getHeight());
    both.getGraphics().drawImage(left, 0, 0, null);
    both.getGraphics().drawImage(right, left.getWidth() + 12, 0, null);
    return both;
  }

  private void write(String name, BufferedImage picture) throws IOException {
    ImageIO.write(picture, "png", folder.resolve(name + ".png").toFile());
  }

  private static <T> T await(Supplier<T> wanted, String name) throws InterruptedException {
    return Waiting.await(wanted, name, LIMIT_MILLISECONDS);
  }
}
