package mumu.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import mumu.bundle.Bundle;
import mumu.bundle.Catalog;

/** What to cite, and the licences of the plugin, its models and its libraries. */
final class CiteAndLicenses implements Command {
  @Override
  public void run(Optional<String> options) throws IOException {
    TextReport.show("MUMU: cite and licenses", text());
  }

  static String text() throws IOException {
    StringBuilder text = new StringBuilder(resource("CITE.txt"));
    Catalog.Listing models = Models.catalog().list();
    for (Bundle bundle : models.bundles().values()) {
      text.append(model(bundle));
    }
    models.problems().forEach(problem -> text.append('\n').append(problem).append('\n'));
    text.append(heading("The plugin")).append(resource("LICENSE"));
    text.append(heading("Libraries")).append(resource("LIBRARIES.txt"));
    return text.toString();
  }

  private static String model(Bundle bundle) throws IOException {
    StringBuilder text = new StringBuilder();
    text.append(heading("Model " + bundle.id() + " " + bundle.card().version()));
    text.append("Licence: ").append(bundle.card().license().name()).append('\n');
    bundle.card().cite().forEach(cite -> text.append("Cite: ").append(cite).append('\n'));
    for (String file : bundle.card().license().files()) {
      text.append('\n').append(new String(bundle.readFile(file), StandardCharsets.UTF_8));
    }
    return text.toString();
  }

  private static String heading(String title) {
    return "\n\n=== " + title + " ===\n";
  }

  /** NB: beside this class; a LICENSE at the root of the class path may be any library's. */
  private static String resource(String name) throws IOException {
    try (InputStream stream = CiteAndLicenses.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IOException("the plugin's jar has lost its file " + name + "; install it again");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
