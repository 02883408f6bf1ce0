package mumu.bundle;

import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What users are told about a model in diffusers' layout, which says little about itself. */
final class DiffusersCard {
  private static final int MAXIMUM_SIDE = 16_384;

  /** NB: diffusers asks for multiples of 8 whatever the factor. */
  private static final int MULTIPLE = 8;

  private DiffusersCard() {}

  /**
   * @param index {@code model_index.json}
   */
  static Card of(DiffusersBundle bundle, ConfigFile index) {
    int factor = bundle.codec().factor();
    Manifest.Canvas canvas =
        new Manifest.Canvas(
            bundle.denoiser().latentWidth() * factor,
            bundle.denoiser().latentHeight() * factor,
            Math.max(MULTIPLE, factor),
            Math.max(MULTIPLE, factor),
            MAXIMUM_SIDE);
    String name = Path.of(bundle.where()).getFileName().toString();
    return new Card(
        id(name),
        version(index),
        name,
        bundle.family().id(),
        new Manifest.License("see the model's own documents", licences(bundle)),
        List.of(bundle.family().cite()),
        canvas,
        bundle.family().defaults(),
        Map.of(),
        List.of(),
        Optional.empty(),
        0);
  }

  private static List<String> licences(DiffusersBundle bundle) {
    return bundle.paths().stream()
        .filter(path -> path.matches("(?i)(licen[cs]e|copying|notice|readme)[^/]*"))
        .toList();
  }

  private static String version(ConfigFile index) {
    return index.values().get("_diffusers_version") instanceof JsonPrimitive version
        ? "diffusers " + version.getAsString()
        : "";
  }

  /** Whether a folder or zip may hold a model of that id; one in another layout says its own. */
  static boolean mayBe(String id, Path path) throws IOException {
    return id(path.getFileName().toString()).equals(id) || !DiffusersBundle.recognises(path);
  }

  /** Name of the folder or zip, in the letters that ids have; an id is its own id. */
  private static String id(String name) {
    String id =
        name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.-]+", "-").replaceFirst("^[.-]+", "");
    String cut = id.substring(0, Math.min(64, id.length())).replaceFirst("(\\.zip|[.-])+$", "");
    return cut.isEmpty() ? "model" : cut;
  }
}
