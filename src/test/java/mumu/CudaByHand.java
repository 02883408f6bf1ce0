package mumu;

import ij.Executer;
import ij.IJ;
import ij.ImageJ;
import ij.gui.GenericDialog;
import ij.gui.MessageDialog;
import ij.plugin.frame.Recorder;
import java.awt.Checkbox;
import java.awt.EventQueue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import mumu.runtime.cuda.Platform;
import mumu.runtime.install.FakeArtefacts;

/**
 * A person with a display, as a program: opens {@code MUMU Install CUDA...}, declines, accepts
 * while the repository has nothing, then installs and removes, and runs what was recorded of that.
 * Its last line is {@code PASSED}.
 */
final class CudaByHand {
  private static final String LABEL = "MUMU Install CUDA...";
  private static final int LIMIT_MILLISECONDS = 30_000;

  private final FakeArtefacts artefacts;
  private final Path libraries;
  private final Recorder recorder;

  private CudaByHand(Path home) throws IOException {
    Path packaged = Path.of(System.getProperty("plugins.dir"));
    Files.createSymbolicLink(home.resolve("plugins"), packaged.resolve("plugins").toAbsolutePath());
    System.setProperty("plugins.dir", home.toString());
    System.setProperty("user.home", home.toString());
    libraries = home.resolve(Path.of("lib", "mumu", Platform.current().orElseThrow().folder()));
    artefacts = new FakeArtefacts(home);
    new ImageJ(ImageJ.EMBEDDED);
    recorder = new Recorder();
  }

  public static void main(String[] arguments) throws Exception {
    CudaByHand person = new CudaByHand(Path.of(arguments[0]));
    person.declines();
    person.acceptsWhatIsNotThere();
    person.installs();
    person.removes();
    person.replays();
    System.out.println(person.recorder.getText());
    System.out.println("PASSED");
    System.exit(0);
  }

  private void declines() throws Exception {
    GenericDialog dialog = open();
    String text = Dialogs.text(dialog);
    for (String part :
        new String[] {" MB from http://localhost:", "fake: MIT", libraries.toString()}) {
      check(text.contains(part), part + " in: " + text);
    }
    Dialogs.press(dialog, dialog.getButtons()[1]);
    gone();
    Dialogs.press(open(), Dialogs.showing(GenericDialog.class).getButtons()[0]); // without a tick
    gone();
    check(artefacts.requests() == 0, "no request before consent");
  }

  private void acceptsWhatIsNotThere() throws Exception {
    artefacts.hide(true);
    tickAndPress(open());
    String text = readAndClose("the error");
    check(text.contains("404") || text.contains("not there"), "what is missing in: " + text);
    check(text.contains("localhost"), "where in: " + text);
    check(artefacts.requests() > 0, "a request");
    check(!recorder.getText().contains("accept"), "nothing recorded of what failed");
    check(installed().isEmpty(), "nothing installed by what failed");
    artefacts.hide(false);
  }

  private void installs() throws Exception {
    tickAndPress(open());
    String text = readAndClose("the message");
    check(text.contains("CUDA is installed in " + libraries), text);
    check(installed().containsAll(artefacts.files()), "all files in " + installed());
    recorded("accept=[true]");
  }

  private void removes() throws Exception {
    GenericDialog dialog = open();
    check(Dialogs.text(dialog).contains("CUDA is installed"), Dialogs.text(dialog));
    tickAndPress(dialog);
    check(readAndClose("the message").contains("removed"), "removed");
    check(installed().isEmpty(), "the folder is gone");
    recorded("remove=[true]");
  }

  /** Each line that was recorded does what the hand has done. */
  private void replays() throws IOException {
    List<String> lines =
        recorder.getText().lines().filter(it -> it.startsWith("run(\"" + LABEL)).toList();
    check(lines.size() == 2, "two lines in: " + recorder.getText());
    IJ.runMacro(lines.get(0));
    check(installed().containsAll(artefacts.files()), "installed by " + lines.get(0));
    int before = artefacts.requests();
    IJ.runMacro(lines.get(0));
    check(artefacts.requests() == before, "what is there is not fetched again");
    IJ.runMacro(lines.get(1));
    check(installed().isEmpty(), "removed by " + lines.get(1));
    IJ.runMacro(lines.get(1));
    check(IJ.getLog().contains("there was no CUDA to remove"), IJ.getLog());
  }

  /** The names of all files in the folder that is made. */
  private List<String> installed() throws IOException {
    try (Stream<Path> files = Files.walk(Files.createDirectories(libraries))) {
      return files
          .filter(it -> Files.isRegularFile(it) && !it.getParent().equals(libraries))
          .filter(it -> !it.toString().contains(".mumu-download-"))
          .map(it -> it.getFileName().toString())
          .toList();
    }
  }

  private String readAndClose(String name) throws Exception {
    MessageDialog message = await(() -> Dialogs.showing(MessageDialog.class), name);
    String text = Dialogs.text(message);
    EventQueue.invokeAndWait(message::dispose);
    return text;
  }

  private void recorded(String options) throws InterruptedException {
    await(
        () -> recorder.getText().contains("\"" + LABEL + "\", \"" + options) ? "" : null, options);
  }

  private GenericDialog open() throws InterruptedException {
    Waiting.untilDone(LABEL, LIMIT_MILLISECONDS);
    new Executer(LABEL, null);
    return await(() -> Dialogs.showing(GenericDialog.class), "the dialog");
  }

  private void gone() throws InterruptedException {
    await(() -> Dialogs.showing(GenericDialog.class) == null ? "" : null, "the dialog to close");
  }

  private static void tickAndPress(GenericDialog dialog) throws Exception {
    EventQueue.invokeAndWait(() -> ((Checkbox) dialog.getCheckboxes().get(0)).setState(true));
    Dialogs.press(dialog, dialog.getButtons()[0]);
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      System.out.println("FAILED: " + what);
      System.exit(1);
    }
  }

  private static <T> T await(Supplier<T> wanted, String name) throws InterruptedException {
    return Waiting.await(wanted, name, LIMIT_MILLISECONDS);
  }
}
