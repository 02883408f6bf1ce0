package mumu.ui;

import ij.Executer;
import ij.IJ;
import ij.ImageJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.OvalRoi;
import ij.gui.Roi;
import ij.plugin.frame.Recorder;
import java.awt.Component;
import java.awt.EventQueue;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Vector;
import javax.swing.JComboBox;
import javax.swing.JLabel;
import mumu.imagej.ImageFiles;
import mumu.ui.form.PanelForm;

/**
 * A person at the panel, as a program: types, binds, generates, restores, cancels, closes. Its last
 * line is {@code PASSED} or says what is wrong.
 */
public final class PanelByHand {
  private static final int TIMES = 20;

  private static final PanelForm FORM = Session.SHARED.form();

  private PanelByHand() {}

  /**
   * @param arguments an image file whose overlay names a man, and a model
   */
  public static void main(String[] arguments) throws Exception {
    Hand.exitOnFailure();
    // NB: Java's own buffers fail now and then when windows come and go this fast.
    System.setProperty("swing.bufferPerWindow", "false");
    ImageJ imagej = new ImageJ(ImageJ.EMBEDDED);
    List<Integer> before = listeners(imagej);
    ImagePlus park = ImageFiles.open(Path.of(arguments[0]));
    park.show();
    Recorder recorder = new Recorder();
    new Executer("MUMU Panel", null);
    PanelWindow panel = Hand.await(Hand::panel, "the panel");
    choose(panel, arguments[1]);
    Hand.type(panel, "mumu.prompt", "a {man} and a {round thing}");
    bind(panel, park);
    checkLongTitle(panel);
    ImagePlus first = generate(panel, 1);
    checkRecorded(recorder, first);
    EventQueue.invokeAndWait(() -> FORM.restore(FORM.history().get(0)));
    ImagePlus second = generate(panel, 2);
    check(same(first, second), "a restored request makes other pixels");
    String recorded = recorder.getText();
    String last = recorded.substring(recorded.lastIndexOf("selectImage(\"park.tif\");"));
    check(
        last.contains("run(\"MUMU Generate...\""), "the image is not selected before: " + recorded);
    IJ.runMacro(last);
    check(same(first, WindowManager.getCurrentImage()), "the recorded lines make other pixels");
    check(WindowManager.getCurrentImage() != second, "the recorded lines make nothing");
    checkMistake(panel);
    checkCancel(panel);
    checkRest();
    close(panel);
    openAndClose();
    check(before.equals(listeners(imagej)), "listeners are left: " + before + listeners(imagej));
    check(FORM.history().size() == 2, "the history is gone");
    Hand.await(() -> threads() == 0 ? "" : null, "the end of all threads");
    System.out.println("PASSED");
    System.exit(0);
  }

  @SuppressWarnings("unchecked")
  private static void choose(PanelWindow panel, String model) throws Exception {
    EventQueue.invokeAndWait(
        () -> {
          JComboBox<String> models = (JComboBox<String>) Hand.find(panel, "mumu.model");
          models.addItem(model);
          models.setSelectedItem(model);
        });
    Hand.type(panel, "mumu.steps", "2");
  }

  private static void bind(PanelWindow panel, ImagePlus park) throws Exception {
    park.setRoi(new OvalRoi(20, 30, 50, 60));
    Hand.click(panel, "mumu.bind.round thing");
    Hand.await(
        () -> Hand.onEvent(() -> FORM.rows().get(1).isBound() ? "" : null), "the bound selection");
    Hand.await(
        () -> Hand.onEvent(() -> FORM.rows().get(0).isBound() ? "" : null), "the man by his name");
    Roi bound = park.getOverlay().get(park.getOverlay().size() - 1);
    check("round thing".equals(bound.getName()), "bound as " + bound.getName());
    int rgb = Hand.onEvent(() -> FORM.rows().get(1).rgb());
    check((bound.getStrokeColor().getRGB() & 0xFFFFFF) == rgb, "row and overlay differ in colour");
  }

