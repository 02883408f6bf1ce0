package mumu;

import java.awt.AWTError;
import java.awt.GraphicsEnvironment;
import java.awt.HeadlessException;
import java.awt.Toolkit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts ImageJ with the demonstration macro: in windows, or writing files where there is no
 * display.
 */
public final class Demo {
  private static final String MACRO = "MUMU_Demo.ijm";

  private Demo() {}

  /**
   * @param arguments ImageJ's folder, and the folder for the files
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path imagej = Path.of(arguments[0]).toAbsolutePath();
    Path output = Path.of(arguments[1]).toAbsolutePath();
    boolean display = hasDisplay();
    Process process = new ProcessBuilder(command(imagej, output, display)).inheritIO().start();
    int exit = process.waitFor();
    // NB: ImageJ exits with 0 whatever its macro did.
    boolean made = display || Files.exists(output.resolve("result.png"));
    System.exit(exit == 0 && made ? 0 : 1);
  }

  private static List<String> command(Path imagej, Path output, boolean display)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Djava.awt.headless=" + !display);
    command.add("-Dplugins.dir=" + imagej);
    command.add(
        "-Dslf4j.internal.verbosity=ERROR"); // DJL's logging facade has no logger to warn of
    command.addAll(List.of("-jar", imagej.resolve("ij.jar").toString()));
    // NB: port0 keeps an ImageJ that is open already from taking the macro over.
    command.addAll(List.of("-ijpath", imagej.toString(), "-port0", display ? "-macro" : "-batch"));
    command.add(imagej.resolve("macros").resolve(MACRO).toString());
    if (!display) {
      Files.createDirectories(output);
      Files.deleteIfExists(output.resolve("result.png"));
      command.add(output.toString());
    }
    return command;
  }

  /** NB: a DISPLAY that cannot be reached shows only when the toolkit starts. */
  private static boolean hasDisplay() {
    if (GraphicsEnvironment.isHeadless()) {
      return false;
    }
    try {
      Toolkit.getDefaultToolkit().getScreenSize();
      return true;
    } catch (AWTError | HeadlessException e) {
      return false;
    }
  }
}
