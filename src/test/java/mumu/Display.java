package mumu;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A virtual screen for windows, where Xvfb is installed. */
final class Display implements AutoCloseable {
  private final Process server;
  private final String name;

  private Display(Process server, String name) {
    this.server = server;
    this.name = name;
  }

  /** Empty where there is no Xvfb; says so, because a test that did not run is no passed test. */
  static Optional<Display> open(String purpose) throws IOException {
    boolean installed =
        Arrays.stream(System.getenv("PATH").split(java.io.File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "Xvfb")));
    if (!installed) {
      System.out.println("NOT RUN, as there is no Xvfb here: " + purpose);
      return Optional.empty();
    }
    Process server =
        new ProcessBuilder("Xvfb", "-displayfd", "1", "-screen", "0", "1280x1024x24")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String number = new BufferedReader(new InputStreamReader(server.getInputStream())).readLine();
    return Optional.of(new Display(server, ":" + number));
  }

  String name() {
    return name;
  }

  @Override
  public void close() {
    server.destroy();
    try {
      if (!server.waitFor(10, TimeUnit.SECONDS)) {
        server.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
