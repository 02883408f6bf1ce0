package mumu;

import com.sun.net.httpserver.HttpServer;
import ij.Executer;
import ij.IJ;
import ij.ImageJ;
import ij.gui.GenericDialog;
import ij.gui.MessageDialog;
import ij.plugin.frame.Recorder;
import java.awt.Checkbox;
import java.awt.EventQueue;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import mumu.runtime.cuda.Platform;
import mumu.runtime.install.Plan;

/**
 * A person with a display, as a program: opens {@code MUMU Install CUDA...}, declines, accepts
 * while the repository has nothing, then removes an installation. Its last line is {@code PASSED}.
 */
final class CudaByHand {
  private static final String LABEL = "MUMU Install CUDA...";
  private static final int LIMIT_MILLISECONDS = 30_000;
  private static final int NOT_FOUND = 404;

  private final AtomicInteger requests = new AtomicInteger();
  private final Platform platform = Platform.current().orElseThrow();
  private final Path libraries;
  private final Recorder recorder;

  private CudaByHand(Path home) throws IOException {
    Path packaged = Path.of(System.getProperty("plugins.dir"));
    Files.createSymbolicLink(home.resolve("plugins"), packaged.resolve("plugins").toAbsolutePath());
    System.setProperty("plugins.dir", home.toString());
    System.setProperty("user.home", home.toString());
    libraries = home.resolve(Path.of("lib", "mumu", platform.folder()));
    HttpServer empty =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    empty.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          exchange.sendResponseHeaders(NOT_FOUND, -1);
          exchange.close();
        });
    empty.start();
    String address = "http://localhost:" + empty.getAddress().getPort();
    System.setProperty("mumu.repository", address + "/maven");
    System.setProperty("mumu.index", address + "/simple");
    new ImageJ(ImageJ.EMBEDDED);
    recorder = new Recorder();
  }

  public static void main(String[] arguments) throws Exception {
    CudaByHand person = new CudaByHand(Path.of(arguments[0]));
    person.declines();
    person.acceptsWhatIsNotThere();
    person.removes();
    System.out.println(person.recorder.getText());
    System.out.println("PASSED");
    System.exit(0);
  }

  private void declines() throws Exception {
    GenericDialog dialog = open();
    String text = Dialogs.text(dialog);
    for (String part :
        new String[] {" MB from http://localhost:", "NVIDIA", libraries.toString()}) {
      check(text.contains(part), part + " in: " + text);
    }
    Dialogs.press(dialog, dialog.getButtons()[1]);
    gone();
    Dialogs.press(open(), Dialogs.showing(GenericDialog.class).getButtons()[0]); // without a tick
    gone();
    check(requests.get() == 0, "no request before consent, were " + requests);
  }

  private void acceptsWhatIsNotThere() throws Exception {
    tickAndPress(open());
    MessageDialog message = await(() -> Dialogs.showing(MessageDialog.class), "the error");
    String text = Dialogs.text(message);
    check(text.contains("404") || text.contains("not there"), "what is missing in: " + text);
    check(text.contains("localhost"), "where in: " + text);
    EventQueue.invokeAndWait(message::dispose);
    check(requests.get() > 0, "a request");
    check(!recorder.getText().contains("accept"), "nothing recorded of what failed");
  }

  private void removes() throws Exception {
    Path installed =
        libraries.resolve("onnxruntime-" + Plan.of(platform).runtimeVersion() + "-cuda12");
    Files.createDirectories(installed);
    Files.writeString(installed.resolve("a.so"), "abc");
    Files.writeString(installed.resolve("INSTALLED.txt"), "file 3 a.so\n");
    GenericDialog dialog = open();
    check(Dialogs.text(dialog).contains("CUDA is installed"), Dialogs.text(dialog));
    tickAndPress(dialog);
    MessageDialog message = await(() -> Dialogs.showing(MessageDialog.class), "the message");
    check(Dialogs.text(message).contains("removed"), Dialogs.text(message));
    EventQueue.invokeAndWait(message::dispose);
    check(!Files.exists(installed), "the folder is gone");
    await(() -> recorder.getText().contains("remove=") ? "" : null, "the recorded line");
    IJ.run(LABEL, "remove=[true]");
    check(IJ.getLog().contains("there was no CUDA to remove"), IJ.getLog());
  }

  private GenericDialog open() throws InterruptedException {
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
