package mumu;

import java.util.ArrayList;
import java.util.List;

/** What the plugin needs around it; checked before any class that would fail without it loads. */
final class EntryRequirements {
  private static final int OLDEST_JAVA = 17;

  /** A class of each library and the jar it comes in. */
  private static final String[][] LIBRARIES = {
    {"com/google/gson/Gson.class", "gson"},
    {"ai/onnxruntime/OrtSession.class", "onnxruntime"},
    {"ai/djl/huggingface/tokenizers/HuggingFaceTokenizer.class", "tokenizers"},
    {"ai/djl/Model.class", "ai.djl.api"},
    {"org/slf4j/Logger.class", "slf4j-api"},
    {"org/scijava/Context.class", "scijava-common"},
    {"org/scijava/parsington/Tokens.class", "parsington"},
  };

  private EntryRequirements() {}

  static void check() {
    checkJava(System.getProperty("java.specification.version"));
    checkLibraries(EntryRequirements.class.getClassLoader());
  }

  /** Accepts 17 and newer, also in the old notation 1.8. */
  static void checkJava(String version) {
    String major = version.startsWith("1.") ? version.substring(2) : version;
    if (Integer.parseInt(major) < OLDEST_JAVA) {
      throw new IllegalArgumentException(
          "MUMU cannot run on this Java. Expected Java 17 or newer, found Java "
              + major
              + ". Start ImageJ with a newer Java, or install a current ImageJ or Fiji, which brings"
              + " one.");
    }
  }

  static void checkLibraries(ClassLoader loader) {
    List<String> missing = new ArrayList<>();
    for (String[] library : LIBRARIES) {
      if (loader.getResource(library[0]) == null) {
        missing.add(library[1] + "-….jar");
      }
    }
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "MUMU cannot run without "
              + String.join(", ", missing)
              + ". Expected in the folder jars of ImageJ, found nothing. Unpack the release zip into"
              + " the ImageJ folder again (Fiji: Help > Update...) and restart ImageJ.");
    }
  }
}
