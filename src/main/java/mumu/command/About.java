package mumu.command;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Properties;

/** What the plugin is, which version, and where to go on. */
final class About implements Command {
  private static final String PROPERTIES = "/META-INF/maven/mumu/MUMU_/pom.properties";

  private static final String TEXT =
      """
      MUMU for ImageJ %s
      Draw around things in your images, name them in a sentence, and get a new image
      in which those very things appear.

      Try it: File > Open Samples > MUMU > MUMU Park, then Plugins > MUMU > MUMU Generate...
      What runs here, and what does not: Plugins > MUMU > MUMU Check Device...
      What to cite, and all licences: Plugins > MUMU > MUMU Cite and Licenses

      Pictures are made by a generative model. Saved files are marked so (IPTC).
      Nothing leaves this computer; nothing is downloaded unless you ask for it.
      """;

  @Override
  public void run(Optional<String> options) throws IOException {
    TextReport.show("About MUMU", TEXT.formatted(version()));
  }

  /** NB: Maven writes the file into the jar; classes that were not packaged have no version. */
  static String version() throws IOException {
    try (InputStream stream = About.class.getResourceAsStream(PROPERTIES)) {
      Properties properties = new Properties();
      if (stream != null) {
        properties.load(stream);
      }
      return properties.getProperty("version", "(not packaged)");
    }
  }
}
