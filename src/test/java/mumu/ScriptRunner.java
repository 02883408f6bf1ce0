package mumu;

import ij.ImagePlus;
import ij.macro.Interpreter;
import java.io.File;
import java.util.Arrays;
import java.util.Map;
import org.scijava.Context;
import org.scijava.module.Module;
import org.scijava.script.ScriptService;

/** Runs docs/examples/generate.groovy in a JVM of its own; its last line tells the pixels. */
final class ScriptRunner {
  private ScriptRunner() {}

  /**
   * @param arguments the script, an image whose overlay names a man and a dog, the options
   */
  public static void main(String[] arguments) throws Exception {
    Interpreter.batchMode = true;
    try (Context context = new Context()) {
      Groovy.addTo(context);
      Map<String, Object> inputs = Map.of("file", new File(arguments[1]), "options", arguments[2]);
      Module script =
          context.getService(ScriptService.class).run(new File(arguments[0]), true, inputs).get();
      ImagePlus result = (ImagePlus) script.getOutput("result");
      System.out.println("made " + Arrays.hashCode((int[]) result.getProcessor().getPixels()));
    }
    System.exit(0);
  }
}
