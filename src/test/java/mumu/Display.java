package mumu;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** A virtual screen for windows, where Xvfb is installed. */
final class Display {
  private Display() {}

  /** What is done with a screen. */
  interface Job {
    /**
     * @param screen its name, for the variable DISPLAY
     */
    void run(String screen) throws IOException, InterruptedException;
  }

  /**
   * Opens a screen for as long as the job takes. Where there is no Xvfb it is not done, and that is
   * said, because a test that did not run is no passed test.
   */
  static void during(String purpose, Job job) throws IOException, InterruptedException {
    boolean installed =
        Arrays.stream(System.getenv("PATH").split(java.io.File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "Xvfb")));
    if (!installed) {
      System.out.println("NOT RUN, as there is no Xvfb here: " + purpose);
      return;
    }
    Process server =
        new ProcessBuilder("Xvfb", "-displayfd", "1", "-screen", "0", "1280x1024x24")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      String number = new BufferedReader(new InputStreamReader(server.getInputStream())).readLine();
      job.run(":" + number);
    } finally {
      server.destroy();
      if (!server.waitFor(10, TimeUnit.SECONDS)) {
        server.destroyForcibly();
      }
    }
  }
}
