package mumu.bundle;

import java.nio.file.Path;
import java.util.List;

/** A program that stops for ever amid an import, to be killed there. */
final class HangingImport {
  private HangingImport() {}

  /**
   * @param arguments a model and a models folder
   */
  public static void main(String[] arguments) throws Exception {
    Path models = Path.of(arguments[1]);
    new Import(new Catalog(List.of(models)), List.of(models))
        .run(Path.of(arguments[0]), false, HangingImport::stopHalfway);
  }

  private static void stopHalfway(long done, long total) {
    if (done > total / 2) {
      System.out.println("half");
      try {
        Thread.sleep(Long.MAX_VALUE);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