  private static void checkLongTitle(PanelWindow panel) throws Exception {
    List<Integer> missing =
        Hand.onEvent(
            () -> {
              Component sentence = Hand.find(panel, "mumu.prompt");
              JLabel origin = (JLabel) Hand.find(panel, "mumu.origin.man");
              String shown = origin.getText();
              origin.setText("a long title ".repeat(20));
              panel.validate();
              List<Integer> heights =
                  List.of(
                      sentence.getPreferredSize().height - sentence.getParent().getHeight(),
                      origin.getPreferredSize().height - origin.getHeight());
              origin.setText(shown);
              return heights;
            });
    check(missing.equals(List.of(0, 0)), "sentence and origin lack pixels: " + missing);
  }

  private static ImagePlus generate(PanelWindow panel, int number) throws Exception {
    Hand.click(panel, "mumu.generate");
    Hand.await(
        () -> Hand.onEvent(() -> FORM.history().size() == number ? "" : null),
        "picture " + number + ", message " + FORM.message());
    return Hand.await(
        () -> {
          ImagePlus image = WindowManager.getCurrentImage();
          return image != null && image.getTitle().startsWith("MUMU: ") ? image : null;
        },
        "its window");
  }

  private static void checkRecorded(Recorder recorder, ImagePlus first) {
    String text = recorder.getText();
    check(text.contains("run(\"MUMU Bind Selection...\", \"slot=[round thing]\");"), text);
    check(text.contains("bind=[round thing=park.tif:round thing]"), text);
    check(text.contains("seed="), text);
    check(first.getProp("mumu.request") != null, "no provenance");
  }

  private static void checkMistake(PanelWindow panel) throws Exception {
    EventQueue.invokeAndWait(() -> FORM.setSource("man", "nobody"));
    Hand.await(
        () -> Hand.onEvent(() -> FORM.rows().get(0).problem().isPresent() ? "" : null),
        "the sentence in the row");
    boolean shown = Hand.onEvent(() -> Hand.find(panel, "mumu.problem.man").isVisible());
    check(shown, "the row does not show its sentence");
    EventQueue.invokeAndWait(() -> FORM.setSource("man", ""));
  }

  private static void checkCancel(PanelWindow panel) throws Exception {
    Hand.type(panel, "mumu.steps", "1000");
    Hand.click(panel, "mumu.generate");
    Hand.await(() -> Hand.onEvent(() -> FORM.activity().done() > 2 ? "" : null), "some steps");
    Hand.click(panel, "mumu.cancel");
    Hand.await(() -> Hand.onEvent(() -> FORM.activity().busy() ? null : ""), "the cancel");
    check(FORM.message().text().equals("Canceled."), FORM.message().toString());
    String status = ImageJ.getStatusBarText();
    check(status.equals("MUMU: canceled"), "the status line still says " + status);
  }

  /** NB: looking at an image must not count as a change of it. */
  private static void checkRest() throws InterruptedException {
    Thread.sleep(1500);
    int busy = 0;
    for (int i = 0; i < 20; i++) {
      Thread.sleep(50);
      busy += threads() > 0 ? 1 : 0;
    }
    check(busy < 5, "the panel looks again and again");
  }

  private static void openAndClose() throws Exception {
    for (int i = 0; i < TIMES; i++) {
      new Executer("MUMU Panel", null);
      close(Hand.await(Hand::panel, "the panel again"));
    }
  }

  private static void close(PanelWindow panel) throws Exception {
    EventQueue.invokeAndWait(panel::dispose);
    check(WindowManager.getWindow(PanelWindow.TITLE) == null, "ImageJ still lists the panel");
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("MUMU panel"))
        .count();
  }

  private static List<Integer> listeners(ImageJ imagej) throws ReflectiveOperationException {
    return List.of(
        size(Roi.class),
        size(ImagePlus.class),
        (int)
            Arrays.stream(imagej.getComponentListeners())
                .filter(Dock.class::isInstance) // NB: AWT adds some of its own
                .count());
  }

  private static int size(Class<?> type) throws ReflectiveOperationException {
    Field listeners = type.getDeclaredField("listeners");
    listeners.setAccessible(true);
    return ((Vector<?>) listeners.get(null)).size();
  }

  private static boolean same(ImagePlus one, ImagePlus other) {
    return Arrays.equals(
        (int[]) one.getProcessor().getPixels(), (int[]) other.getProcessor().getPixels());
  }

  private static void check(boolean fact, String otherwise) {
    if (!fact) {
      System.out.println(otherwise);
      System.exit(1);
    }
  }
}
