package mumu.runtime.install;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A program that stops for ever amid an installation, to be killed there. */
final class HangingInstall {
  private HangingInstall() {}

  /**
   * @param arguments a plan, a server, a folder, and after how many bytes to stop
   */
  public static void main(String[] arguments) throws Exception {
    Plan plan = Plan.read(Path.of(arguments[0]));
    long stop = Long.parseLong(arguments[3]);
    new CudaInstall(plan, repositories(arguments[1]), List.of(Path.of(arguments[2])))
        .run((done, total) -> hang(done, stop));
  }

  static List<Repository> repositories(String server) {
    return List.of(
        new Repository(
            Source.MAVEN,
            URI.create(server + "/maven"),
            Optional.empty(),
            Optional.empty(),
            "test"),
        new Repository(
            Source.PYTHON,
            URI.create(server + "/simple"),
            Optional.empty(),
            Optional.empty(),
            "test"));
  }

  private static void hang(long done, long stop) {
    if (done >= stop) {
      System.out.println("half");
      try {
        Thread.sleep(Long.MAX_VALUE);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
